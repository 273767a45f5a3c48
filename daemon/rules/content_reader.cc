#include "rules/content_reader.h"

#include <algorithm>

#include "rules/condition_reader.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kSeverities = 5;
const std::vector<std::string> kUrgencies{"wake", "morning"};
const std::vector<std::string> kFollowUpKinds{"prevent", "detect", "mitigate"};
const std::vector<std::string> kAudiences{"channel", "stakeholders", "customers"};

void read_level(MapReader& map, std::string_view key, Severity& out) {
  map.word(key, out, static_cast<std::size_t>(Severity::SEV1), kSeverities);
}

void read_raise(NodeReader& reader, const Node& node, Scenario& out) {
  MapReader map(reader, node, "a raise", {"to", "when", "reason", "weight"});
  if (node.kind != Node::Kind::map) return;
  for (const std::string_view key : {"to", "when", "reason"}) map.need(key);
  SeverityRaise raise;
  read_level(map, "to", raise.to);
  read_when(map, raise.when);
  map.text("reason", raise.reason);
  map.number("weight", raise.weight, 0, 1000);
  const bool always = map.get("when") != nullptr && raise.when.empty();
  if (always)
    reader.error("empty-value", map.place("when"),
                 "a raise needs evidence: at least one fact under when");
  out.raises.push_back(std::move(raise));
}

/// Ids of one list are unique.
template <class Entry>
void check_unique(MapReader& map, const std::vector<Entry>& others, const std::string& id) {
  const bool twice =
      std::any_of(others.begin(), others.end(), [&](const Entry& e) { return e.id == id; });
  if (twice && !id.empty())
    map.reader().error("duplicate-id", map.place("id"), "two entries have the id " + quoted(id));
}

void read_hypothesis_keys(MapReader& map, Hypothesis& hypothesis) {
  map.text("text", hypothesis.text);
  map.text("check", hypothesis.check);
  read_when(map, hypothesis.when);
}

void read_question_keys(MapReader& map, Question& question) {
  NodeReader& reader = map.reader();
  if (const Node* fact = map.get("fact")) question.fact = reader.fact_name(*fact);
  map.text("text", question.text);
  map.text("changes", question.changes);
  if (const Node* answers = map.get("answers"))
    question.answers = reader.plain_list(*answers, "answers");
}

}  // namespace

void override_hypothesis(NodeReader& reader, const Node& node, Hypothesis& hypothesis) {
  MapReader map(reader, node, "a hypothesis to override", {"text", "check", "when"});
  read_hypothesis_keys(map, hypothesis);
}

void override_question(NodeReader& reader, const Node& node, Question& question) {
  MapReader map(reader, node, "a question to override", {"fact", "text", "answers", "changes"});
  read_question_keys(map, question);
}

void read_severity(NodeReader& reader, const Node& node, Scenario& out) {
  MapReader map(reader, node, "severity", {"default", "raise"});
  read_level(map, "default", out.default_severity);
  if (const Node* raise = map.get("raise")) read_raises(reader, *raise, out);
}

void read_raises(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "raise")) return;
  for (const Node& item : node.items) read_raise(reader, item, out);
}

void read_impact(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "impact")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "an impact", {"when", "text"});
    Choice choice;
    map.need("text");
    read_when(map, choice.when);
    map.text("text", choice.text);
    const bool after_last = !out.impact.empty() && out.impact.back().when.empty();
    if (after_last)
      reader.warning("unreachable", place_of(item),
                     "this is never said: the entry before it always holds");
    out.impact.push_back(std::move(choice));
  }
  if (out.impact.empty() || !out.impact.back().when.empty()) {
    reader.error("no-last-impact", place_of(node),
                 "the last impact has no when and says what is unknown");
  }
}

void read_escalations(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "escalate")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "an escalation", {"role", "why", "urgency", "from", "when"});
    for (const std::string_view key : {"role", "why"}) map.need(key);
    Escalation escalation;
    map.text("role", escalation.role);
    map.text("why", escalation.why);
    std::string urgency = "wake";
    map.word("urgency", urgency, kUrgencies);
    escalation.urgency =
        urgency == "wake" ? Escalation::Urgency::wake : Escalation::Urgency::morning;
    read_level(map, "from", escalation.from);
    read_when(map, escalation.when);
    out.escalations.push_back(std::move(escalation));
  }
}

void read_hypotheses(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "hypotheses")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "a hypothesis", {"id", "text", "check", "when"});
    for (const std::string_view key : {"id", "text", "check"}) map.need(key);
    Hypothesis hypothesis;
    map.id("id", hypothesis.id);
    read_hypothesis_keys(map, hypothesis);
    check_unique(map, out.hypotheses, hypothesis.id);
    out.hypotheses.push_back(std::move(hypothesis));
  }
}

void read_questions(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "questions")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "a question", {"id", "fact", "text", "answers", "changes"});
    for (const std::string_view key : {"id", "fact", "text"}) map.need(key);
    Question question;
    map.id("id", question.id);
    read_question_keys(map, question);
    if (question.changes.empty() && item.kind == Node::Kind::map) {
      reader.error("idle-question", place_of(item),
                   "a question that changes nothing is not asked; say under changes what its "
                   "answer changes");
    }
    check_unique(map, out.questions, question.id);
    out.questions.push_back(std::move(question));
  }
}

void read_drafts(NodeReader& reader, const Node& node, Scenario& out) {
  MapReader map(reader, node, "communicate", {"channel", "stakeholders", "customers"});
  reader.reading_drafts(true);
  for (const std::string& audience : kAudiences) {
    Draft draft{audience, {}};
    map.text(audience, draft.text);
    if (!draft.text.empty()) out.drafts.push_back(std::move(draft));
  }
  reader.reading_drafts(false);
}

void read_follow_ups(NodeReader& reader, const Node& node, Scenario& out) {
  if (!reader.expect(node, Node::Kind::list, "follow_ups")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "a follow-up", {"kind", "text", "owner", "when"});
    for (const std::string_view key : {"kind", "text"}) map.need(key);
    FollowUp follow_up;
    map.word("kind", follow_up.kind, kFollowUpKinds);
    map.text("text", follow_up.text);
    map.text("owner", follow_up.owner);
    read_when(map, follow_up.when);
    out.follow_ups.push_back(std::move(follow_up));
  }
}

}  // namespace triaged::rules
