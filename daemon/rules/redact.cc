#include "rules/redact.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "rules/card_number.h"

namespace triaged::rules {
namespace {

using re2::RE2;
using re2::StringPiece;

constexpr std::string_view kMark = "[redacted:";
constexpr int kMostRounds = 16;

RE2::Options options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);  // any byte is a character
  options.set_log_errors(false);
  return options;
}

StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(StringPiece text) { return {text.data(), text.size()}; }

/// What a pattern caught: group 1 stays in front, group 2 would go.
struct Caught {
  std::string_view front;
  std::string_view secret;
};

// --- judges: what a pattern cannot say ---

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool mixes_cases(std::string_view text) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return text.size() > 1 && std::any_of(text.begin() + 1, text.end(), upper) &&
         std::any_of(text.begin(), text.end(), lower);
}

/// Words of prose have no digit and at most their first letter is a capital.
bool looks_random(const Caught& caught) {
  return has_digit(caught.secret) || mixes_cases(caught.secret);
}

bool always(const Caught&) { return true; }

/// `password: expired` is prose, `password: hunter` and `token=abcd` are not.
bool is_assigned(const Caught& caught) {
  static const RE2 password("(?i)pass|pwd", options());
  static const RE2 prose(
      "(?i)(?:is|was|has|not|must|the|for|and|or|no|of|in|on|to|expir\\w*|invalid|incorrect|wrong|"
      "missing|"
      "require[ds]?|fail\\w*|reset|rotat\\w*|change[ds]?|error|reject\\w*|denied|unknown|"
      "authentication|"
      "refresh\\w*|unset|empty|none|null|nil|true|false|\\$\\{.*|\\{\\{.*|\\*+|<.*)[.!)]*",
      options());
  if (RE2::FullMatch(piece(caught.secret), prose)) return false;
  const bool path = caught.secret.front() == '/' && !has_digit(caught.secret);
  const bool given = caught.front.back() == '"' || caught.front.back() == '\'' ||
                     caught.front.find('=') != std::string_view::npos;
  if (given) return !path && caught.secret.size() >= 3;
  if (RE2::PartialMatch(piece(caught.front), password)) return caught.secret.size() >= 4;
  return caught.secret.size() >= 6 && looks_random(caught);
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  unsigned have = 0;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out.push_back(static_cast<char>((bits >> have) & 0xFFU));
  }
  return out;
}

/// Basic credentials are base64 of user:password and can be told from prose exactly.
bool is_basic(const Caught& caught) {
  const auto decoded = decode_base64(caught.secret);
  return decoded && decoded->find(':') != std::string::npos &&
         std::all_of(decoded->begin(), decoded->end(),
                     [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_header(const Caught& caught) { return looks_random(caught) || is_basic(caught); }

/// The user of a URL is no person, nor is the one of a repository.
bool is_mail(const Caught& caught) {
  return caught.front != "/" && caught.secret.substr(0, 4) != "git@";
}

// --- finders ---

/// One kind of secret. The order of finders matters: the surroundings name a secret better than its
/// looks.
struct Finder {
  std::string_view kind;
  RE2 pattern;
  bool (*is_secret)(const Caught&);

  Finder(std::string_view kind_in, const char* pattern_in, bool (*judge)(const Caught&))
      : kind(kind_in), pattern(pattern_in, options()), is_secret(judge) {}
};

#define TRIAGED_SECRET_WORDS                                                                    \
  "(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|secret|private|auth|" \
  "encryption)"                                                                                 \
  "[_-]?key(?:[_-]?id)?|signature|sig)"

const std::array<Finder, 15>& finders() {
  static const std::array<Finder, 15> all{{
      {"private-key",
       "(?s)()(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z))",
       always},
      {"credential",
       "(?i)(authorization[\"']?\\s*[:=]\\s*[\"']?(?:(?:bearer|basic|token|digest|apikey)\\s+)?)([^"
       "\\s\"',;]+)",
       is_header},
      {"password", "(://[^\\s/:@?#\"']*:)([^\\s/@\"']+)@", always},
      {"slack-webhook",
       "(?i)(hooks\\.slack\\.com/(?:services|workflows|triggers)/)([A-Za-z0-9/_-]{8,})", always},
      {"secret", "(?i)([\\w.-]*" TRIAGED_SECRET_WORDS "[\"']?\\s*[=:]\\s*\")([^\"\\n]+)",
       is_assigned},
      {"secret", "(?i)([\\w.-]*" TRIAGED_SECRET_WORDS "[\"']?\\s*[=:]\\s*')([^'\\n]+)",
       is_assigned},
      {"secret",
       "(?i)([\\w.-]*" TRIAGED_SECRET_WORDS
       "[\"']?\\s*[=:]\\s*)([^\\s,;&\"'<>\\[\\]{}()|][^\\s,;&\"'<>]*)",
       is_assigned},
      {"jwt", "()(\\beyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*)", always},
      {"slack-token", "()(\\bxox[a-z]-[A-Za-z0-9-]{8,}|\\bxapp-[A-Za-z0-9-]{8,})", always},
      {"github-token",
       "()(\\bgh[pousr]_[A-Za-z0-9]{16,}|\\bgithub_pat_[A-Za-z0-9_]{16,}|\\bglpat-[A-Za-z0-9_-]{16,"
       "})",
       always},
      {"aws-key", "()(\\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\\b)", always},
      {"api-key",
       "()(\\bAIza[A-Za-z0-9_-]{35}|\\b[sr]k_live_[A-Za-z0-9]{16,}|\\bnpm_[A-Za-z0-9]{30,})",
       always},
      {"credential", "(?i)(\\bbearer\\s+)([A-Za-z0-9._~+/=-]{8,})", looks_random},
      {"credential", "(?i)(\\bbasic\\s+)([A-Za-z0-9+/]{6,}={0,2})", is_basic},
      {"email", "(^|[^A-Za-z0-9._%+-])([A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,})",
       is_mail},
  }};
  return all;
}

/// Something that any finder needs. One pass, no submatch; nearly all texts end here.
const RE2& hints() {
  static const RE2 all(
      "(?i)@|-----begin|eyj[a-z0-9_-]{5}|xox[a-z]-|xapp-|gh[pousr]_|github_pat_|glpat-|a(?:kia|sia|"
      "roa|ida)[a-z0-9]{16}|"
      "aiza|[sr]k_live_|npm_|hooks\\.slack|bearer\\s|basic\\s|authorization[\"']?\\s*[:=]"
      "|" TRIAGED_SECRET_WORDS "[\"']?\\s*[=:]|[2-6][0-9](?:[ -]?[0-9]){11}",
      options());
  return all;
}

std::string mark(std::string_view kind) { return std::string(kMark).append(kind) + "]"; }

/// The end of the whole mark that begins at `begin`, or `begin` where none does.
std::size_t mark_end(std::string_view text, std::size_t begin) {
  if (text.substr(begin, kMark.size()) != kMark) return begin;
  std::size_t at = begin + kMark.size();
  while (at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '-')) ++at;
  return at < text.size() && text[at] == ']' ? at + 1 : begin;
}

/// Marks are one piece: nothing begins inside of them.
bool is_inside_mark(std::string_view text, std::size_t at) {
  const std::size_t begin = text.rfind(kMark, at);
  return begin != std::string_view::npos && begin < at && mark_end(text, begin) > at;
}

/// Nothing but marks.
bool is_marked(std::string_view secret) {
  std::size_t at = 0;
  while (at < secret.size()) {
    const std::size_t end = mark_end(secret, at);
    if (end == at) return false;
    at = end;
  }
  return true;
}

bool apply(const Finder& finder, std::string& text) {
  std::string out;
  std::size_t copied = 0;
  StringPiece groups[3];
  std::size_t at = 0;
  while (at < text.size() &&
         finder.pattern.Match(text, at, text.size(), RE2::UNANCHORED, groups, 3)) {
    const Caught caught{view(groups[1]), view(groups[2])};
    const auto begin = static_cast<std::size_t>(caught.secret.data() - text.data());
    if (is_inside_mark(text, begin) || is_marked(caught.secret) || !finder.is_secret(caught)) {
      at = std::max(begin, at + 1);
      continue;
    }
    out.append(text, copied, begin - copied).append(mark(finder.kind));
    copied = at = begin + caught.secret.size();
  }
  if (copied == 0) return false;
  text = std::move(out.append(text, copied));
  return true;
}

bool apply_cards(std::string& text) {
  std::string out;
  std::size_t copied = 0;
  for (TextSpan card = find_card_number(text, 0); card.begin < text.size();
       card = find_card_number(text, card.end)) {
    out.append(text, copied, card.begin - copied).append(mark("card"));
    copied = card.end;
  }
  if (copied == 0) return false;
  text = std::move(out.append(text, copied));
  return true;
}

/// Every secret's name has one of these in it; few other names do.
bool sounds_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kSounds{"pass", "key", "token", "secret"};
  const auto same = [](char a, char b) { return (a | 0x20) == b; };
  return std::any_of(kSounds.begin(), kSounds.end(), [&](std::string_view sound) {
    return std::search(name.begin(), name.end(), sound.begin(), sound.end(), same) != name.end();
  });
}

bool is_secret_name(std::string_view name) {
  if (!sounds_secret(name)) return false;
  static const RE2 names(
      "(?i)(?:.*[_.-])?(?:password|passwd|passphrase|api_?key|access_token|auth_token|client_"
      "secret|private_key)",
      options());
  return RE2::FullMatch(piece(name), names);
}

bool names_a_secret(const Labels& labels) {
  bool found = false;
  labels.each(
      [&](std::string_view name, std::string_view) { found = found || is_secret_name(name); });
  return found;
}

}  // namespace

bool may_hold_secret(std::string_view text) { return RE2::PartialMatch(piece(text), hints()); }

std::string redact(std::string_view text) {
  std::string out(text);
  if (!may_hold_secret(text)) return out;
  // What goes may uncover what stood beside it, so look again until nothing is found. Each round
  // takes characters away; the bound only keeps a hostile text from costing much.
  for (int round = 0; round < kMostRounds; ++round) {
    bool found = false;
    for (const Finder& finder : finders()) found = apply(finder, out) || found;
    if (!apply_cards(out) && !found) break;
  }
  return out;
}

Labels redact(const Labels& labels) {
  if (!may_hold_secret(labels.packed()) && !names_a_secret(labels)) return labels;
  std::vector<std::string> values;
  labels.each([&](std::string_view name, std::string_view value) {
    values.push_back(is_secret_name(name) ? mark("secret") : redact(value));
  });
  std::vector<Labels::Pair> pairs;
  labels.each([&](std::string_view name, std::string_view) {
    pairs.emplace_back(name, values[pairs.size()]);
  });
  return Labels::from(std::move(pairs));
}

}  // namespace triaged::rules
