#include "adapters/sources/alert_reader.h"

#include "adapters/sources/timestamp.h"

namespace triaged::sources {
namespace {

using adapters::JsonView;

constexpr std::size_t kRawElements = 20;

void add_reason(std::vector<std::string>& reasons, std::size_t index, std::string_view why) {
  if (reasons.size() > kReasonsKept) return;
  if (reasons.size() == kReasonsKept) {
    reasons.emplace_back("and more");
    return;
  }
  reasons.push_back("alerts[" + std::to_string(index) + "]: " + std::string(why));
}

}  // namespace

Alert AlertReader::read(JsonView element, std::size_t index) {
  Alert alert;
  const JsonView labels = element.member("labels");
  const JsonView annotations = element.member("annotations");
  const JsonView url = element.member("generatorURL");
  alert.source = config_.name;
  alert.labels = labels_.read(labels);
  alert.annotations = labels_.read(annotations);
  alert.generator_url = url.string();
  alert.fingerprint = alert.labels.fingerprint();
  if (annotations.present() && !annotations.is(JsonView::Kind::object)) {
    alert.annotations = {{"annotations", annotations.text()}};
    note(index, "annotations is not an object; kept as text");
  }
  if (url.present() && !url.is(JsonView::Kind::string)) note(index, "generatorURL is not a string");
  return alert;
}

Timestamp AlertReader::time(JsonView element, std::string_view member, std::size_t index) {
  const auto at = read_time(element.member(member));
  if (!at) note(index, std::string(member) + " is not a time");
  return at.value_or(kNoTime);
}

void AlertReader::keep_raw(std::string_view body) {
  decoded_.unknown_shape = true;
  keep(raw_alert(config_.name, body, now_));
}

void AlertReader::keep_raw_element(JsonView element, std::size_t index, std::string_view why) {
  decoded_.unknown_shape = true;
  if (++raw_ > kRawElements) return refuse(index, why);
  note(index, why);
  keep(raw_alert(config_.name, element.json(), now_));
}

void AlertReader::refuse(std::size_t index, std::string_view why) {
  add_reason(decoded_.refused, index, why);
}

void AlertReader::note(std::size_t index, std::string_view what) {
  add_reason(decoded_.notes, index, what);
}

}  // namespace triaged::sources
