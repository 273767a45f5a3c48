#include "engine/rehearsal.h"

#include <algorithm>

#include "engine/decide.h"

namespace triaged::engine {
namespace {

// A night like any other, so that what is printed is the same on every run.
constexpr Timestamp kStart{Duration{1'790'000'000'000}};

std::vector<std::string> lines_of_text(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string line_with(const std::string& text, const std::string& part) {
  for (const std::string& line : lines_of_text(text)) {
    if (line.find(part) != std::string::npos) return line;
  }
  return part;
}

std::size_t longest_common(const std::string& a, const std::string& b) {
  std::size_t longest = 0;
  std::vector<std::size_t> above(b.size() + 1, 0);
  for (const char c : a) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (b[j] == c) longest = std::max(longest, row[j + 1] = above[j] + 1);
    }
    above = std::move(row);
  }
  return longest;
}

/// The line that has most of `part` in one piece; empty where none has a third of it.
std::string nearest_line(const std::string& text, const std::string& part) {
  std::string nearest;
  std::size_t most = part.size() / 3;
  for (const std::string& line : lines_of_text(text)) {
    const std::size_t common = longest_common(line, part);
    if (common <= most) continue;
    most = common;
    nearest = line;
  }
  return nearest;
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string& line : lines_of_text(text)) out += "        " + line + "\n";
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

class Player {
 public:
  Player(const rules::PackTest& test, const Policy& policy) : test_(test), policy_(policy) {}

  Rehearsal play() {
    for (const rules::TestEvent& event : test_.events) {
      pass(event.after);
      happen(event);
    }
    Rehearsal result;
    if (!world_.incidents().empty()) {
      const Incident& last = newest();
      result.incident = last.id;
      Viewer viewer;
      viewer.now = now_;
      result.card = render_card(world_, last, viewer);
    }
    judge(result);
    result.world = std::move(world_);
    return result;
  }

 private:
  const Incident& newest() const { return world_.incidents().rbegin()->second; }

  // Time is told once a minute at most, as the loop would tell it.
  void pass(Duration length) {
    const Timestamp until = now_ + length;
    while (now_ < until) {
      now_ = std::min(until, now_ + Duration{std::chrono::minutes{1}});
      take(TimeIn{}, "time");
    }
  }

  void take(Input input, const std::string& actor) {
    Effects effects;
    step(world_, policy_, {now_, now_, actor, Realm::live}, std::move(input), effects);
  }

  void happen(const rules::TestEvent& event) {
    using Kind = rules::TestEvent::Kind;
    switch (event.kind) {
      case Kind::wait: return;
      case Kind::alert: return fire(event.alert);
      case Kind::resolve: return resolve(event.resolve);
      case Kind::report: return take(ReportIn{event.report, event.actor}, "user:" + event.actor);
      case Kind::action: return act(event);
    }
  }

  void fire(Alert alert) {
    if (alert.starts_at == kNoTime) alert.starts_at = now_;
    sent_.push_back(alert);
    const std::string source = alert.source;
    take(AlertsIn{source, {std::move(alert)}}, "source:" + source);
  }

  void resolve(const Labels& wanted) {
    for (Alert alert : sent_) {
      bool included = true;
      wanted.each([&](std::string_view name, std::string_view value) {
        included = included && alert.labels.get(name) == value;
      });
      if (!included) continue;
      alert.status = AlertStatus::resolved;
      alert.ends_at = now_;
      const std::string source = alert.source;
      take(AlertsIn{source, {std::move(alert)}}, "source:" + source);
    }
  }

  void act(const rules::TestEvent& event) {
    if (world_.incidents().empty()) return;
    ActionIn action = event.action;
    action.incident = newest().id;
    take(action, "user:" + (event.actor.empty() ? "somebody" : event.actor));
  }

  void judge(Rehearsal& result) const {
    Judge judge{test_.expect, result, world_};
    judge.all();
  }

  // One check per expectation, each with its own sentence.
  struct Judge {
    const rules::Expectation& expect;
    Rehearsal& result;
    const World& world;

    void fail(std::string sentence) const { result.failures.push_back(std::move(sentence)); }

    void all() const {
      const Incident* incident = world.find(result.incident);
      scenario(incident);
      if (expect.incidents && static_cast<std::int32_t>(world.incidents().size()) != *expect.incidents) {
        fail("expected " + std::to_string(*expect.incidents) + " incidents, got " +
             std::to_string(world.incidents().size()));
      }
      if (incident == nullptr) return;
      if (expect.severity && incident->severity.severity != *expect.severity) {
        fail("expected severity " + std::string(to_string(*expect.severity)) + ", got " +
             std::string(to_string(incident->severity.severity)) + ": " +
             incident->severity.reason);
      }
      if (expect.status && incident->status != *expect.status) {
        fail("expected status " + std::string(to_string(*expect.status)) + ", got " +
             std::string(to_string(incident->status)));
      }
      texts();
      steps();
    }

    void scenario(const Incident* incident) const {
      const std::string got = incident == nullptr ? std::string(kNoScenario) : incident->scenario;
      if (!expect.scenario.empty() && got != expect.scenario) {
        fail("expected scenario " + expect.scenario + ", got " + got + why(incident));
      }
      if (!expect.not_scenario.empty() && got == expect.not_scenario) {
        fail("expected any scenario but " + got + why(incident));
      }
    }

    static std::string why(const Incident* incident) {
      if (incident == nullptr) return "";
      std::string text = " (score " + std::to_string(incident->match.score);
      for (const SignalHit& hit : incident->match.reasons) {
        text += "; " + hit.signal + " in " + hit.field + ": \"" + hit.matched + "\"";
      }
      for (const Candidate& other : incident->match.alternatives) {
        text += "; " + other.scenario + " had " + std::to_string(other.score);
      }
      return text + ")";
    }

    std::string card_text() const {
      std::string text = result.card.lock_screen + "\n";
      for (const CardLine& line : result.card.lines) text += plain_text(line.spans) + "\n";
      return text;
    }

    std::string list_text() const {
      std::string text;
      for (const CardSection& section : result.card.sections) {
        text += section.heading + "\n";
        for (const CardItem& item : section.items) {
          text += plain_text(item.text) + "\n" + item.command + "\n" + item.detail + "\n" +
                  item.done + "\n" + item.why + "\n" + item.unless + "\n";
        }
      }
      for (const CardPerson& person : result.card.people) {
        text += person.role + ": " + person.why + "\n";
      }
      for (const std::string& idea : result.card.hypotheses) text += idea + "\n";
      for (const std::string& question : result.card.questions) text += question + "\n";
      for (const CardDraft& draft : result.card.drafts) {
        text += draft.audience + ": " + draft.text + "\n";
      }
      return text;
    }

    void texts() const {
      const std::string card = card_text();
      const std::string list = list_text();
      contains(card, expect.card_has, "the card", true);
      contains(card, expect.card_lacks, "the card", false);
      contains(list, expect.list_has, "the checklist", true);
      contains(list, expect.list_lacks, "the checklist", false);
    }

    void contains(const std::string& text, const std::vector<std::string>& parts,
                  const std::string& what, bool wanted) const {
      for (const std::string& part : parts) {
        const bool there = text.find(part) != std::string::npos;
        if (there == wanted) continue;
        if (!wanted) {
          fail(what + " must not have \"" + part + "\"\n      it has:  " + line_with(text, part));
          continue;
        }
        const std::string near = nearest_line(text, part);
        fail(what + " lacks\n      wanted:  " + part +
             (near.empty() ? "\n      nothing like it; it reads:\n" + indented(text)
                           : "\n      nearest: " + near));
      }
    }

    void steps() const {
      std::vector<std::string> ids;
      std::string next;
      for (const CardSection& section : result.card.sections) {
        for (const CardItem& item : section.items) {
          ids.push_back(item.step);
          if (item.next) next = item.step;
        }
      }
      if (!expect.next_step.empty() && next != expect.next_step) {
        fail("expected next step " + expect.next_step + ", got " + (next.empty() ? "none" : next));
      }
      auto from = ids.begin();
      for (const std::string& id : expect.order) {
        const auto found = std::find(from, ids.end(), id);
        if (found == ids.end()) {
          return fail("step " + id + " is missing or stands too early\n      wanted:  " +
                      joined(expect.order) + "\n      it has:  " + joined(ids));
        }
        from = found + 1;
      }
    }
  };

  const rules::PackTest& test_;
  const Policy& policy_;
  World world_;
  Timestamp now_ = kStart;
  std::vector<Alert> sent_;
};

}  // namespace

Policy rehearsal_policy(std::shared_ptr<const rules::Ruleset> ruleset) {
  Policy policy;
  policy.ruleset = std::move(ruleset);
  policy.otherwise.name = "rehearsal";
  policy.otherwise.destinations = {{"rehearsal", "#rehearsal"}};
  return policy;
}

Rehearsal rehearse(const rules::PackTest& test, const Policy& policy) {
  return Player(test, policy).play();
}

}  // namespace triaged::engine
