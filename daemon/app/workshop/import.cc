// rules import: a team's runbook in Markdown as the skeleton of a scenario. Headings that say
// Meaning, Impact, Diagnosis or Mitigation, in the words teams use for them, become its parts; the
// rest is kept as comments.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>

#include "app/served.h"
#include "app/workshop/skeleton.h"
#include "app/workshop/workshop.h"

namespace triaged::app {
namespace {

constexpr std::size_t kMostSteps = 20;

enum class Part { none, meaning, impact, diagnosis, mitigation };

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

Part part_of(std::string_view heading) {
  const std::string text = lower(heading);
  const auto has = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return text.find(w) != std::string::npos; });
  };
  if (has({"mitigat", "resolution", "remediat", "fix", "recover", "what to do"})) return Part::mitigation;
  if (has({"diagnos", "investigat", "debug", "troubleshoot", "triage"})) return Part::diagnosis;
  if (has({"impact", "severity", "affected"})) return Part::impact;
  if (has({"meaning", "summary", "overview", "description", "about"})) return Part::meaning;
  return Part::none;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

/// What stands behind "- ", "* ", "+ " or "1. "; nullopt for a line of plain text.
std::optional<std::string_view> item_of(std::string_view line) {
  const std::size_t digits = line.find_first_not_of("0123456789");
  const bool numbered = digits != std::string_view::npos && digits > 0 && digits + 1 < line.size() &&
                        (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
  if (numbered) return trimmed(line.substr(digits + 2));
  const bool bullet = line.size() > 2 && line[1] == ' ' &&
                      (line[0] == '-' || line[0] == '*' || line[0] == '+');
  return bullet ? std::optional(trimmed(line.substr(2))) : std::nullopt;
}

/// Without emphasis and with links as their words.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`' || text[i] == '*') continue;
    const std::size_t close = text[i] == '[' ? text.find("](", i) : std::string_view::npos;
    const std::size_t end = close == std::string_view::npos ? close : text.find(')', close);
    if (end == std::string_view::npos) {
      out += text[i];
      continue;
    }
    out += text.substr(i + 1, close - i - 1);
    i = end;
  }
  return out;
}

class Runbook {
 public:
  void read(const std::string& text) {
    std::istringstream in(text);
    std::string line;
    while (std::getline(in, line)) take(line);
  }

  Skeleton skeleton(const std::string& path) const {
    Skeleton s;
    const std::string stem = std::filesystem::path(path).stem().string();
    s.title = title_.empty() ? stem : title_;
    // An alert's name is one word; a sentence is not.
    const std::string& name = title_.empty() ? stem : title_;
    if (name.find(' ') == std::string::npos) s.alertname = name;
    s.id = id_from(stem);
    s.summary = meaning_;
    s.impact = impact_;
    s.look = look_;
    s.mitigate = mitigate_;
    return s;
  }

 private:
  void take(const std::string& line) {
    const std::string_view text = trimmed(line);
    if (text.starts_with("```") || text.starts_with("~~~")) {
      in_code_ = !in_code_;
      fresh_code_ = in_code_;
      return;
    }
    if (in_code_) return code(text);
    if (text.starts_with("#")) return heading(trimmed(text.substr(text.find_first_not_of('#'))));
    if (!text.empty()) sentence(text);
  }

  void heading(std::string_view text) {
    if (title_.empty() && part_of(text) == Part::none) {
      title_ = plain(text);
    } else {
      part_ = part_of(text);
    }
  }

  /// The first line of a block is the command of the step above it; more lines are more steps.
  void code(std::string_view text) {
    std::vector<Skeleton::Step>* steps = list();
    if (text.starts_with("$ ")) text.remove_prefix(2);
    if (steps == nullptr || text.empty() || text.starts_with("#")) return;
    const bool belongs = fresh_code_ && !steps->empty() && steps->back().command.empty();
    fresh_code_ = false;
    if (!belongs) add(*steps, "Run the command, read what it says");
    if (!steps->empty()) steps->back().command = text;
  }

  void sentence(std::string_view text) {
    const auto item = item_of(text);
    const std::string words = plain(item.value_or(text));
    if (part_ == Part::meaning && meaning_.size() < 300) meaning_ += (meaning_.empty() ? "" : " ") + words;
    if (part_ == Part::impact && impact_.empty()) impact_ = words;
    std::vector<Skeleton::Step>* steps = list();
    if (steps == nullptr) return;
    // Without bullets each line is a step of its own.
    add(*steps, words);
  }

  static void add(std::vector<Skeleton::Step>& steps, const std::string& text) {
    if (steps.size() < kMostSteps) steps.push_back({text, ""});
  }

  std::vector<Skeleton::Step>* list() {
    if (part_ == Part::diagnosis) return &look_;
    return part_ == Part::mitigation ? &mitigate_ : nullptr;
  }

  std::string title_;
  std::string meaning_;
  std::string impact_;
  std::vector<Skeleton::Step> look_;
  std::vector<Skeleton::Step> mitigate_;
  Part part_ = Part::none;
  bool in_code_ = false;
  bool fresh_code_ = false;
};

}  // namespace

int import_runbook(const Asked& asked) {
  const auto text = read_file(asked.input);
  if (!text) {
    std::cerr << text.error().reason << "\n";
    return 2;
  }
  Runbook runbook;
  runbook.read(*text);
  Skeleton skeleton = runbook.skeleton(asked.input);
  skeleton.source = std::filesystem::path(asked.input).filename().string() + "\n\n" + *text;
  std::cout << write_skeleton(skeleton);
  return 0;
}

}  // namespace triaged::app
