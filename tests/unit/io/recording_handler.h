#pragma once
// A handler that answers 202 at once and remembers what it was given. Read it only when the server
// is stopped or the replies have arrived.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "io/http_server.h"
#include "unit/io/raw_requests.h"

namespace triaged::io::test {

class RecordingHandler : public RequestHandler {
 public:
  /// Instead of the 202; may keep the Respond.
  std::function<void(HttpRequest, Respond)> answer;
  std::function<void(std::shared_ptr<EventSink>)> stream;
  std::atomic<std::uint64_t> body_limit{kBodyLimit};

  HeadVerdict on_head(const HttpRequest& head) override {
    ++heads;
    HeadVerdict verdict;
    verdict.body_limit = body_limit;
    if (head.url == kForbiddenPath) {
      verdict.accept = false;
      verdict.refusal.status = 401;
      verdict.refusal.body = "{}";
    }
    return verdict;
  }

  void on_request(HttpRequest request, Respond respond) override {
    HttpReply reply;
    reply.status = request.url == "/probe" ? 204 : 202;
    if (request.url != "/probe") remember(request);
    if (answer) return answer(std::move(request), std::move(respond));
    respond(std::move(reply));
  }

  bool wants_stream(const HttpRequest& head) override { return stream && head.url == "/stream"; }

  void on_stream(HttpRequest, std::shared_ptr<EventSink> sink) override { stream(std::move(sink)); }

  /// Every request but the probes.
  std::vector<HttpRequest> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  std::atomic<int> heads{0};

 private:
  void remember(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }

  std::mutex mutex_;
  std::vector<HttpRequest> requests_;
};

/// The status codes of the replies in `bytes`.
inline std::vector<int> statuses_of(const std::string& bytes) {
  std::vector<int> found;
  for (std::size_t at = bytes.find("HTTP/1.1 "); at != bytes.npos;
       at = bytes.find("HTTP/1.1 ", at + 1)) {
    const std::string code = bytes.substr(at + 9, 3);
    if (code.find_first_not_of("0123456789") == code.npos) found.push_back(std::stoi(code));
  }
  return found;
}

}  // namespace triaged::io::test
