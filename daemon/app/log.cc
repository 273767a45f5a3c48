#include "app/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <mutex>

#include "app/page/code_point.h"

namespace triaged::log {
namespace {

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};

struct State {
  std::atomic<Level> least{Level::info};
  std::atomic<Format> format{Format::logfmt};
  std::atomic<int> descriptor{2};
  std::mutex writing;
};

State& state() {
  static State one;
  return one;
}

void append_escaped(std::string& out, char32_t character) {
  const auto unit = [&out](unsigned value) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\u%04x", value & 0xFFFFU);
    out += text.data();
  };
  const auto value = static_cast<unsigned>(character);
  if (value < 0x10000) return unit(value);
  unit(0xD800U + ((value - 0x10000U) >> 10U));
  unit(0xDC00U + ((value - 0x10000U) & 0x3FFU));
}

/// As in a JSON string: both formats quote the same way.
void append_inside(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const char32_t character = app::take_code_point(text);
    switch (character) {
      case U'"': out += "\\\""; break;
      case U'\\': out += "\\\\"; break;
      case U'\n': out += "\\n"; break;
      case U'\r': out += "\\r"; break;
      case U'\t': out += "\\t"; break;
      default:
        if (app::is_unseen(character)) {
          append_escaped(out, character);
        } else {
          app::append_utf8(out, character);
        }
    }
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_inside(out, text);
  out += '"';
}

bool needs_quotes(std::string_view text) {
  if (text.empty()) return true;
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '"' || c == '=' || c == '\\') return true;
  }
  return false;
}

/// Keys are words of this program; anything else in one is a mistake that must not forge a line.
void append_key(std::string& out, std::string_view key) {
  for (const char c : key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-';
    out += plain ? c : '_';
  }
  if (key.empty()) out += '_';
}

std::string cut(std::string_view text) {
  if (text.size() <= kLongestValue) return std::string(text);
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + " + " + std::to_string(text.size() - end) + " bytes";
}

class Encoder {
 public:
  explicit Encoder(Format format) : json_(format == Format::json) {
    if (json_) out_ = "{";
  }

  enum class How : std::uint8_t { as_needed, bare, quoted };

  void add(std::string_view key, std::string_view value, How how) {
    if (!first_) out_ += json_ ? "," : " ";
    first_ = false;
    if (json_) out_ += '"';
    append_key(out_, key);
    out_ += json_ ? "\":" : "=";
    const bool plain = !json_ && how == How::as_needed && !needs_quotes(value);
    if (how == How::bare || plain) {
      out_ += value;
    } else {
      append_quoted(out_, value);
    }
  }

  std::string finish() {
    out_ += json_ ? "}\n" : "\n";
    return std::move(out_);
  }

 private:
  bool json_;
  bool first_ = true;
  std::string out_;
};

/// A line is one write; only a descriptor that takes less (a full pipe) is written to again.
void write_all(int descriptor, std::string_view line) {
  while (!line.empty()) {
    const ssize_t done = ::write(descriptor, line.data(), line.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;  // nobody to tell
    line.remove_prefix(static_cast<std::size_t>(done));
  }
}

}  // namespace

std::string_view to_string(Level level) { return kLevels.at(static_cast<std::size_t>(level)); }

Result<Level> parse_level(std::string_view text) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels.at(i) == text) return static_cast<Level>(i);
  }
  return Error{"log-level", "a log level is one of debug, info, warn, error"};
}

Result<Format> parse_format(std::string_view text) {
  if (text == "logfmt") return Format::logfmt;
  if (text == "json") return Format::json;
  return Error{"log-format", "a log format is one of logfmt, json"};
}

Field::Field(std::string_view name, double number) : key(name), bare(std::isfinite(number)) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", number);
  value = text.data();
}

Field::Field(std::string_view name, Duration length)
    : Field(name, std::chrono::duration<double>(length).count()) {}

std::string encode(const Line& line, Fields fields, Format format) {
  using How = Encoder::How;
  Encoder out(format);
  out.add("ts", format_rfc3339(line.at), How::as_needed);
  out.add("level", to_string(line.level), How::as_needed);
  out.add("component", cut(line.component), How::as_needed);
  out.add("msg", cut(line.message), How::quoted);
  for (const Field& field : fields) {
    out.add(field.key, cut(field.value), field.bare ? How::bare : How::as_needed);
  }
  return out.finish();
}

void configure(Level least, Format format, int descriptor) {
  state().least = least;
  state().format = format;
  state().descriptor = descriptor;
}

void configure(std::string_view least, std::string_view format) {
  const Result<Level> level = parse_level(least);
  const Result<Format> form = parse_format(format);
  configure(level ? *level : Level::info, form ? *form : Format::logfmt);
}

std::string json_escape(std::string_view text) {
  std::string out;
  append_inside(out, text);
  return out;
}

bool enabled(Level level) { return level >= state().least.load(std::memory_order_relaxed); }

void write(Level level, std::string_view component, std::string_view message, Fields fields) {
  if (!enabled(level)) return;
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const std::string line = encode({now, level, component, message}, fields, state().format);
  const std::lock_guard lock(state().writing);
  write_all(state().descriptor, line);
}

}  // namespace triaged::log
