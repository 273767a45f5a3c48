#include "card_json.h"

#include <stdexcept>

namespace triaged {
namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& json, const char* name, const char* otherwise = "") {
  return json.value(name, std::string(otherwise));
}

template <class Enum>
Enum parse(std::string_view word, std::initializer_list<Enum> all) {
  for (const Enum each : all) {
    if (to_string(each) == word) return each;
  }
  throw std::invalid_argument("no such word: " + std::string(word));
}

LineKind line_kind(std::string_view word) {
  return parse(word, {LineKind::title, LineKind::where, LineKind::hurt, LineKind::severity,
                      LineKind::origin, LineKind::ideas, LineKind::next, LineKind::links,
                      LineKind::mitigation, LineKind::wake, LineKind::progress, LineKind::note});
}

Phase phase(std::string_view word) {
  return parse(word, {Phase::detect, Phase::evaluate, Phase::troubleshoot, Phase::execute,
                      Phase::communicate, Phase::track});
}

Spans spans(const Json& json) {
  Spans out;
  if (json.is_array()) {
    for (const Json& each : json) out.push_back(span_from(each));
  } else {
    out.push_back(span_from(json));
  }
  return out;
}

CardItem item(const Json& json) {
  CardItem out;
  out.step = text(json, "step");
  out.text = spans(json.at("text"));
  out.state =
      parse(text(json, "state", "open"), {StepState::open, StepState::done, StepState::skipped});
  out.next = json.value("next", false);
  out.parallel = json.value("parallel", false);
  out.risky = json.value("risky", false);
  out.command = text(json, "command");
  out.done = text(json, "done");
  out.detail = text(json, "detail");
  out.why = text(json, "why");
  out.unless = text(json, "unless");
  out.mark = text(json, "mark");
  return out;
}

CardSection section(const Json& json) {
  CardSection out;
  out.phase = phase(text(json, "phase"));
  out.heading = text(json, "heading");
  out.done = json.value("done", 0U);
  out.total = json.value("total", 0U);
  for (const Json& each : json.value("items", Json::array())) out.items.push_back(item(each));
  return out;
}

std::vector<std::string> strings(const Json& json, const char* name) {
  return json.value(name, std::vector<std::string>{});
}

}  // namespace

Span span_from(const Json& json) {
  Span out;
  if (json.is_string()) {
    out.text = json.get<std::string>();
    return out;
  }
  out.text = text(json, "text");
  out.url = text(json, "url");
  out.mention = text(json, "mention");
  if (json.value("bold", false)) out.style = Span::Style::bold;
  if (json.value("code", false)) out.style = Span::Style::code;
  if (json.contains("time")) out.time = parse_rfc3339(text(json, "time")).value();
  return out;
}

Card card_from(const Json& json) {
  Card out;
  out.incident = parse_incident_id(text(json, "incident", "inc-7")).value();
  out.version = json.value("version", 1U);
  out.severity = parse_severity(text(json, "severity", "SEV3")).value();
  out.status = parse(text(json, "status", "triage"),
                     {IncidentStatus::triage, IncidentStatus::declared, IncidentStatus::mitigated,
                      IncidentStatus::resolved, IncidentStatus::closed});
  out.realm = parse(text(json, "realm", "live"), {Realm::live, Realm::shadow, Realm::drill});
  out.lock_screen = text(json, "lock_screen");
  for (const Json& line : json.value("lines", Json::array())) {
    out.lines.push_back({line_kind(line.at(0).get<std::string>()), spans(line.at(1))});
  }
  for (const Json& button : json.value("buttons", Json::array())) {
    out.buttons.push_back({text(button, "action"), text(button, "label"), text(button, "step")});
  }
  for (const Json& each : json.value("sections", Json::array()))
    out.sections.push_back(section(each));
  for (const Json& person : json.value("people", Json::array())) {
    out.people.push_back({text(person, "role"), text(person, "why"), person.value("wake", true)});
  }
  for (const Json& draft : json.value("drafts", Json::array())) {
    out.drafts.push_back({text(draft, "audience"), text(draft, "text")});
  }
  out.hypotheses = strings(json, "hypotheses");
  out.questions = strings(json, "questions");
  return out;
}

chat::Message message_from(const Json& json) {
  chat::Message out;
  const std::string kind = text(json, "kind", "root");
  out.kind = kind == "list"     ? chat::Message::Kind::list
             : kind == "notice" ? chat::Message::Kind::notice
                                : chat::Message::Kind::root;
  out.delivery = text(json, "delivery", "inc-7/ops/root");
  out.notice = text(json, "notice");
  out.mention = text(json, "mention");
  out.recovered = json.value("recovered", false);
  out.card = card_from(json.value("card", Json::object()));
  return out;
}

chat::ChatConfig chat_config_from(const Json& json) {
  chat::ChatConfig out;
  out.name = "ops";
  out.api_url = text(json, "api_url");
  out.token = Secret(text(json, "token", "xoxb-fixture"));
  out.url = Secret(text(json, "url", "https://hooks.slack.example/services/T/B/x"));
  out.page_url = text(json, "page_url");
  return out;
}

}  // namespace triaged
