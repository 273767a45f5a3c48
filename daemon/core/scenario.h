#pragma once
// What an expert would say about one kind of incident: the content of a card, with texts that are
// still templates over facts. How alerts are recognised (signals) is not here but in rules; this is
// the part that is journaled once when first used, so that a card stays as it was under newer packs.
// Values only; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/facts.h"
#include "core/severity.h"
#include "core/time.h"

namespace triaged {

/// The six phases in the order D-E-T-E-C-T. Enumerators are the wire words.
enum class Phase : std::uint8_t { detect, evaluate, troubleshoot, execute, communicate, track };
inline constexpr std::size_t kPhases = 6;

/// How phase headings read: `detect` ("Detect & Define") or `plain` ("What is wrong").
enum class Headings : std::uint8_t { detect, plain };

std::string_view to_string(Phase phase);
std::string_view heading(Phase phase, Headings style);

/// One clause about one fact. A list of clauses holds when each does; the empty list always holds.
struct Condition {
  enum class Test : std::uint8_t { known, unknown, is, is_not };
  std::string fact;
  Test test = Test::known;
  std::vector<std::string> values;  ///< for is and is_not: any of these, compared without ASCII case

  friend bool operator==(const Condition&, const Condition&) = default;
};

bool holds(const std::vector<Condition>& conditions, const Facts& facts);

/// How far a scenario is trusted. A sandbox one says so on its card and offers nothing risky; a
/// deprecated one serves the incidents it has and recognises nothing new.
enum class Maturity : std::uint8_t { sandbox, incubating, stable, deprecated };
std::string_view to_string(Maturity maturity);

enum class StepKind : std::uint8_t {
  confirm,      ///< is it real, how wide, who is hurt
  notify,       ///< tell or wake somebody
  investigate,  ///< look; changes nothing
  mitigate,     ///< lessen the harm, with a way back
  contain,      ///< keep it from spreading
  update,       ///< say how it stands
  verify,       ///< watch that it stays well
  follow_up,    ///< after the incident only
};
std::string_view to_string(StepKind kind);

enum class Evidence : std::uint8_t { none, metric, log, trace, change, queue, replica };
std::string_view to_string(Evidence evidence);

/// A text that applies under conditions; the first of a list that applies is used.
struct Choice {
  std::vector<Condition> when;
  std::string text;
  friend bool operator==(const Choice&, const Choice&) = default;
};

/// One action. `text` is at most 90 characters once filled (cut with an ellipsis where it is not).
struct Step {
  std::string id;
  Phase phase = Phase::detect;
  StepKind kind = StepKind::investigate;
  std::string text;
  std::string long_text;  ///< at most 140 characters; empty: text serves
  std::string done;       ///< what must be true to tick it
  Evidence evidence = Evidence::none;
  std::string tool;       ///< a name in `tools:` of the configuration; empty: none needed
  std::string otherwise;  ///< printed when the team has no such tool; empty: the tool is not mentioned
  std::string command;    ///< read-only command text, shown as code; empty: none
  std::string role;
  Duration time_box{0};
  bool parallel = false;
  bool risky = false;
  std::string backout;   ///< required where risky
  std::string effect;    ///< mitigations: what should change, and how soon
  std::string cost;      ///< mitigations: what it costs (time, latency, restart)
  std::vector<Condition> when;
  std::string why;       ///< one sentence for a newcomer
  std::string unless;    ///< when an expert skips it; may be empty
  std::vector<Choice> commands;  ///< by the value of a fact; one that holds stands for `command`

  friend bool operator==(const Step&, const Step&) = default;
};

/// What `step` shows as code under these facts, still a template; empty: nothing.
const std::string& command_of(const Step& step, const Facts& facts);

struct Hypothesis {
  std::string id;
  std::string text;
  std::string check;  ///< the cheapest check that separates it from the others
  std::vector<Condition> when;
  friend bool operator==(const Hypothesis&, const Hypothesis&) = default;
};

/// Asked only while the fact it would supply is unknown.
struct Question {
  std::string id;
  std::string fact;
  std::string text;
  std::vector<std::string> answers;
  std::string changes;  ///< what the answer changes, for the reader
  friend bool operator==(const Question&, const Question&) = default;
};

struct Escalation {
  enum class Urgency : std::uint8_t { wake, morning };
  std::string role;
  std::string why;
  Urgency urgency = Urgency::wake;
  Severity from = Severity::SEV5;  ///< suggested at this severity and worse
  std::vector<Condition> when;
  friend bool operator==(const Escalation&, const Escalation&) = default;
};

struct SeverityRaise {
  Severity to = Severity::SEV2;
  std::vector<Condition> when;
  std::string reason;
  std::int32_t weight = 0;  ///< thousandths
  friend bool operator==(const SeverityRaise&, const SeverityRaise&) = default;
};

struct Draft {
  std::string audience;  ///< channel, stakeholders, customers
  std::string text;
  friend bool operator==(const Draft&, const Draft&) = default;
};

struct FollowUp {
  std::string kind;  ///< prevent, detect, mitigate
  std::string text;
  std::string owner;
  std::vector<Condition> when;
  friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

struct Scenario {
  std::string id;
  std::string pack;
  std::string version;  ///< digest of this scenario's own content, 16 hex digits
  std::string title;
  std::string summary;
  std::string symptom;  ///< errors, latency, saturation, staleness, loss, unavailability
  std::string owner;
  Severity default_severity = Severity::SEV3;
  std::vector<SeverityRaise> raises;
  std::vector<Choice> impact;
  std::vector<Escalation> escalations;
  std::vector<Hypothesis> hypotheses;
  std::vector<std::string> also_consider;
  std::vector<Question> questions;
  std::vector<Step> steps;  ///< phases in order; within execute, fastest safe mitigation first
  std::vector<Draft> drafts;
  std::vector<FollowUp> follow_ups;
  Maturity maturity = Maturity::incubating;

  friend bool operator==(const Scenario&, const Scenario&) = default;
};

/// The id of the scenario that serves whatever nothing else recognises.
inline constexpr std::string_view kGenericScenario = "generic";
/// The answer "open no incident".
inline constexpr std::string_view kNoScenario = "none";

}  // namespace triaged
