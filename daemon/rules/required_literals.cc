#include "rules/required_literals.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kMostStrings = 16;
constexpr std::size_t kMostClassCharacters = 4;
constexpr std::size_t kLeastBytes = 2;
constexpr std::size_t kExactBytes = 64;

constexpr std::size_t kMostSets = 3;

using Strings = WordSet;

/// What is known of a part of a pattern. Exact: it matches these strings and no others. Otherwise
/// each of its matches holds one of `strings`; none: nothing is known. `all` has every such set of
/// a concatenation, `strings` among them.
struct Part {
  bool exact = false;
  Strings strings;
  std::vector<Strings> all = {};
};

struct WrittenPart {
  Part part;
  std::string_view written;
};

const Part kAnything{};
Part exactly(std::string text) { return {true, {std::move(text)}, {}}; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

void sort_unique(Strings& strings) {
  std::sort(strings.begin(), strings.end());
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
}

/// How much a set of words helps: the length of its shortest word.
std::size_t strength(const Strings& strings) {
  std::size_t least = strings.empty() ? 0 : kLiteralBytes;
  for (const std::string& each : strings) least = std::min(least, each.size());
  return least;
}

bool is_stronger(const Strings& a, const Strings& b) {
  if (strength(a) != strength(b)) return strength(a) > strength(b);
  return a.size() < b.size();
}

/// Reads a pattern that RE2 has accepted, so it need not find faults.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : rest_(pattern) {}

  /// The branches of the pattern; empty where something was met that is not understood here.
  std::vector<WrittenPart> read() {
    std::vector<WrittenPart> branches;
    do {
      if (!branches.empty()) take();
      const std::string_view before = rest_;
      Part part = concatenation();
      branches.push_back({std::move(part), before.substr(0, before.size() - rest_.size())});
    } while (at('|'));
    if (lost_ || !rest_.empty()) branches.clear();
    return branches;
  }

 private:
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  char take() {
    const char c = rest_.empty() ? '\0' : rest_.front();
    if (!rest_.empty()) rest_.remove_prefix(1);
    return c;
  }
  Part lose() {
    lost_ = true;
    rest_ = {};
    return kAnything;
  }

  Part alternation() {
    Part all = concatenation();
    while (at('|')) {
      take();
      all = either(std::move(all), concatenation());
    }
    return all;
  }

  /// Words of one branch or of the other; a branch without words spoils both.
  static Part either(Part a, Part b) {
    const bool known = strength(a.strings) > 0 && strength(b.strings) > 0;
    Part all{a.exact && b.exact, std::move(a.strings), {}};
    all.strings.insert(all.strings.end(), b.strings.begin(), b.strings.end());
    sort_unique(all.strings);
    if (all.exact && all.strings.size() <= kMostStrings) return all;
    all.exact = false;
    if (!known) all.strings.clear();
    return all;
  }

  /// Keeps the strings that the items so far spell, and the sets of finished runs.
  Part concatenation() {
    Part run = exactly("");
    std::vector<Strings> sets;
    bool whole = true;
    const auto keep = [&](Strings& strings) {
      if (strength(strings) > 0) sets.push_back(std::move(strings));
    };
    while (!rest_.empty() && !at('|') && !at(')')) {
      Part item = quantified();
      if (item.exact && joinable(run, item)) {
        run.strings = product(run.strings, item.strings);
        continue;
      }
      whole = false;
      keep(run.strings);
      if (!item.exact) keep(item.strings);
      run = item.exact ? std::move(item) : exactly("");
    }
    if (whole) return run;
    keep(run.strings);
    return strongest_of(std::move(sets));
  }

  static Part strongest_of(std::vector<Strings> sets) {
    std::stable_sort(sets.begin(), sets.end(), is_stronger);
    sets.resize(std::min(sets.size(), kMostSets));
    Part part{false, sets.empty() ? Strings{} : sets.front(), {}};
    part.all = std::move(sets);
    return part;
  }

  static bool joinable(const Part& a, const Part& b) {
    if (a.strings.size() * b.strings.size() > kMostStrings) return false;
    return a.strings.front().size() + b.strings.front().size() <= kExactBytes;
  }

  static Strings product(const Strings& fronts, const Strings& backs) {
    Strings all;
    for (const std::string& front : fronts) {
      for (const std::string& back : backs) all.push_back(front + back);
    }
    sort_unique(all);
    return all;
  }

  Part quantified() {
    Part part = atom();
    while (!lost_) {
      const auto bounds = quantifier();
      if (!bounds) break;
      part = repeat(std::move(part), bounds->first, bounds->second);
    }
    return part;
  }

  /// Least and most times, the latter 2 for any more than one.
  std::optional<std::pair<int, int>> quantifier() {
    std::optional<std::pair<int, int>> bounds;
    if (at('*')) bounds = {0, 2};
    if (at('+')) bounds = {1, 2};
    if (at('?')) bounds = {0, 1};
    if (bounds) {
      take();
    } else if (at('{')) {
      bounds = counted();
    }
    if (bounds && at('?')) take();
    return bounds;
  }

  /// {n}, {n,} or {n,m}; what looks different is a brace.
  std::optional<std::pair<int, int>> counted() {
    const std::size_t close = rest_.find('}');
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = rest_.substr(1, close - 1);
    const std::size_t comma = inside.find(',');
    const auto least = number(inside.substr(0, comma));
    if (!least) return std::nullopt;
    int most = *least;
    if (comma != std::string_view::npos) {
      const std::string_view behind = inside.substr(comma + 1);
      const auto value = number(behind);
      if (!value && !behind.empty()) return std::nullopt;
      most = value.value_or(2);
    }
    rest_.remove_prefix(close + 1);
    return std::pair{*least, most};
  }

  static std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all =
        read.ec == std::errc() && read.ptr == text.data() + text.size() && !text.empty();
    return all ? std::optional(value) : std::nullopt;
  }

  static Part repeat(Part part, int least, int most) {
    if (least == 1 && most == 1) return part;
    if (least >= 1) return {false, std::move(part.strings), {}};
    if (most == 0) return exactly("");
    if (most > 1 || !part.exact || part.strings.size() >= kMostStrings) return kAnything;
    part.strings.emplace_back();
    sort_unique(part.strings);
    return part;
  }

  Part atom() {
    const char c = take();
    switch (c) {
      case '(': return group();
      case '[': return character_class();
      case '\\': return escape();
      case '.': return kAnything;
      case '^':
      case '$': return exactly("");
      default: return is_ascii(c) ? exactly(std::string(1, lower(c))) : wide_character();
    }
  }

  /// Beyond ASCII: case is not folded there, so nothing is said.
  Part wide_character() {
    while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0U) == 0x80U) take();
    return kAnything;
  }

  Part group() {
    if (at('?') && !skip_flags()) {
      // A quantifier behind flags means what stands before them.
      const bool quantified = at('*') || at('+') || at('?') || at('{');
      return lost_ || quantified ? lose() : exactly("");
    }
    Part inside = alternation();
    if (!at(')')) return lose();
    take();
    return inside;
  }

  /// Behind "(?": flags, ":" or "P<name>". False where it was flags alone, "(?i)".
  bool skip_flags() {
    const std::size_t end = rest_.find_first_of(":)>");
    if (end == std::string_view::npos) {
      lose();
      return false;
    }
    const char closing = rest_[end];
    rest_.remove_prefix(end + 1);
    return closing != ')';
  }

  Part escape() {
    const char c = take();
    switch (c) {
      case 'b':
      case 'B':
      case 'A':
      case 'z': return exactly("");
      case 'd':
      case 'D':
      case 'w':
      case 'W':
      case 's':
      case 'S':
      case 'C': return kAnything;
      case 't': return exactly("\t");
      case 'n': return exactly("\n");
      case 'r': return exactly("\r");
      default: break;
    }
    const bool word = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    return word || !is_ascii(c) ? lose() : exactly(std::string(1, c));
  }

  /// A few plain characters are strings of their own; anything larger is anything.
  Part character_class() {
    bool plain = !at('^');
    if (!plain) take();
    Strings characters;
    for (bool first = true; first || !at(']'); first = false) {
      if (rest_.empty()) return lose();
      const std::optional<char> low = class_character();
      const bool range = at('-') && rest_.size() > 1 && rest_[1] != ']';
      plain = plain && low && !range;
      if (range) {
        take();
        class_character();
      }
      if (plain) characters.emplace_back(1, lower(*low));
    }
    take();
    sort_unique(characters);
    if (!plain || characters.size() > kMostClassCharacters) return kAnything;
    return {true, std::move(characters), {}};
  }

  /// One member of a class; nullopt where it stands for more than itself.
  std::optional<char> class_character() {
    if (rest_.substr(0, 2) == "[:") {
      const std::size_t end = rest_.find(":]");
      if (end != std::string_view::npos) {
        rest_.remove_prefix(end + 2);
        return std::nullopt;
      }
    }
    const char c = take();
    if (c != '\\') {
      if (is_ascii(c)) return c;
      wide_character();
      return std::nullopt;
    }
    const char escaped = take();
    const bool word =
        (lower(escaped) >= 'a' && lower(escaped) <= 'z') || (escaped >= '0' && escaped <= '9');
    if (!word) return escaped;
    // \d and the like; \p{...} and \x{...} leave characters behind that make the class no smaller.
    if (at('{')) rest_.remove_prefix(std::min(rest_.size(), rest_.find('}') + 1));
    return std::nullopt;
  }

  std::string_view rest_;
  bool lost_ = false;
};

/// Cut to the length of words; sets that say too little are left out.
Branch branch_of(Part part) {
  if (part.all.empty()) part.all.push_back(std::move(part.strings));
  Branch branch;
  for (Strings& set : part.all) {
    if (strength(set) < kLeastBytes) continue;
    for (std::string& word : set) word.resize(std::min(word.size(), kLiteralBytes));
    sort_unique(set);
    branch.push_back(std::move(set));
  }
  return branch;
}

constexpr std::string_view kAnyCase = "(?i)";

/// Flags that begin in the middle of a pattern may end the folding of case.
bool changes_flags(std::string_view pattern) {
  for (std::size_t at = pattern.find("(?"); at != std::string_view::npos;
       at = pattern.find("(?", at + 1)) {
    if (pattern.substr(at, 3) != "(?:") return true;
  }
  return false;
}

bool is_plain(char c) {
  return is_ascii(c) && static_cast<unsigned char>(c) >= 0x20 &&
         std::string_view("\\^$.|?*+()[]{}").find(c) == std::string_view::npos;
}

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/// What may stand at the end of a match but need not: `\w*`, `s?`.
std::string_view without_optional_end(std::string_view branch) {
  while (true) {
    const std::size_t size = branch.size();
    const bool word_end = branch.ends_with("\\w*");
    const bool letter_end = size > 2 && branch.back() == '?' && is_letter(branch[size - 2]) &&
                            branch[size - 3] != '\\';
    if (!word_end && !letter_end) return branch;
    branch.remove_suffix(word_end ? 3 : 2);
  }
}

}  // namespace

std::vector<Branch> required_literals(std::string_view pattern) {
  std::vector<Branch> branches;
  for (WrittenPart& branch : Reader(pattern).read()) {
    branches.push_back(branch_of(std::move(branch.part)));
    if (branches.back().empty()) return {};
  }
  return branches;
}

WordSet sufficient_literals(std::string_view pattern) {
  WordSet words;
  if (!pattern.starts_with(kAnyCase)) return words;
  pattern.remove_prefix(kAnyCase.size());
  if (changes_flags(pattern)) return words;
  for (const WrittenPart& branch : Reader(pattern).read()) {
    const std::string_view plain = without_optional_end(branch.written);
    if (plain.size() < kLeastBytes || plain.size() > kLiteralBytes) continue;
    if (!std::all_of(plain.begin(), plain.end(), is_plain)) continue;
    std::string word(plain);
    for (char& c : word) c = lower(c);
    words.push_back(std::move(word));
  }
  sort_unique(words);
  return words;
}

std::string_view branch_without_words(std::string_view pattern) {
  std::vector<WrittenPart> branches = Reader(pattern).read();
  if (branches.empty()) return pattern;
  for (WrittenPart& branch : branches) {
    if (branch_of(std::move(branch.part)).empty()) return branch.written;
  }
  return {};
}

}  // namespace triaged::rules
