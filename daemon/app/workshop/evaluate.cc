// rules evaluate: packs against labelled lines, and what a next signal could be.

#include <algorithm>
#include <array>
#include <iomanip>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/workshop/lines.h"
#include "app/workshop/workshop.h"

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kExamples = 5;
constexpr std::size_t kWords = 6;

struct Tally {
  std::size_t total = 0;
  std::size_t exact = 0;
  std::size_t acceptable = 0;

  void add(bool is_exact, bool is_acceptable) {
    ++total;
    if (is_exact) ++exact;
    if (is_acceptable) ++acceptable;
  }
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// How far the winner is ahead of the best other candidate, in thousandths of its score.
std::int32_t margin_of(const MatchResult& result) {
  for (const Candidate& other : result.alternatives) {
    if (other.scenario == kNoScenario || other.score < other.threshold) continue;
    return result.score <= 0 ? 0 : (result.score - other.score) * 1000 / result.score;
  }
  return 1000;
}

struct Band {
  const char* name;
  std::int32_t from;  ///< margin, thousandths
};
constexpr std::array<Band, 5> kBands{{{"unsure (up to 60)", 0},
                                      {"61 to 200", 61},
                                      {"201 to 400", 201},
                                      {"over 400", 401},
                                      {"no other candidate", 1000}}};

std::size_t band_of(std::int32_t margin) {
  std::size_t band = 0;
  while (band + 1 < kBands.size() && margin >= kBands.at(band + 1).from) ++band;
  return band;
}

/// The words of an alert or report, each once.
std::set<std::string> words_of(const Line& line) {
  std::set<std::string> words;
  const auto add = [&](std::string_view text) {
    std::string word;
    for (const char c : std::string(text) + " ") {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (letter) {
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      } else {
        if (word.size() >= 4) words.insert(word);
        word.clear();
      }
    }
  };
  add(line.labels.get("alertname"));
  line.annotations.each([&](std::string_view, std::string_view value) { add(value); });
  add(line.expression);
  add(line.report);
  return words;
}

/// Lines that were answered wrongly in the same way.
struct Confusion {
  std::size_t count = 0;
  std::vector<std::string> examples;
  std::map<std::string, std::size_t> words;
  std::map<std::string, std::size_t> because;  ///< signals of the wrong answer
};
using Pair = std::pair<std::string, std::string>;

class Report {
 public:
  void add(const Line& line, const MatchResult& result) {
    const bool exact = result.scenario == line.expected;
    const bool good = line.accepts(result.scenario);
    all_.add(exact, good);
    scenarios_[line.expected].add(exact, good);
    answered_[result.scenario].add(exact, good);
    add_reliability(result, exact, good);
    const std::set<std::string> words = words_of(line);
    for (const std::string& word : words) ++words_[line.expected][word];
    if (good) return;
    Confusion& confusion = confusions_[{line.expected, result.scenario}];
    ++confusion.count;
    if (confusion.examples.size() < kExamples) confusion.examples.push_back(line.id);
    for (const std::string& word : words) ++confusion.words[word];
    for (const SignalHit& hit : result.reasons) ++confusion.because[hit.signal];
  }

  Json json() const {
    Json out{{"total", all_.total},
             {"exact", share(all_.exact, all_.total)},
             {"acceptable", share(all_.acceptable, all_.total)},
             {"macro", macro()}};
    out["none"] = none();
    out["reliability"] = Json::array();
    for (std::size_t i = 0; i < kBands.size(); ++i) {
      out["reliability"].push_back({{"margin", kBands.at(i).name},
                                    {"total", bands_.at(i).total},
                                    {"exact", share(bands_.at(i).exact, bands_.at(i).total)},
                                    {"acceptable", share(bands_.at(i).acceptable, bands_.at(i).total)}});
    }
    out["sure"] = {{"total", sure_.total}, {"acceptable", share(sure_.acceptable, sure_.total)}};
    for (const auto& [scenario, tally] : scenarios_) {
      out["scenarios"].push_back({{"scenario", scenario},
                                  {"total", tally.total},
                                  {"exact", share(tally.exact, tally.total)},
                                  {"acceptable", share(tally.acceptable, tally.total)}});
    }
    out["confusions"] = Json::array();
    for (const auto& [pair, confusion] : confusions_) {
      out["confusions"].push_back({{"expected", pair.first},
                                   {"got", pair.second},
                                   {"count", confusion.count},
                                   {"examples", confusion.examples},
                                   {"words", telling_words(pair, confusion)}});
    }
    return out;
  }

  void print(std::size_t shown) const {
    std::cout << std::fixed << std::setprecision(1);
    std::cout << all_.total << " lines: exact " << percent(all_.exact, all_.total) << ", acceptable "
              << percent(all_.acceptable, all_.total) << ", macro " << macro() * 100 << " %\n";
    print_none();
    std::cout << "\nwhen it says sure: right " << percent(sure_.acceptable, sure_.total) << " of "
              << sure_.total << "\nby margin over the next candidate:\n";
    for (std::size_t i = 0; i < kBands.size(); ++i) {
      std::cout << "  " << std::left << std::setw(20) << kBands.at(i).name << std::right
                << std::setw(7) << bands_.at(i).total << "  right "
                << percent(bands_.at(i).acceptable, bands_.at(i).total) << "\n";
    }
    print_scenarios();
    print_confusions(shown);
  }

 private:
  static std::string percent(std::size_t part, std::size_t whole) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(1) << share(part, whole) * 100 << " %";
    return out.str();
  }

  void add_reliability(const MatchResult& result, bool exact, bool good) {
    // `generic` says that it does not know, which is never sure.
    if (result.scenario == kGenericScenario) return;
    bands_.at(band_of(margin_of(result))).add(exact, good);
    if (result.unsure.empty()) sure_.add(exact, good);
  }

  double macro() const {
    double sum = 0;
    for (const auto& [scenario, tally] : scenarios_) sum += share(tally.acceptable, tally.total);
    return scenarios_.empty() ? 0 : sum / static_cast<double>(scenarios_.size());
  }

  /// Of those that open nothing: how many should not, and how many of those that should open were
  /// silenced.
  Json none() const {
    const auto expected = scenarios_.find(std::string(kNoScenario));
    const auto answered = answered_.find(std::string(kNoScenario));
    const Tally should = expected == scenarios_.end() ? Tally{} : expected->second;
    const Tally did = answered == answered_.end() ? Tally{} : answered->second;
    return {{"expected", should.total},
            {"silenced", did.total},
            {"right", did.acceptable},
            {"wrongly_silenced", did.total - did.acceptable},
            {"wrongly_opened", should.total - should.acceptable}};
  }

  void print_none() const {
    const Json counts = none();
    std::cout << "opens nothing: " << counts["silenced"] << " lines, " << counts["wrongly_silenced"]
              << " of them wrongly; " << counts["wrongly_opened"] << " of " << counts["expected"]
              << " that should open nothing do\n";
  }

  void print_scenarios() const {
    std::cout << "\n" << std::left << std::setw(34) << "expected" << std::right << std::setw(7)
              << "lines" << std::setw(9) << "exact" << std::setw(12) << "acceptable"
              << std::setw(12) << "answered" << std::setw(11) << "rightly" << "\n";
    for (const auto& [scenario, tally] : scenarios_) {
      const auto found = answered_.find(scenario);
      const Tally answered = found == answered_.end() ? Tally{} : found->second;
      std::cout << std::left << std::setw(34) << scenario << std::right << std::setw(7)
                << tally.total << std::setw(9) << percent(tally.exact, tally.total) << std::setw(12)
                << percent(tally.acceptable, tally.total) << std::setw(12) << answered.total
                << std::setw(11) << percent(answered.acceptable, answered.total) << "\n";
    }
  }

  void print_confusions(std::size_t shown) const {
    std::vector<std::pair<Pair, const Confusion*>> sorted;
    for (const auto& [pair, confusion] : confusions_) sorted.emplace_back(pair, &confusion);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.second->count > b.second->count;
    });
    std::cout << "\nconfusions, most frequent first; words that these lines have and those rightly"
                 " answered so have less\n";
    for (std::size_t i = 0; i < sorted.size() && i < shown; ++i) {
      const auto& [pair, confusion] = sorted[i];
      std::cout << std::setw(5) << confusion->count << "  " << pair.first << " -> " << pair.second
                << "\n       lines: " << joined(confusion->examples)
                << "\n       words: " << joined(telling_words(pair, *confusion)) << "\n";
      if (!confusion->because.empty())
        std::cout << "       answered by: " << joined(most_frequent(confusion->because)) << "\n";
    }
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "-" : text;
  }

  static std::vector<std::string> most_frequent(const std::map<std::string, std::size_t>& counts) {
    std::vector<std::pair<std::size_t, std::string>> sorted;
    for (const auto& [word, count] : counts) sorted.emplace_back(count, word);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> words;
    for (std::size_t i = 0; i < sorted.size() && i < kWords; ++i) {
      words.push_back(sorted[i].second + " (" + std::to_string(sorted[i].first) + ")");
    }
    return words;
  }

  /// Words of the confused lines that lines which expect the wrong answer rarely have.
  std::vector<std::string> telling_words(const Pair& pair, const Confusion& confusion) const {
    const auto others = words_.find(pair.second);
    const auto total = scenarios_.find(pair.second);
    const std::size_t lines = total == scenarios_.end() ? 0 : total->second.total;
    std::map<std::string, std::size_t> telling;
    for (const auto& [word, count] : confusion.words) {
      if (count < 2 && confusion.count > 1) continue;
      const std::size_t there =
          others == words_.end() || others->second.count(word) == 0 ? 0 : others->second.at(word);
      const double here = share(count, confusion.count);
      if (here > 3 * share(there, std::max<std::size_t>(lines, 1))) telling[word] = count;
    }
    return most_frequent(telling);
  }

  Tally all_;
  Tally sure_;
  std::array<Tally, kBands.size()> bands_;
  std::map<std::string, Tally> scenarios_;
  std::map<std::string, Tally> answered_;
  std::map<Pair, Confusion> confusions_;
  std::map<std::string, std::map<std::string, std::size_t>> words_;
};

}  // namespace

int evaluate(const Asked& asked) {
  const auto ruleset = load_asked(asked.rules);
  if (ruleset == nullptr) return 2;
  Report report;
  const int status =
      each_line(asked.input, [&](const Line& line) { report.add(line, line.match(*ruleset)); });
  if (status == 2) return status;
  if (asked.output == "json") {
    std::cout << report.json().dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    report.print(static_cast<std::size_t>(std::max(asked.shown, 0)));
  }
  return status;
}

}  // namespace triaged::app
