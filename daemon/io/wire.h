#pragma once
// The bytes of one accepted connection, as a connection sees them: non-blocking, in order, one read
// and one wait for room at a time. Today it is TCP (http_server.cc); a test may pass its own. I/O
// thread only.

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace triaged::io {

class Wire {
 public:
  /// Whoever waits for the wire. Kept alive by it until called.
  class User {
   public:
    virtual ~User() = default;
    /// More bytes are in unread(); or `alive` is false: end of input, or broken.
    virtual void on_received(bool alive) = 0;
    /// send() can take bytes again; or `alive` is false: broken.
    virtual void on_room(bool alive) = 0;
  };

  virtual ~Wire() = default;
  /// Asks for at most `most` more bytes, after those that are unread.
  virtual void receive(std::size_t most, std::shared_ptr<User> user) = 0;
  virtual std::string_view unread() const = 0;
  virtual void consume(std::size_t bytes) = 0;
  /// Sends what can be sent at once, of `first` and then `second`; nullopt: broken.
  virtual std::optional<std::size_t> send(std::string_view first, std::string_view second) = 0;
  virtual void wait_for_room(std::shared_ptr<User> user) = 0;
  /// Says that nothing more will be sent; receiving goes on.
  virtual void finish_sending() = 0;
  virtual void close() = 0;
};

}  // namespace triaged::io
