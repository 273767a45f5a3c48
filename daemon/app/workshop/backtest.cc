// rules backtest: the alerts and reports of a journal decided again with other packs. What people
// clicked is not played: it belongs to the incidents of that time.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

#include "app/served.h"
#include "app/workshop/workshop.h"
#include "core/text.h"
#include "engine/decide.h"
#include "journal/journal.h"
#include "rules/text_memo.h"

namespace triaged::app {
namespace {

constexpr std::uint64_t kTold = 200'000;  ///< records between two lines of progress
constexpr Duration kTick = std::chrono::minutes{1};

/// What became of one alert or report.
struct Outcome {
  std::string scenario;  ///< `none`: nothing was opened
  Severity severity = Severity::SEV5;
  std::string why;

  std::string text() const {
    return scenario == kNoScenario ? scenario
                                   : scenario + " " + std::string(to_string(severity));
  }
};

std::string reasons_of(const MatchResult& match) {
  std::string text;
  for (const SignalHit& hit : match.reasons) {
    text += (text.empty() ? "" : ", ") + hit.signal + " (" + std::to_string(hit.weight) + ") in " +
            hit.field + " \"" + cut(one_line(hit.matched), 40) + "\"";
  }
  return "score " + std::to_string(match.score) + (text.empty() ? "" : ": " + text);
}

/// Follows what was recorded, as far as it matters here; holds open incidents only.
class Recorded {
 public:
  void take(const Record& record) {
    for (const Decision& decision : record.decisions) {
      if (const auto* opened = std::get_if<IncidentOpened>(&decision)) {
        open_[opened->id] = {opened->scenario, opened->severity.severity, reasons_of(opened->match)};
        ++opened_;
      } else if (const auto* changed = std::get_if<SeverityChanged>(&decision)) {
        if (const auto found = open_.find(changed->incident); found != open_.end())
          found->second.severity = changed->severity.severity;
      } else if (const auto* archived = std::get_if<IncidentArchived>(&decision)) {
        open_.erase(archived->incident);
      }
    }
  }

  /// By alert; a record's report has the key 0.
  std::map<std::uint64_t, Outcome> outcomes(const Record& record) const {
    return outcomes_of(record, [&](IncidentId id) -> std::optional<Outcome> {
      const auto found = open_.find(id);
      return found == open_.end() ? std::nullopt : std::optional(found->second);
    });
  }

  template <class Look>
  static std::map<std::uint64_t, Outcome> outcomes_of(const Record& record, Look&& look) {
    std::map<std::uint64_t, Outcome> outcomes;
    const auto* alerts = std::get_if<AlertsIn>(&record.input);
    const auto key = [&](std::uint32_t item) -> std::uint64_t {
      return alerts == nullptr || item >= alerts->alerts.size() ? 0
                                                                : key_of(alerts->alerts[item]).value;
    };
    const auto put = [&](std::uint64_t at, IncidentId id) {
      if (auto outcome = look(id)) outcomes[at] = std::move(*outcome);
    };
    for (const Decision& decision : record.decisions) {
      if (const auto* applied = std::get_if<AlertApplied>(&decision)) {
        const bool begins = applied->change == AlertChange::opened ||
                            applied->change == AlertChange::joined;
        if (begins) put(key(applied->item), applied->incident);
      } else if (const auto* muted = std::get_if<AlertMuted>(&decision)) {
        outcomes[key(muted->item)] = {std::string(kNoScenario), Severity::SEV5, muted->reason};
      } else if (const auto* opened = std::get_if<IncidentOpened>(&decision);
                 opened != nullptr && alerts == nullptr) {
        put(0, opened->id);
      }
    }
    return outcomes;
  }

  std::uint64_t opened() const { return opened_; }

 private:
  std::map<IncidentId, Outcome> open_;
  std::uint64_t opened_ = 0;
};

/// Decides the same inputs with other packs.
class Again {
 public:
  explicit Again(engine::Policy policy) : policy_(std::move(policy)) {}

  std::map<std::uint64_t, Outcome> take(const Record& recorded) {
    pass(recorded.envelope);
    const bool played = std::holds_alternative<AlertsIn>(recorded.input) ||
                        std::holds_alternative<ReportIn>(recorded.input) ||
                        std::holds_alternative<QuietIn>(recorded.input);
    if (!played) return {};
    Effects effects;
    const Record record =
        engine::step(world_, policy_, recorded.envelope, recorded.input, effects);
    count(record);
    return Recorded::outcomes_of(record, [&](IncidentId id) -> std::optional<Outcome> {
      const Incident* incident = world_.find(id);
      if (incident == nullptr) return std::nullopt;
      return Outcome{incident->scenario, incident->severity.severity, reasons_of(incident->match)};
    });
  }

  std::uint64_t opened() const { return opened_; }
  const std::map<Severity, std::uint64_t>& by_severity() const { return by_severity_; }

 private:
  /// Time passes as it would in the daemon, so that what is over leaves the World.
  void pass(const Envelope& envelope) {
    if (last_ == kNoTime) last_ = envelope.at;
    if (envelope.at - last_ < kTick) return;
    last_ = envelope.at;
    Effects effects;
    const Envelope time{envelope.at, envelope.wall, "time", envelope.realm};
    count(engine::step(world_, policy_, time, TimeIn{}, effects));
  }

  void count(const Record& record) {
    for (const Decision& decision : record.decisions) {
      const auto* opened = std::get_if<IncidentOpened>(&decision);
      if (opened == nullptr) continue;
      ++opened_;
      ++by_severity_[opened->severity.severity];
    }
  }

  engine::Policy policy_;
  World world_;
  Timestamp last_ = kNoTime;
  std::uint64_t opened_ = 0;
  std::map<Severity, std::uint64_t> by_severity_;
};

struct Change {
  std::uint64_t count = 0;
  std::string example;
};

class Comparison {
 public:
  Comparison(engine::Policy policy, bool loud)
      : again_(std::move(policy)), loud_(loud), begin_(std::chrono::steady_clock::now()) {}

  bool take(const Record& record) {
    recorded_.take(record);
    const auto then = recorded_.outcomes(record);
    const auto now = again_.take(record);
    for (const auto& [key, outcome] : then) {
      const auto found = now.find(key);
      if (found == now.end()) continue;
      ++decided_;
      if (found->second.scenario != outcome.scenario || found->second.severity != outcome.severity)
        add(record, outcome, found->second);
    }
    if (++records_ % kTold == 0 && loud_)
      std::cerr << records_ << " records, " << decided_ << " decisions, " << changed_ << " changed\n";
    return true;
  }

  int print(std::size_t shown) const {
    const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin_);
    std::cout << records_ << " records, " << decided_ << " alerts and reports decided again in "
              << static_cast<double>(took.count()) / 1000 << " s\n"
              << "incidents: " << recorded_.opened() << " then, " << again_.opened() << " now";
    for (const auto& [severity, count] : again_.by_severity()) {
      std::cout << ", " << count << " " << to_string(severity);
    }
    std::cout << "\n" << changed_ << " decisions change\n";
    std::vector<std::pair<std::string, const Change*>> sorted;
    for (const auto& [pair, change] : changes_) sorted.emplace_back(pair, &change);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.second->count > b.second->count;
    });
    for (std::size_t i = 0; i < sorted.size() && i < shown; ++i) {
      std::cout << "  " << sorted[i].second->count << "  " << sorted[i].first << "\n"
                << sorted[i].second->example;
    }
    return changed_ == 0 ? 0 : 1;
  }

 private:
  void add(const Record& record, const Outcome& then, const Outcome& now) {
    ++changed_;
    Change& change = changes_[then.text() + " -> " + now.text()];
    if (++change.count > 1) return;
    change.example = "      record " + std::to_string(record.seq) + " at " +
                     format_rfc3339(record.envelope.at) + "\n      then: " + then.why +
                     "\n      now:  " + now.why + "\n";
  }

  Recorded recorded_;
  Again again_;
  bool loud_;
  std::chrono::steady_clock::time_point begin_;
  std::uint64_t records_ = 0;
  std::uint64_t decided_ = 0;
  std::uint64_t changed_ = 0;
  std::map<std::string, Change> changes_;
};

}  // namespace

int backtest(const Asked& asked) {
  const auto ruleset = load_asked(asked.rules);
  if (ruleset == nullptr) return 2;
  const Preparation preparation = prepare(asked.config_file);
  if (preparation.served == nullptr) {
    for (const rules::Diagnostic& found : preparation.diagnostics) {
      std::cerr << rules::format(found) << "\n";
    }
    return 2;
  }
  engine::Policy policy = preparation.served->setup.policy;
  policy.ruleset = ruleset;
  policy.memo = std::make_shared<rules::TextMemo>();
  Comparison comparison(std::move(policy), asked.output == "text");
  const auto read = journal::read_all(asked.storage + "/journal", [&](const Record& record) {
    return comparison.take(record);
  });
  if (!read) {
    std::cerr << read.error().reason << "\n";
    return 2;
  }
  return comparison.print(static_cast<std::size_t>(std::max(asked.shown, 0)));
}

}  // namespace triaged::app
