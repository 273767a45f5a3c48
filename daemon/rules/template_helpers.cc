#include "rules/template_helpers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/text.h"
#include "core/time.h"
#include "rules/diagnostic.h"

namespace triaged::rules {
namespace {

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kSeparator = ", ";
constexpr std::size_t kMostCharacters = 1000;

/// What a helper does to a value; `known` tells a fact from a gap, and may be changed.
struct Value {
  std::string text;
  bool known = false;
};
using Apply = void (*)(Value&, std::string_view argument, const Facts& facts);

enum class Argument { none, text, number };
struct Helper {
  std::string_view name;
  Argument argument;
  Apply apply;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Quotes keep blanks at the ends.
std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || text.empty() || number < 0) return std::nullopt;
  const std::string_view rest(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  const bool fraction = rest.size() > 1 && rest.front() == '.' &&
                        rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (!rest.empty() && !fraction) return std::nullopt;
  return number;
}

void duration(Value& value, std::string_view, const Facts&) {
  constexpr std::int64_t kMostSeconds = 100LL * 366 * 86'400;
  const auto seconds = whole_number(value.text);
  if (seconds && *seconds <= kMostSeconds) {
    value.text = format_duration(std::chrono::seconds{*seconds});
  } else if (const auto length = parse_duration(value.text)) {
    value.text = format_duration(*length);
  }
}

std::optional<Timestamp> time_of(std::string_view text) {
  constexpr std::int64_t kMilliseconds = 100'000'000'000;  // a number this large counts those
  if (const auto at = parse_rfc3339(text); at && *at != kNoTime) return at;
  const auto number = whole_number(text);
  if (!number || *number > kMilliseconds * 1000) return std::nullopt;
  return Timestamp{Duration{*number >= kMilliseconds ? *number : *number * 1000}};
}

void since(Value& value, std::string_view, const Facts& facts) {
  const auto now = facts.find("now");
  const auto then = time_of(value.text);
  const auto here = now == facts.end() ? std::nullopt : time_of(now->second);
  if (then && here) value.text = format_duration(*here - *then);
}

void truncate(Value& value, std::string_view argument, const Facts&) {
  value.text = cut(value.text, static_cast<std::size_t>(whole_number(argument).value_or(0)));
}

void join(Value& value, std::string_view argument, const Facts&) {
  std::string out;
  std::string_view rest = value.text;
  for (std::size_t at = rest.find(kSeparator); at != std::string_view::npos;
       at = rest.find(kSeparator)) {
    out.append(rest.substr(0, at)).append(argument);
    rest.remove_prefix(at + kSeparator.size());
  }
  value.text = out.append(rest);
}

bool is_url(std::string_view text) {
  const bool web = text.substr(0, 8) == "https://" || text.substr(0, 7) == "http://";
  return web && text.find_first_of(" \t\r\n\"'<>`\\") == std::string_view::npos &&
         text.size() > text.find("//") + 2;
}

void link(Value& value, std::string_view argument, const Facts&) {
  const bool leads = value.known && is_url(value.text);
  value = {leads ? std::string(argument) + ": " + value.text : "", true};
}

void otherwise(Value& value, std::string_view argument, const Facts&) {
  if (!value.known) value = {std::string(argument), true};
}

constexpr std::array<Helper, 6> kHelpers{{{"default", Argument::text, otherwise},
                                          {"duration", Argument::none, duration},
                                          {"join", Argument::text, join},
                                          {"link", Argument::text, link},
                                          {"since", Argument::none, since},
                                          {"truncate", Argument::number, truncate}}};

const Helper* find_helper(std::string_view name) {
  const auto found = std::find_if(kHelpers.begin(), kHelpers.end(),
                                  [&](const Helper& helper) { return helper.name == name; });
  return found == kHelpers.end() ? nullptr : &*found;
}

std::string fault_of(const HelperCall& call) {
  const Helper* helper = find_helper(call.name);
  if (helper == nullptr) {
    std::vector<std::string> names;
    for (const Helper& known : kHelpers) names.emplace_back(known.name);
    return "no helper " + quoted(call.name) + did_you_mean(call.name, names);
  }
  const std::string name(call.name);
  const auto number = whole_number(call.argument);
  switch (helper->argument) {
    case Argument::none: return call.argument.empty() ? "" : name + " takes no argument";
    case Argument::text: return call.argument.empty() ? name + " needs a text behind it" : "";
    case Argument::number:
      return number && *number >= 2 && *number <= static_cast<std::int64_t>(kMostCharacters)
                 ? ""
                 : name + " needs a number from 2 to 1000 behind it";
  }
  return "";
}

HelperCall call_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return {text, {}};
  return {text.substr(0, blank), unquoted(trimmed(text.substr(blank)))};
}

/// Those helpers that read a value leave a gap alone.
bool works_on_gaps(std::string_view name) { return name == "default" || name == "link"; }

}  // namespace

std::vector<HelperCall> read_helpers(std::string_view text, std::string& fault) {
  std::vector<HelperCall> calls;
  for (bool more = true; more && fault.empty();) {
    const std::size_t bar = text.find('|');
    more = bar != std::string_view::npos;
    calls.push_back(call_of(text.substr(0, bar)));
    fault = fault_of(calls.back());
    if (more) text.remove_prefix(bar + 1);
    if (calls.size() > kMostHelpers) fault = "more than six helpers behind one fact";
  }
  return calls;
}

std::string apply_helpers(const Facts& facts, std::string_view name, std::string_view helpers) {
  const auto found = facts.find(name);
  Value value;
  value.known = found != facts.end() && !found->second.empty();
  value.text = value.known ? found->second : std::string(kUnknown);
  std::string fault;
  for (const HelperCall& call : read_helpers(helpers, fault)) {
    const Helper* helper = find_helper(call.name);
    if (helper == nullptr || (!value.known && !works_on_gaps(call.name))) continue;
    helper->apply(value, call.argument, facts);
  }
  return value.text;
}

std::size_t longest_by(std::string_view helpers) {
  std::string fault;
  std::size_t longest = std::string_view::npos;
  for (const HelperCall& call : read_helpers(helpers, fault)) {
    if (call.name != "truncate") continue;
    longest = std::min(longest, static_cast<std::size_t>(whole_number(call.argument).value_or(0)));
  }
  return longest;
}

}  // namespace triaged::rules
