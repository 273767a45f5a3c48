#pragma once
// HTML as text, put together so that nothing foreign can become markup: tags are accepted only as
// literals known to the compiler, everything else goes through escape_html(). Used by the page
// alone; any thread.

#include <string>
#include <string_view>

#include "core/time.h"

namespace triaged::app {

/// For text and for attribute values in double quotes. Characters a reader cannot see come out
/// visibly as \u{202E}, except newline and tab; bytes that are not UTF-8 as U+FFFD.
std::string escape_html(std::string_view text);

/// True for http and https with a host and nothing that could end an attribute or hide: the only
/// links the page makes out of foreign text.
bool is_safe_url(std::string_view url);

/// A piece of markup written in this program. There is no way to make one from a run-time string.
class Markup {
 public:
  consteval Markup(const char* literal) : text_(literal) {}  // NOLINT(google-explicit-constructor)
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class Html {
 public:
  Html& tag(Markup markup);
  Html& text(std::string_view foreign);
  Html& number(std::uint64_t value);
  /// ` name="value"` inside a tag that is still open.
  Html& attribute(Markup name, std::string_view value);
  /// A link where the URL is safe, else the label alone.
  Html& link(std::string_view url, std::string_view label);
  /// `<time datetime=...>`; shows the UTC clock, or date and clock if it is not of the same day as
  /// `now`. page.js turns it into the reader's zone.
  Html& time(Timestamp at, Timestamp now);
  /// How long since `at`; page.js keeps it moving.
  Html& age(Timestamp at, Timestamp now);
  Html& html(const Html& part);
  /// Text with the first occurrence of `part` in a <mark>; without one if it does not occur.
  Html& marked(std::string_view foreign, std::string_view part);

  const std::string& str() const { return out_; }
  bool empty() const { return out_.empty(); }

 private:
  std::string out_;
};

}  // namespace triaged::app
