#include "app/page/html.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/page/code_point.h"

namespace triaged::app {
namespace {

void append_visibly(std::string& out, char32_t character) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "\\u{%04X}", static_cast<unsigned>(character));
  out += text.data();
}

std::string_view entity(char32_t character) {
  switch (character) {
    case U'&': return "&amp;";
    case U'<': return "&lt;";
    case U'>': return "&gt;";
    case U'"': return "&quot;";
    case U'\'': return "&#39;";
    case U'`': return "&#96;";
    default: return {};
  }
}

bool same_day(Timestamp a, Timestamp b) {
  return std::chrono::floor<std::chrono::days>(a) == std::chrono::floor<std::chrono::days>(b);
}

bool starts_with_scheme(std::string_view url, std::string_view scheme) {
  if (url.size() <= scheme.size()) return false;
  return std::equal(scheme.begin(), scheme.end(), url.begin(), [](char want, char have) {
    return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have + ('a' - 'A')) : have);
  });
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const char32_t character = take_code_point(text);
    const std::string_view escaped = entity(character);
    if (!escaped.empty()) {
      out += escaped;
    } else if (is_unseen(character) && character != U'\n' && character != U'\t') {
      append_visibly(out, character);
    } else {
      append_utf8(out, character);
    }
  }
  return out;
}

bool is_safe_url(std::string_view url) {
  const bool https = starts_with_scheme(url, "https://");
  if (!https && !starts_with_scheme(url, "http://")) return false;
  const char host = url[https ? 8 : 7];
  if (host == '/' || host == '?' || host == '#' || host == '@') return false;
  while (!url.empty()) {
    const char32_t character = take_code_point(url);
    if (character == U' ' || character == U'\\' || character == 0xFFFD) return false;
    if (is_unseen(character) || !entity(character).empty()) {
      if (character != U'&' && character != U'\'') return false;
    }
  }
  return true;
}

Html& Html::tag(Markup markup) {
  out_ += markup.text();
  return *this;
}

Html& Html::text(std::string_view foreign) {
  out_ += escape_html(foreign);
  return *this;
}

Html& Html::number(std::uint64_t value) {
  out_ += std::to_string(value);
  return *this;
}

Html& Html::attribute(Markup name, std::string_view value) {
  out_ += ' ';
  out_ += name.text();
  out_ += "=\"";
  out_ += escape_html(value);
  out_ += '"';
  return *this;
}

Html& Html::link(std::string_view url, std::string_view label) {
  if (!is_safe_url(url)) return text(label);
  return tag("<a")
      .attribute("href", url)
      .tag(" rel=\"noreferrer noopener\">")
      .text(label)
      .tag("</a>");
}

Html& Html::time(Timestamp at, Timestamp now) {
  const std::string full = format_rfc3339(at);
  tag("<time").attribute("datetime", full).tag(">");
  if (!same_day(at, now)) text(full.substr(0, 10)).tag(" ");
  return text(full.substr(11, 5)).tag(" UTC</time>");
}

Html& Html::age(Timestamp at, Timestamp now) {
  tag("<time class=\"age\"").attribute("datetime", format_rfc3339(at)).tag(">");
  return text(format_duration(now - at)).tag("</time>");
}

Html& Html::html(const Html& part) {
  out_ += part.out_;
  return *this;
}

Html& Html::marked(std::string_view foreign, std::string_view part) {
  const std::size_t at = part.empty() ? std::string_view::npos : foreign.find(part);
  if (at == std::string_view::npos) return text(foreign);
  text(foreign.substr(0, at)).tag("<mark>").text(part).tag("</mark>");
  return text(foreign.substr(at + part.size()));
}

}  // namespace triaged::app
