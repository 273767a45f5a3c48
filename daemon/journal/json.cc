// One record as one line of JSON: names from fields.h, times as RFC 3339, ids and keys as people
// know them. What was never set is left out, so that a line stays readable.

#include <algorithm>
#include <array>

#include "core/time.h"
#include "journal/fields.h"
#include "journal/journal.h"

namespace triaged::journal {
namespace {

template <class Variant>
constexpr std::size_t kKinds = std::variant_size_v<Variant>;

constexpr std::array<std::string_view, kKinds<Input>> kInputs{
    "alerts", "report", "action", "time", "quiet", "outcome", "fault"};
constexpr std::array<std::string_view, kKinds<Decision>> kDecisions{
    "scenario_adopted", "incident_opened", "alert_applied",    "alert_muted",     "alert_quiet",
    "severity_changed", "status_changed",  "incident_taken",   "step_changed",    "facts_learned",
    "incident_widened", "incident_merged", "notice_queued",    "notice_grown",    "notice_expired",
    "delivered",        "placement_failed", "fault_changed"};

std::string_view to_string(Condition::Test test) {
  constexpr std::array<std::string_view, 4> kWords{"known", "unknown", "is", "is_not"};
  return kWords.at(static_cast<std::size_t>(test));
}

std::string_view to_string(Escalation::Urgency urgency) {
  return urgency == Escalation::Urgency::wake ? "wake" : "morning";
}

/// The length of the well-formed UTF-8 character at the front, 0 if there is none.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return overlong || beyond ? 0 : size;
}

/// Grows one line. Walks values through fields() as the binary archives do.
class JsonWriter {
 public:
  static constexpr bool kWrites = true;

  explicit JsonWriter(std::string& out) : out_(out) {}

  template <class T>
  JsonWriter& operator()(std::string_view name, const T& value) {
    if (!unset(value)) {
      key(name);
      put(value);
    }
    return *this;
  }

  template <class T>
  JsonWriter& since(std::uint8_t, std::string_view name, const T& value) {
    return (*this)(name, value);
  }

  JsonWriter& hash(std::string_view name, const std::uint64_t& value) {
    key(name);
    put(std::string_view(format_hex(value)));
    return *this;
  }

  void put(const Record& record) {
    object([&] {
      (*this)("seq", record.seq);
      fields(*this, record.envelope);
      key("input");
      tagged(record.input, kInputs);
      key("decisions");
      list(record.decisions, [&](const Decision& d) { tagged(d, kDecisions); });
    });
  }

 private:
  static bool unset(Timestamp value) { return value == kNoTime; }
  static bool unset(IncidentId value) { return value.value == 0; }
  static bool unset(const std::string& value) { return value.empty(); }
  template <class T>
  static bool unset(const std::vector<T>& value) { return value.empty(); }
  template <class T>
  static bool unset(const std::optional<T>& value) { return !value.has_value(); }
  template <class T>
  static bool unset(const T&) { return false; }

  void comma() {
    if (out_.back() != '{' && out_.back() != '[') out_.push_back(',');
  }

  void key(std::string_view name) {
    comma();
    put(name);
    out_.push_back(':');
  }

  template <class Body>
  void object(Body&& body) {
    out_.push_back('{');
    body();
    out_.push_back('}');
  }

  template <class List, class Each>
  void list(const List& values, Each&& each) {
    out_.push_back('[');
    for (const auto& value : values) {
      comma();
      each(value);
    }
    out_.push_back(']');
  }

  template <class Variant, class Words>
  void tagged(const Variant& value, const Words& words) {
    object([&] {
      key("kind");
      put(words.at(value.index()));
      std::visit([this](const auto& held) { fields(*this, held); }, value);
    });
  }

  void escape(unsigned char byte) {
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (byte) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default:
        out_ += "\\u00";
        out_.push_back(kHex[byte >> 4U]);
        out_.push_back(kHex[byte & 0xFU]);
    }
  }

  /// JSON is UTF-8 only; a stray byte becomes the replacement character.
  void put(std::string_view text) {
    out_.push_back('"');
    while (!text.empty()) {
      const std::size_t size = character(text);
      const auto byte = static_cast<unsigned char>(text.front());
      if (size == 0) {
        out_ += "\xEF\xBF\xBD";
      } else if (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\') {
        escape(byte);
      } else {
        out_.append(text.substr(0, size));
      }
      text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out_.push_back('"');
  }

  void put(const std::string& text) { put(std::string_view(text)); }
  void put(bool value) { out_ += value ? "true" : "false"; }
  void put(Timestamp value) { put(std::string_view(format_rfc3339(value))); }
  void put(Duration value) { put(value.count()); }
  void put(IncidentId value) { put(std::string_view(to_string(value))); }
  void put(AlertKey value) { put(std::string_view(format_hex(value.value))); }

  template <Number T>
  void put(T value) {
    out_ += std::to_string(value);
  }

  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    put(to_string(value));
  }

  void put(const Labels& labels) {
    object([&] {
      labels.each([&](std::string_view name, std::string_view value) {
        key(name);
        put(value);
      });
    });
  }

  template <class T>
  void put(const std::optional<T>& value) {
    put(*value);
  }

  template <class T>
  void put(const std::vector<T>& values) {
    list(values, [&](const T& value) { put(value); });
  }

  void put(const Facts& facts) {
    object([&] {
      for (const auto& [name, value] : facts) {
        key(name);
        put(value);
      }
    });
  }

  template <class T>
    requires std::is_class_v<T>
  void put(const T& value) {
    object([&] { fields(*this, value); });
  }

  std::string& out_;
};

}  // namespace

std::string to_json(const Record& record) {
  std::string out;
  JsonWriter(out).put(record);
  return out;
}

}  // namespace triaged::journal
