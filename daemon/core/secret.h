#pragma once
// A string that must not be seen: printing it in any way gives "<secret>". Whoever truly needs the
// bytes says reveal(), which makes every use easy to find.

#include <string>
#include <utility>

namespace triaged {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}

  const std::string& reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string bytes_;
};

template <class Stream>
Stream& operator<<(Stream& out, const Secret&) {
  out << "<secret>";
  return out;
}

}  // namespace triaged
