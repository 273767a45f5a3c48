#include "app/api/encode.h"
#include "app/api/json.h"

namespace triaged::app {
namespace {

std::string_view to_word(Span::Style style) {
  switch (style) {
    case Span::Style::bold: return "bold";
    case Span::Style::code: return "code";
    case Span::Style::plain: break;
  }
  return "plain";
}

std::string_view to_word(CardForm form) {
  switch (form) {
    case CardForm::compact: return "compact";
    case CardForm::line: return "line";
    case CardForm::full: break;
  }
  return "full";
}

Json encode_span(const Span& span) {
  Json out = {{"text", span.text}, {"style", to_word(span.style)}};
  if (!span.url.empty()) out["url"] = span.url;
  if (span.time != kNoTime) out["time"] = encode_time(span.time);
  if (!span.mention.empty()) out["mention"] = span.mention;
  return out;
}

Json encode_spans(const Spans& spans) {
  Json out = Json::array();
  for (const Span& span : spans) out.push_back(encode_span(span));
  return out;
}

Json encode_lines(const Card& card) {
  Json out = Json::array();
  for (const CardLine& line : card.lines) {
    out.push_back({{"kind", to_string(line.kind)},
                   {"text", plain_text(line.spans)},
                   {"spans", encode_spans(line.spans)}});
  }
  return out;
}

Json encode_buttons(const Card& card) {
  Json out = Json::array();
  for (const Button& button : card.buttons) {
    out.push_back({{"action", button.action}, {"label", button.label}, {"step", button.step}});
  }
  return out;
}

Json encode_item(const CardItem& item) {
  return {{"step", item.step},
          {"text", plain_text(item.text)},
          {"spans", encode_spans(item.text)},
          {"state", to_string(item.state)},
          {"next", item.next},
          {"parallel", item.parallel},
          {"risky", item.risky},
          {"command", item.command},
          {"done", item.done},
          {"detail", item.detail},
          {"why", item.why},
          {"unless", item.unless},
          {"mark", item.mark}};
}

Json encode_sections(const Card& card) {
  Json out = Json::array();
  for (const CardSection& section : card.sections) {
    Json items = Json::array();
    for (const CardItem& item : section.items) items.push_back(encode_item(item));
    out.push_back({{"phase", to_string(section.phase)},
                   {"heading", section.heading},
                   {"done", section.done},
                   {"total", section.total},
                   {"items", std::move(items)}});
  }
  return out;
}

Json encode_people(const Card& card) {
  Json out = Json::array();
  for (const CardPerson& person : card.people) {
    out.push_back({{"role", person.role}, {"why", person.why}, {"wake", person.wake}});
  }
  return out;
}

Json encode_drafts(const Card& card) {
  Json out = Json::array();
  for (const CardDraft& draft : card.drafts) {
    out.push_back({{"audience", draft.audience}, {"text", draft.text}});
  }
  return out;
}

}  // namespace

Json encode_card(const Card& card) {
  return {{"incident", card.incident.value == 0 ? Json(nullptr) : Json(to_string(card.incident))},
          {"version", card.version},
          {"severity", to_string(card.severity)},
          {"status", to_string(card.status)},
          {"realm", to_string(card.realm)},
          {"form", to_word(card.form)},
          {"lock_screen", card.lock_screen},
          {"lines", encode_lines(card)},
          {"buttons", encode_buttons(card)},
          {"sections", encode_sections(card)},
          {"people", encode_people(card)},
          {"drafts", encode_drafts(card)},
          {"hypotheses", card.hypotheses},
          {"questions", card.questions}};
}

std::string card_json(const Card& card) { return print(encode_card(card)); }

}  // namespace triaged::app
