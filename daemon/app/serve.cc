#include "app/serve.h"

#include <sys/prctl.h>

#include <atomic>
#include <csignal>
#include <ctime>
#include <iostream>
#include <mutex>
#include <thread>

#include "app/endpoints.h"
#include "app/kept_packs.h"
#include "app/log.h"
#include "app/metrics.h"
#include "app/served.h"
#include "io/notify.h"
#include "journal/journal.h"

namespace triaged::app {
namespace {

constexpr Duration kStopGrace = std::chrono::seconds{5};
constexpr Duration kStuck = std::chrono::seconds{20};
constexpr long kPulse = 1;  // seconds between two looks at the signals

class SystemClock : public engine::Clock {
 public:
  Timestamp wall() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  Duration steady() const override {
    return std::chrono::duration_cast<Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
};

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

void print(const std::vector<rules::Diagnostic>& diagnostics) {
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    const bool error = diagnostic.level == rules::Diagnostic::Level::error;
    const std::string text = rules::format(diagnostic);
    // Advice about packs belongs to `check rules`; here it would bury what matters.
    error ? log::error("config", text, {}) : log::debug("config", text, {});
  }
}

// What keeps running, in the order in which it is made; taken down in the reverse order.
class Daemon {
 public:
  explicit Daemon(const ServeOptions& options)
      : options_(options), service_(io::read_service_environment()), notifier_(service_.notify_socket) {}

  int run() {
    const sigset_t signals = handled_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_DUMPABLE, 0);
    if (!prepare_first() || !open_journal() || !listen()) return 1;
    notifier_.ready();
    if (options_.ready) options_.ready(address_);
    watch(signals);
    stop();
    return 0;
  }

 private:
  bool prepare_first() {
    Preparation preparation = prepare(options_.config_file);
    print(preparation.diagnostics);
    if (preparation.served == nullptr) {
      log::error("config", "not started", {{"file", options_.config_file}});
      return false;
    }
    adopt(std::move(preparation.served));
    return true;
  }

  void adopt(std::shared_ptr<const Served> served) {
    if (options_.console) served = with_console(*served);
    served_ = std::move(served);
    metrics_.reloaded(true, clock_.wall());
  }

  static std::shared_ptr<const Served> with_console(Served served) {
    chat::ChatConfig console;
    console.name = "terminal";
    console.type = "console";
    served.setup.chats[console.name] = {console, chat::find_chat("console")};
    served.setup.policy.otherwise.destinations.push_back({console.name, ""});
    return std::make_shared<const Served>(std::move(served));
  }

  bool open_journal() {
    journal::Options journal_options;
    journal_options.directory = options_.storage_path + "/journal";
    journal_options.retention = options_.retention;
    World world;
    auto opened = journal::open(journal_options, world);
    if (!opened) {
      log::error("journal", opened.error().reason, {{"error", opened.error().code}});
      return false;
    }
    keep_packs(**opened, pack_age(world.last_seq() + 1));
    auto crash_marks = journal::open_crash_marks(journal_options.directory);
    if (!crash_marks) {
      log::error("journal", crash_marks.error().reason, {{"error", crash_marks.error().code}});
      return false;
    }
    const std::size_t incidents = world.incidents().size();
    log::info("journal", "restored",
              {{"incidents", std::to_string(incidents)},
               {"alerts", std::to_string(world.alerts().size())},
               {"seq", std::to_string(world.last_seq())}});
    client_ = io::make_http_client({});
    Endpoints::Options endpoint_options;
    endpoint_options.lifecycle = options_.lifecycle;
    endpoint_options.reload = [this](auto done) { reload_beside(std::move(done)); };
    endpoint_options.ready = [this] { return !stuck(); };
    endpoints_ = std::make_unique<Endpoints>(served_, metrics_, std::move(endpoint_options));
    loop_ = std::make_unique<engine::Loop>(std::move(*opened), std::move(world), *client_, clock_,
                                           served_->setup, events(), std::move(*crash_marks));
    endpoints_->attach(*loop_);
    loop_->start();
    return true;
  }

  /// The packs that serve from this record on.
  PackAge pack_age(std::uint64_t from_seq) const {
    PackAge age{from_seq, served_->pack_files, {}};
    for (const engine::Route& route : served_->setup.policy.routes) {
      if (!route.packs.empty()) age.routes[route.name] = route.packs;
    }
    return age;
  }

  engine::LoopEvents events() {
    engine::LoopEvents events;
    events.committed = [this](const Record& record) {
      metrics_.committed(record);
      endpoints_->committed(record);
    };
    events.chat_answered = [this](const std::string& chat, const std::string& outcome) {
      metrics_.chat_answered(chat, outcome);
      if (outcome != "sent" && outcome != "searched") {
        log::warn("chat", "not sent", {{"chat", chat}, {"outcome", outcome}});
      }
    };
    events.commit_took = [this](Duration length) { metrics_.commit_took(length); };
    events.local_message = [](const std::string& text) { std::cout << text << std::endl; };
    events.trouble = [](const std::string& what) { log::error("loop", what, {}); };
    return events;
  }

  bool listen() {
    if (service_.listen_sockets.empty() && !io::is_loopback(options_.listen_address)) {
      log::error("web",
                 "without authentication only a loopback address is served; listen on 127.0.0.1 "
                 "and put a proxy with a login in front",
                 {{"address", options_.listen_address}});
      return false;
    }
    io::ServerLimits limits;
    limits.in_flight_bytes = served_->config.in_flight;
    server_ = io::make_http_server(*endpoints_, limits);
    auto bound = service_.listen_sockets.empty() ? server_->listen(options_.listen_address)
                                                 : server_->adopt(service_.listen_sockets.front());
    if (!bound) {
      log::error("web", bound.error().reason, {{"address", options_.listen_address}});
      return false;
    }
    address_ = *bound;
    if (!io::is_loopback(address_)) {
      log::error("web", "the socket passed by the service manager is not a loopback address",
                 {{"address", address_}});
      return false;
    }
    endpoints_->set_address(address_);
    server_->start();
    log::info("web", "listening", {{"address", address_}});
    return true;
  }

  /// From the I/O thread, which must not wait while packs are compiled.
  void reload_beside(std::function<void(const std::string&)> done) {
    if (reloading_.exchange(true)) return done("a reload is under way already");
    if (reloader_.joinable()) reloader_.join();
    reloader_ = std::thread([this, done = std::move(done)] {
      done(reload());
      reloading_ = false;
    });
  }

  /// From the reloader (/-/reload) or the main thread (SIGHUP), one at a time.
  std::string reload() {
    const std::lock_guard lock(reload_mutex_);
    notifier_.reloading();
    Preparation preparation = prepare(options_.config_file);
    print(preparation.diagnostics);
    std::string wrong;
    if (preparation.served == nullptr) {
      for (const rules::Diagnostic& diagnostic : preparation.diagnostics) {
        if (diagnostic.level == rules::Diagnostic::Level::error) {
          wrong += rules::format(diagnostic) + "\n";
        }
      }
      metrics_.reloaded(false, clock_.wall());
      loop_->submit(FaultIn{"reload", "the last reload failed: " + wrong.substr(0, 300)}, "reload",
                    Realm::live, {});
      log::error("config", "reload failed, the last good configuration stays", {});
    } else {
      adopt(std::move(preparation.served));
      endpoints_->swap(served_);
      loop_->reload(served_->setup);
      loop_->query([age = pack_age(0)](const World& world, const engine::Setup&,
                                       journal::Journal& journal) mutable {
        age.from_seq = world.last_seq() + 1;
        keep_packs(journal, age);
      });
      loop_->submit(FaultIn{"reload", ""}, "reload", Realm::live, {});
      log::info("config", "reloaded", {});
    }
    notifier_.ready();
    return wrong;
  }

  bool stuck() const {
    const Duration last{loop_->stats().progress_ms.load(std::memory_order_relaxed)};
    return clock_.steady() - last > kStuck;
  }

  void watch(const sigset_t& signals) {
    while (true) {
      const timespec pulse{kPulse, 0};
      const int signal = sigtimedwait(&signals, nullptr, &pulse);
      if (signal == SIGTERM || signal == SIGINT) return;
      if (signal == SIGHUP) reload();
      if (!stuck()) notifier_.alive();
      beat();
    }
  }

  // The dead-man URL hears of us only while the loop makes progress.
  void beat() {
    const Heartbeat& heartbeat = served_->config.heartbeat;
    const Duration now = clock_.steady();
    if (heartbeat.url.empty() || stuck() || now < next_beat_) return;
    next_beat_ = now + heartbeat.interval;
    HttpRequest request;
    request.url = heartbeat.url.reveal();
    client_->send(std::move(request), std::chrono::seconds{10}, [this](const io::Transfer& transfer) {
      const bool ok = transfer.complete && transfer.reply.status / 100 == 2;
      metrics_.heartbeat(ok);
      if (!ok) log::warn("heartbeat", "not delivered", {{"error", transfer.error}});
    });
  }

  void stop() {
    notifier_.stopping();
    log::info("web", "stopping", {});
    if (reloader_.joinable()) reloader_.join();
    server_->stop(kStopGrace);
    loop_->stop();
    client_->stop(Duration{500});
  }

  ServeOptions options_;
  io::ServiceEnvironment service_;
  io::ServiceNotifier notifier_;
  SystemClock clock_;
  Metrics metrics_;
  std::shared_ptr<const Served> served_;
  std::unique_ptr<io::HttpClient> client_;
  std::unique_ptr<Endpoints> endpoints_;
  std::unique_ptr<engine::Loop> loop_;
  std::unique_ptr<io::HttpServer> server_;
  std::mutex reload_mutex_;
  std::atomic<bool> reloading_{false};
  std::thread reloader_;
  std::string address_;
  Duration next_beat_{0};
};

}  // namespace

int serve(const ServeOptions& options) {
  log::configure(options.log_level, options.log_format);
  Daemon daemon(options);
  return daemon.run();
}

}  // namespace triaged::app
