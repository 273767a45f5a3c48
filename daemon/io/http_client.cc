// One curl multi handle on one thread. Requests come in through a queue and curl_multi_wakeup();
// easy handles are used again. Whether a request can have been acted on is known exactly: curl
// calls `on_sending` when a connection is ready and before it writes the first byte of a request.
// Requests over the limit of their host wait here and not in curl: 7.88 forgets to wake some of
// those that wait for CURLMOPT_MAX_HOST_CONNECTIONS.

#include "io/http_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace triaged::io {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeaderBytes = 64U << 10;
constexpr std::size_t kSpareHandles = 16;
constexpr Duration kConnectTimeout = std::chrono::seconds{10};
constexpr const char* kStopped = "the client has stopped";
constexpr long kReuseIdleSeconds = 30;  ///< servers drop idle connections; stay well below

struct Slist {
  ~Slist() { curl_slist_free_all(list); }
  curl_slist* list = nullptr;
};

/// One request from send() to its end.
struct Job {
  HttpRequest request;
  std::string host;  ///< scheme and authority of the URL
  Clock::time_point deadline;
  std::function<void(Transfer)> done;
  CURL* easy = nullptr;
  Slist fields;
  Transfer transfer;
  std::size_t header_bytes = 0;
  std::size_t reply_limit = 0;
  bool too_large = false;
  bool resent = false;  ///< curl wanted to send it a second time
};

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

bool is_idempotent(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

/// Words for people and logs; curl's own messages may quote the URL.
std::string describe(CURLcode code, const Job& job) {
  if (job.too_large) return "the reply is too large";
  if (job.resent) return "the connection was lost before a reply came";
  return curl_easy_strerror(code);
}

struct Host {
  std::size_t active = 0;
  std::deque<std::unique_ptr<Job>> waiting;
};

/// The part of a URL that decides about the connection.
std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return url;
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

/// Ends a request of which nothing was sent.
void fail_unsent(Job& job, const char* reason) {
  job.transfer = Transfer();
  job.transfer.error = reason;
  job.done(std::move(job.transfer));
}

class Client final : public HttpClient {
 public:
  explicit Client(const ClientOptions& options);
  ~Client() override { stop(Duration::zero()); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(HttpRequest request, Duration timeout, std::function<void(Transfer)> done) override;
  void stop(Duration grace) override;

 private:
  void run();
  bool time_to_end();
  void take_new();
  void start_waiting(Host& host);
  bool begin(Job& job);
  bool configure(Job& job);
  bool set_fields(Job& job);
  void set_method(Job& job);
  void collect_finished();
  void finish(CURL* easy, CURLcode code);
  void expire_waiting(Clock::time_point now, const char* reason);
  void fail_rest();
  Clock::time_point next_event();
  void wait();
  CURL* take_handle();
  void keep_handle(CURL* easy);

  const ClientOptions options_;
  CURLM* multi_ = nullptr;
  std::unordered_map<CURL*, std::unique_ptr<Job>> jobs_;  ///< those that curl has
  std::unordered_map<std::string, Host> hosts_;
  std::vector<CURL*> spare_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<Job>> new_;
  bool stopping_ = false;
  bool ended_ = false;
  Clock::time_point stop_at_;
  std::thread thread_;
};

// ---- what curl calls, on the client's thread

std::size_t on_body(char* bytes, std::size_t one, std::size_t count, void* user) {
  Job& job = *static_cast<Job*>(user);
  const std::size_t size = one * count;
  std::string& body = job.transfer.reply.body;
  if (size > job.reply_limit - body.size()) {
    job.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  body.append(bytes, size);
  return size;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::strchr(" \t\r\n", text.front())) text.remove_prefix(1);
  while (!text.empty() && std::strchr(" \t\r\n", text.back())) text.remove_suffix(1);
  return text;
}

std::size_t on_header(char* bytes, std::size_t one, std::size_t count, void* user) {
  Job& job = *static_cast<Job*>(user);
  const std::size_t size = one * count;
  const std::string_view line(bytes, size);
  Headers& headers = job.transfer.reply.headers;
  job.header_bytes += size;
  if (job.header_bytes > kHeaderBytes) {
    job.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  const std::size_t colon = line.find(':');
  if (line.substr(0, 5) == "HTTP/") {
    headers.clear();  // an interim reply came before this one
  } else if (colon != line.npos) {
    headers.emplace_back(std::string(line.substr(0, colon)),
                         std::string(trim(line.substr(colon + 1))));
  }
  return size;
}

/// A second call means that a reused connection died under the request and curl would send it
/// again. The first copy may have been acted on, so only harmless methods go out twice.
int on_sending(void* user, char*, char*, int, int) {
  Job& job = *static_cast<Job*>(user);
  if (job.transfer.reached && !is_idempotent(job.request.method)) {
    job.resent = true;
    return CURL_PREREQFUNC_ABORT;
  }
  job.transfer.reached = true;
  return CURL_PREREQFUNC_OK;
}

// ---- Client

void init_curl_once() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(done);
}

Client::Client(const ClientOptions& options) : options_(options) {
  init_curl_once();
  multi_ = curl_multi_init();
  thread_ = std::thread([this] { run(); });
}

void Client::send(HttpRequest request, Duration timeout, std::function<void(Transfer)> done) {
  auto job = std::make_unique<Job>();
  job->request = std::move(request);
  job->host = host_of(job->request.url);
  job->deadline = Clock::now() + timeout;
  job->done = std::move(done);
  {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      new_.push_back(std::move(job));
      curl_multi_wakeup(multi_);
      return;
    }
  }
  fail_unsent(*job, kStopped);
}

void Client::stop(Duration grace) {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stop_at_ = Clock::now() + grace;
    if (multi_) curl_multi_wakeup(multi_);
  }
  if (!thread_.joinable()) return;
  thread_.join();
  for (CURL* easy : spare_) curl_easy_cleanup(easy);
  spare_.clear();
  curl_multi_cleanup(multi_);
  multi_ = nullptr;
}

void Client::run() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);  // SIGPIPE too: OpenSSL writes without MSG_NOSIGNAL
  pthread_setname_np(pthread_self(), "http-client");
  while (!time_to_end()) {
    take_new();
    int running = 0;
    curl_multi_perform(multi_, &running);
    collect_finished();
    expire_waiting(Clock::now(), "no connection became free in time");
    wait();
  }
  fail_rest();
}

bool Client::time_to_end() {
  const std::lock_guard lock(mutex_);
  const bool idle = hosts_.empty() && new_.empty();
  ended_ = stopping_ && (idle || Clock::now() >= stop_at_);
  return ended_;
}

/// When this thread must look again, apart from what curl waits for.
Clock::time_point Client::next_event() {
  Clock::time_point next = Clock::now() + std::chrono::minutes(1);
  for (const auto& [name, host] : hosts_) {
    for (const auto& job : host.waiting) next = std::min(next, job->deadline);
  }
  const std::lock_guard lock(mutex_);
  if (!new_.empty() || (stopping_ && hosts_.empty())) return Clock::now();
  return stopping_ ? std::min(next, stop_at_) : next;
}

void Client::wait() {
  const auto left = std::chrono::ceil<Duration>(next_event() - Clock::now()).count();
  curl_multi_poll(multi_, nullptr, 0, static_cast<int>(std::max<Duration::rep>(left, 0)), nullptr);
}

void Client::take_new() {
  std::deque<std::unique_ptr<Job>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(new_);
  }
  for (auto& job : jobs) {
    Host& host = hosts_[job->host];
    host.waiting.push_back(std::move(job));
    start_waiting(host);
  }
}

void Client::start_waiting(Host& host) {
  while (host.active < options_.connections_per_host && !host.waiting.empty()) {
    std::unique_ptr<Job> job = std::move(host.waiting.front());
    host.waiting.pop_front();
    if (begin(*job)) {
      ++host.active;
      CURL* easy = job->easy;
      jobs_.emplace(easy, std::move(job));
    } else {
      fail_unsent(*job, "the request is malformed");
    }
  }
}

bool Client::begin(Job& job) {
  job.easy = take_handle();
  job.reply_limit = options_.reply_bytes;
  if (!job.easy) return false;
  if (configure(job) && curl_multi_add_handle(multi_, job.easy) == CURLM_OK) return true;
  keep_handle(job.easy);
  return false;
}

/// False: the request cannot be sent as it is.
bool Client::configure(Job& job) {
  CURL* easy = job.easy;
  const auto left = std::chrono::ceil<Duration>(job.deadline - Clock::now());
  const long total = static_cast<long>(std::max<Duration::rep>(left.count(), 1));
  const long connect = std::min(total, static_cast<long>(kConnectTimeout.count()));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // else a silent DNS server stops everything
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // One request per connection at a time: a reset is then about that request alone.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kReuseIdleSeconds);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &job);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &job);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_sending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &job);
  if (!options_.proxy.empty()) curl_easy_setopt(easy, CURLOPT_PROXY, options_.proxy.c_str());
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, options_.ca_file.c_str());
  }
  set_method(job);
  return set_fields(job) && !has_line_break(job.request.url) &&
         curl_easy_setopt(easy, CURLOPT_URL, job.request.url.c_str()) == CURLE_OK;
}

void Client::set_method(Job& job) {
  const HttpRequest& request = job.request;
  if (request.method == "HEAD") {
    curl_easy_setopt(job.easy, CURLOPT_NOBODY, 1L);
  } else if (request.method == "GET" && request.body.empty()) {
    curl_easy_setopt(job.easy, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(job.easy, CURLOPT_POST, 1L);
    curl_easy_setopt(job.easy, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(job.easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(job.easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

bool Client::set_fields(Job& job) {
  std::vector<std::string> lines{"Expect:"};
  if (header(job.request.headers, "Content-Type").empty()) lines.emplace_back("Content-Type:");
  for (const auto& [name, value] : job.request.headers) {
    if (name.empty() || has_line_break(name) || has_line_break(value)) return false;
    std::string& line = lines.emplace_back(name);
    value.empty() ? line += ';' : (line += ": ") += value;
  }
  if (has_line_break(job.request.method) || job.request.method.empty()) return false;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(job.fields.list, line.c_str());
    if (!longer) return false;
    job.fields.list = longer;
  }
  curl_easy_setopt(job.easy, CURLOPT_HTTPHEADER, job.fields.list);
  return true;
}

void Client::collect_finished() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_, easy);
    finish(easy, code);
  }
}

void Client::finish(CURL* easy, CURLcode code) {
  auto node = jobs_.extract(easy);
  Job& job = *node.mapped();
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  job.transfer.reply.status = static_cast<int>(status);
  job.transfer.complete = code == CURLE_OK;
  if (code != CURLE_OK) job.transfer.error = describe(code, job);
  keep_handle(easy);
  job.done(std::move(job.transfer));
  Host& host = hosts_[job.host];
  --host.active;
  start_waiting(host);
}

/// Fails what waits past its deadline, and forgets hosts with nothing to do.
void Client::expire_waiting(Clock::time_point now, const char* reason) {
  for (auto entry = hosts_.begin(); entry != hosts_.end();) {
    Host& host = entry->second;
    for (std::size_t count = host.waiting.size(); count > 0; --count) {
      std::unique_ptr<Job> job = std::move(host.waiting.front());
      host.waiting.pop_front();
      if (job->deadline <= now) {
        fail_unsent(*job, reason);
      } else {
        host.waiting.push_back(std::move(job));
      }
    }
    const bool idle = host.active == 0 && host.waiting.empty();
    entry = idle ? hosts_.erase(entry) : std::next(entry);
  }
}

void Client::fail_rest() {
  expire_waiting(Clock::time_point::max(), kStopped);
  for (auto& job : std::exchange(new_, {})) fail_unsent(*job, kStopped);
  while (!jobs_.empty()) {
    CURL* easy = jobs_.begin()->first;
    curl_multi_remove_handle(multi_, easy);
    finish(easy, CURLE_ABORTED_BY_CALLBACK);
  }
}

CURL* Client::take_handle() {
  if (spare_.empty()) return curl_easy_init();
  CURL* easy = spare_.back();
  spare_.pop_back();
  return easy;
}

void Client::keep_handle(CURL* easy) {
  if (spare_.size() >= kSpareHandles) return curl_easy_cleanup(easy);
  curl_easy_reset(easy);
  spare_.push_back(easy);
}

}  // namespace

std::unique_ptr<HttpClient> make_http_client(const ClientOptions& options) {
  return std::make_unique<Client>(options);
}

}  // namespace triaged::io
