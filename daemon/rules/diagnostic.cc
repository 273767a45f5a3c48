#include "rules/diagnostic.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kComparedBytes = 64;
constexpr std::size_t kQuotedBytes = 60;

char fold(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '_' ? '-' : c;
}

/// Edits between two short words: insert, delete, replace, swap neighbours.
/// Three rows suffice.
std::size_t edits(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, kComparedBytes + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (fold(a[i - 1]) == fold(b[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped =
          i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

void append_json(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_character(text.substr(at));
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0) {
      out += "\\ufffd";
    } else if (byte == '"' || byte == '\\') {
      out.append({'\\', text[at]});
    } else if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", byte);
      out += escape.data();
    } else {
      out.append(text.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  out.push_back('"');
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += out.size() > 1 ? "," : "";
  append_json(out, name);
  out.push_back(':');
  append_json(out, value);
}

}  // namespace

std::string_view to_string(Diagnostic::Level level) {
  return level == Diagnostic::Level::error ? "error" : "warning";
}

std::string format(const Diagnostic& d) {
  std::string out = d.path;
  if (d.line > 0) out += ":" + std::to_string(d.line) + ":" + std::to_string(d.column);
  out.append(": ").append(to_string(d.level)).append(": ").append(d.message);
  if (!d.code.empty()) out += " [" + d.code + "]";
  if (d.excerpt.empty()) return out;
  out += "\n    " + d.excerpt;
  if (d.column > 0 && d.column <= count_characters(d.excerpt) + 1) {
    out += "\n    " + std::string(d.column - 1, ' ') + "^";
  }
  return out;
}

std::string format_json(const Diagnostic& d) {
  std::string out = "{";
  append_member(out, "level", to_string(d.level));
  append_member(out, "code", d.code);
  append_member(out, "path", d.path);
  out += ",\"line\":" + std::to_string(d.line) + ",\"column\":" + std::to_string(d.column);
  append_member(out, "message", d.message);
  append_member(out, "excerpt", d.excerpt);
  return out + "}";
}

bool has_error(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::error; });
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = kComparedBytes + 1;
  if (word.empty() || word.size() > kComparedBytes) return best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kComparedBytes) continue;
    const std::size_t distance = edits(word, candidate);
    const bool near = distance * 3 <= std::max(word.size(), candidate.size());
    if (near && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string found = nearest(word, candidates);
  return found.empty() ? "" : " (did you mean \"" + found + "\"?)";
}

std::string quoted(std::string_view word) {
  std::string out = "\"";
  for (const char c : whole_prefix(word, kQuotedBytes)) {
    out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
  }
  return out + (word.size() > kQuotedBytes ? "…\"" : "\"");
}

}  // namespace triaged::rules
