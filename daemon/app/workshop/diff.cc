// rules diff: what changed between two sets of packs, and which of the given alerts change with it.

#include <algorithm>
#include <iostream>
#include <map>

#include "app/workshop/lines.h"
#include "app/workshop/workshop.h"
#include "core/text.h"

namespace triaged::app {
namespace {

/// The changes of one scenario, as lines.
class Changes {
 public:
  void word(const std::string& what, const std::string& before, const std::string& after) {
    if (before != after)
      lines_.push_back(what + ": " + cut(one_line(before), 60) + " -> " + cut(one_line(after), 60));
  }
  void number(const std::string& what, std::int32_t before, std::int32_t after) {
    if (before != after)
      lines_.push_back(what + ": " + std::to_string(before) + " -> " + std::to_string(after));
  }
  void added(const std::string& what) { lines_.push_back("+ " + what); }
  void removed(const std::string& what) { lines_.push_back("- " + what); }
  void changed(const std::string& what) { lines_.push_back("~ " + what); }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

/// Entries with an id: which came, went or changed.
template <class Entry, class Say>
void compare(const std::vector<Entry>& before, const std::vector<Entry>& after, Changes& changes,
             const std::string& what, Say&& say) {
  const auto find = [](const std::vector<Entry>& list, const std::string& id) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Entry& e) { return e.id == id; });
    return found == list.end() ? nullptr : &*found;
  };
  for (const Entry& entry : before) {
    const Entry* now = find(after, entry.id);
    if (now == nullptr) changes.removed(what + " " + entry.id);
    if (now != nullptr && !(*now == entry)) say(entry, *now);
  }
  for (const Entry& entry : after) {
    if (find(before, entry.id) == nullptr) changes.added(what + " " + entry.id);
  }
}

void compare_signals(const rules::Recognition& before, const rules::Recognition& after,
                     Changes& changes) {
  changes.number("threshold", before.threshold, after.threshold);
  compare(before.signals, after.signals, changes, "signal", [&](const auto& a, const auto& b) {
    changes.number("signal " + a.id + " weight", a.weight, b.weight);
    changes.word("signal " + a.id + " pattern", a.pattern, b.pattern);
    changes.word("signal " + a.id + " field", a.field, b.field);
  });
}

/// Every step in words, so that what moved is seen as well.
void compare_steps(const Scenario& before, const Scenario& after, Changes& changes) {
  compare(before.steps, after.steps, changes, "step", [&](const Step& a, const Step& b) {
    const std::size_t said = changes.lines().size();
    changes.word("step " + a.id + " text", a.text, b.text);
    changes.word("step " + a.id + " command", a.command, b.command);
    changes.word("step " + a.id + " backout", a.backout, b.backout);
    changes.word("step " + a.id + " done", a.done, b.done);
    changes.word("step " + a.id + " phase", std::string(to_string(a.phase)),
                 std::string(to_string(b.phase)));
    if (changes.lines().size() == said) changes.changed("step " + a.id);
  });
  std::vector<std::string> order_before;
  std::vector<std::string> order_after;
  const auto has = [](const Scenario& scenario, const std::string& id) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(),
                       [&](const Step& step) { return step.id == id; });
  };
  for (const Step& step : before.steps) {
    if (has(after, step.id)) order_before.push_back(step.id);
  }
  for (const Step& step : after.steps) {
    if (has(before, step.id)) order_after.push_back(step.id);
  }
  if (order_before != order_after) changes.changed("order of steps");
}

void compare_content(const Scenario& a, const Scenario& b, Changes& changes) {
  changes.word("title", a.title, b.title);
  changes.word("summary", a.summary, b.summary);
  changes.word("owner", a.owner, b.owner);
  changes.word("maturity", std::string(to_string(a.maturity)), std::string(to_string(b.maturity)));
  changes.word("default severity", std::string(to_string(a.default_severity)),
               std::string(to_string(b.default_severity)));
  if (a.raises != b.raises) changes.changed("severity raises");
  if (a.impact != b.impact) changes.changed("impact");
  if (a.escalations != b.escalations) changes.changed("escalations");
  compare(a.hypotheses, b.hypotheses, changes, "hypothesis",
          [&](const Hypothesis& x, const Hypothesis&) { changes.changed("hypothesis " + x.id); });
  compare(a.questions, b.questions, changes, "question",
          [&](const Question& x, const Question&) { changes.changed("question " + x.id); });
  compare_steps(a, b, changes);
  if (a.drafts != b.drafts) changes.changed("drafts");
  if (a.follow_ups != b.follow_ups) changes.changed("follow-ups");
}

/// How many scenarios differ.
std::size_t print_scenarios(const rules::Ruleset& before, const rules::Ruleset& after) {
  std::size_t differing = 0;
  for (const Scenario* old : before.scenarios()) {
    const Scenario* now = after.scenario(old->id);
    Changes changes;
    if (now == nullptr) {
      changes.removed("the whole scenario");
    } else {
      compare_signals(before.recognition(old->id), after.recognition(old->id), changes);
      compare_content(*old, *now, changes);
    }
    if (changes.lines().empty()) continue;
    ++differing;
    std::cout << old->id << "\n";
    for (const std::string& line : changes.lines()) std::cout << "  " << line << "\n";
  }
  for (const Scenario* now : after.scenarios()) {
    if (before.scenario(now->id) != nullptr) continue;
    ++differing;
    std::cout << now->id << "\n  + the whole scenario\n";
  }
  return differing;
}

std::string hits_of(const MatchResult& result) {
  std::string text;
  for (const SignalHit& hit : result.reasons) {
    text += (text.empty() ? "" : ", ") + hit.signal + " (" + std::to_string(hit.weight) + ") \"" +
            cut(hit.matched, 30) + "\"";
  }
  return text.empty() ? "nothing" : text;
}

struct Moved {
  std::size_t count = 0;
  std::string example;
};

/// How many lines are answered otherwise.
std::size_t print_decisions(const Asked& asked, const rules::Ruleset& before,
                            const rules::Ruleset& after) {
  std::map<std::string, Moved> moves;
  std::size_t total = 0;
  std::size_t moved = 0;
  each_line(asked.input, [&](const Line& line) {
    ++total;
    const MatchResult a = line.match(before);
    const MatchResult b = line.match(after);
    if (a.scenario == b.scenario) return;
    ++moved;
    Moved& move = moves[a.scenario + " -> " + b.scenario];
    if (++move.count == 1) {
      move.example = "    e.g. " + (line.id.empty() ? "line " + std::to_string(total) : line.id) +
                     "\n      before: " + a.scenario + " " + std::to_string(a.score) + " by " +
                     hits_of(a) + "\n      after:  " + b.scenario + " " + std::to_string(b.score) +
                     " by " + hits_of(b) + "\n";
    }
  });
  std::cout << "\n" << moved << " of " << total << " lines are answered otherwise\n";
  for (const auto& [pair, move] : moves) {
    std::cout << "  " << move.count << "  " << pair << "\n" << move.example;
  }
  return moved;
}

}  // namespace

int diff_packs(const Asked& asked) {
  const auto before = load_asked(asked.rules);
  const auto after = load_asked(asked.other);
  if (before == nullptr || after == nullptr) return 2;
  std::size_t differing = print_scenarios(*before, *after);
  std::cout << differing << " scenarios differ\n";
  if (!asked.input.empty()) differing += print_decisions(asked, *before, *after);
  return differing == 0 ? 0 : 1;
}

}  // namespace triaged::app
