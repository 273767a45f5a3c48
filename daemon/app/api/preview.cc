#include "app/api/preview.h"

#include "app/api/encode.h"

namespace triaged::app {
namespace {

constexpr int kDepth = 32;

Error malformed(std::string reason) { return Error{"malformed", std::move(reason)}; }

/// Discarded if it is not JSON or nests too deeply.
Json parse(std::string_view text) {
  bool deep = false;
  const auto watch = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > kDepth;
    return !deep;
  };
  Json out = Json::parse(text, watch, false);
  return deep ? Json(Json::value_t::discarded) : out;
}

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const Json* value) {
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? value->get<std::string>() : print(*value);
}

Labels labels_of(const Json* object) {
  if (object == nullptr || !object->is_object()) return {};
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [name, value] : object->items()) kept.emplace_back(name, text_of(&value));
  return Labels::from({kept.begin(), kept.end()});
}

Timestamp time_of(const Json* value, Timestamp otherwise) {
  const auto read = parse_rfc3339(text_of(value));
  return read && *read != kNoTime ? *read : otherwise;
}

bool is_alert(const Json& json) {
  return member(json, "labels") != nullptr || member(json, "annotations") != nullptr;
}

Result<PreviewAsk> read_alert(const Json& json, Timestamp now) {
  if (!is_alert(json)) return malformed("an alert needs an object \"labels\"");
  Alert alert;
  alert.source = "preview";
  alert.labels = labels_of(member(json, "labels"));
  alert.annotations = labels_of(member(json, "annotations"));
  const std::string expr = text_of(member(json, "expr"));
  if (!expr.empty()) alert.annotations = alert.annotations.with("expr", expr);
  alert.generator_url = text_of(member(json, "generatorURL"));
  alert.starts_at = time_of(member(json, "startsAt"), now);
  alert.fingerprint = alert.labels.fingerprint();
  PreviewAsk ask;
  ask.alert = std::move(alert);
  return ask;
}

Result<PreviewAsk> read_first(const Json& alerts, Timestamp now) {
  if (!alerts.is_array() || alerts.empty()) return malformed("there is no alert in it");
  Result<PreviewAsk> ask = read_alert(alerts.front(), now);
  if (ask) ask->left_out = alerts.size() - 1;
  return ask;
}

Result<PreviewAsk> read_shape(const Json& json, Timestamp now) {
  if (json.is_discarded()) return malformed("this is not JSON, or it nests deeper than 32 levels");
  if (json.is_array()) return read_first(json, now);
  if (const Json* alert = member(json, "alert"); alert != nullptr) return read_alert(*alert, now);
  if (const Json* alerts = member(json, "alerts"); alerts != nullptr) {
    return read_first(*alerts, now);
  }
  if (is_alert(json)) return read_alert(json, now);
  for (const std::string_view name : {"report", "text"}) {
    const std::string report = text_of(member(json, name));
    if (report.empty()) continue;
    PreviewAsk ask;
    ask.report = report;
    return ask;
  }
  return malformed("expected {\"alert\": {\"labels\": {...}}} or {\"report\": \"...\"}");
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

Result<PreviewAsk> read_preview(std::string_view json, Timestamp now) {
  return read_shape(parse(json), now);
}

Result<PreviewAsk> read_pasted(std::string_view text, Timestamp now) {
  text = trim(text);
  if (text.empty())
    return Error{"empty", "paste an alert as JSON, or say in a sentence what is wrong"};
  if (text.size() > kPreviewBytes)
    return Error{"too-large", "at most 256 KiB can be tried at once"};
  if (text.front() == '{' || text.front() == '[') return read_preview(text, now);
  PreviewAsk ask;
  ask.report = std::string(text);
  return ask;
}

std::string preview_json(const Preview& preview) {
  const bool opens = preview.incident != nullptr;
  const bool explained = opens && preview.world != nullptr;
  return print(
      {{"opens", opens},
       {"reason", preview.reason},
       {"left_out", preview.left_out},
       {"card", preview.card == nullptr ? Json(nullptr) : encode_card(*preview.card)},
       {"explain", explained ? encode_explain(*preview.world, *preview.incident) : Json(nullptr)}});
}

}  // namespace triaged::app
