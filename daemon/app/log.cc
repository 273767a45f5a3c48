#include "app/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>

#include "app/page/code_point.h"
#include "core/time.h"

namespace triaged::log {
namespace {

std::atomic<Level> threshold{Level::info};
std::atomic<Format> chosen{Format::logfmt};

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};

bool needs_quotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || c == '"' || c == '=' || c == '\\') return true;
  }
  return false;
}

void append_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const char32_t character = app::take_code_point(text);
    if (character == U'"' || character == U'\\') {
      out += '\\';
      out += static_cast<char>(character);
    } else if (character == U'\n') {
      out += "\\n";
    } else if (character == U'\t') {
      out += "\\t";
    } else if (app::is_unseen(character) && character <= 0xFFFF) {
      std::array<char, 8> hex{};
      std::snprintf(hex.data(), hex.size(), "\\u%04x", static_cast<unsigned>(character));
      out += hex.data();
    } else if (!app::is_unseen(character)) {
      app::append_utf8(out, character);
    }
  }
}

void append_logfmt(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty()) out += ' ';
  out += name;
  out += '=';
  if (!needs_quotes(value)) {
    out += value;
    return;
  }
  out += '"';
  append_escaped(out, value);
  out += '"';
}

void append_json(std::string& out, std::string_view name, std::string_view value) {
  out += out.size() == 1 ? "\"" : ",\"";
  append_escaped(out, name);
  out += "\":\"";
  append_escaped(out, value);
  out += '"';
}

}  // namespace

void configure(std::string_view level, std::string_view format) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == level) threshold = static_cast<Level>(i);
  }
  chosen = format == "json" ? Format::json : Format::logfmt;
}

std::string encode(Format format, std::string_view ts, Level level, std::string_view component,
                   std::string_view message, FieldList fields) {
  std::string out = format == Format::json ? "{" : "";
  const auto append = format == Format::json ? append_json : append_logfmt;
  append(out, "ts", ts);
  append(out, "level", kLevels.at(static_cast<std::size_t>(level)));
  append(out, "component", component);
  append(out, "msg", message);
  for (const auto& [name, value] : fields) append(out, name, value);
  if (format == Format::json) out += '}';
  return out;
}

void write(Level level, std::string_view component, std::string_view message, FieldList fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  const Timestamp now =
      std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  std::string line = encode(chosen.load(std::memory_order_relaxed), format_rfc3339(now), level,
                            component, message, fields);
  line += '\n';
  // A full pipe loses the line rather than the daemon's time.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

std::string json_escape(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

}  // namespace triaged::log
