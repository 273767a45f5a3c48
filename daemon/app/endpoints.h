#pragma once
// What each path of the HTTP interface does: who may, how large, and which input or read it becomes.
// Runs on the I/O thread; whatever needs the World is handed to the loop, whose callback answers.
// Knows no socket.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "app/served.h"
#include "engine/loop.h"
#include "io/http_server.h"

namespace triaged::app {

class Metrics;

class Endpoints : public io::RequestHandler {
 public:
  struct Options {
    bool lifecycle = false;               ///< POST /-/reload is allowed
    /// Begins to reload and says later, on a thread of its own, what went wrong, or "".
    std::function<void(std::function<void(const std::string&)> done)> reload;
    std::function<bool()> ready;
  };

  Endpoints(std::shared_ptr<const Served> served, Metrics& metrics, Options options);

  /// Before any request arrives.
  void attach(engine::Loop& loop) { loop_ = &loop; }
  void swap(std::shared_ptr<const Served> served) { std::atomic_store(&served_, std::move(served)); }
  void set_address(std::string address) { address_ = std::move(address); }

  /// A record was committed: tells the event streams. Any thread.
  void committed(const Record& record);

  io::HeadVerdict on_head(const HttpRequest& head) override;
  void on_request(HttpRequest request, io::Respond respond) override;
  bool wants_stream(const HttpRequest& head) override;
  void on_stream(HttpRequest request, std::shared_ptr<io::EventSink> sink) override;

 private:
  const Source* source_of(const Served& served, std::string_view path) const;
  bool host_allowed(const Served& served, std::string_view host) const;
  io::HeadVerdict judge_alerts(const Served& served, const Source& source,
                               const HttpRequest& head) const;
  void take_alerts(const Served& served, const Source& source, HttpRequest request,
                   io::Respond respond);
  void take_report(HttpRequest request, io::Respond respond);
  void take_action(std::string_view path, HttpRequest request, io::Respond respond);
  void preview(HttpRequest request, io::Respond respond, bool page);
  void read(std::string path, HttpRequest request, io::Respond respond);
  void read_incident(std::string_view path, HttpRequest request, io::Respond respond);
  void manage(std::string_view path, const HttpRequest& request, const io::Respond& respond);
  void shape_fault(const std::string& source, const std::string& text);

  std::shared_ptr<const Served> served_;
  engine::Preparer preparer_;  // the I/O thread's
  Metrics& metrics_;
  Options options_;
  engine::Loop* loop_ = nullptr;
  std::string address_;
  std::mutex mutex_;  ///< guards the streams and the open faults
  std::vector<std::shared_ptr<io::EventSink>> streams_;
  std::set<std::string> shape_faults_;
};

}  // namespace triaged::app
