#pragma once
// What was found in texts that came before. Alerts repeat themselves: names, severities, clusters
// and most sentences come again and again, so a text that came twice is remembered. Changes the cost
// of matching, never its answer. It belongs to one caller on one thread, and serves one ruleset only.

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/field.h"

namespace triaged::rules {

/// What a fact rule, by its number, says of one text.
struct FactFound {
  std::uint32_t rule = 0;
  std::string value;
};

/// What one text holds, whatever stands in the others.
struct TextFindings {
  std::vector<std::uint32_t> words;    ///< of the index, rising
  std::vector<std::uint32_t> signals;  ///< rising

  /// The rules of one scenario that say something, rising.
  struct OfScenario {
    std::uint32_t first_rule = 0;
    std::vector<FactFound> facts;
  };
  std::vector<OfScenario> facts;  ///< of the scenarios that were asked for
  bool kept = false;              ///< will be found again; else it goes with its subject
};

class TextMemo {
 public:
  /// Before each subject: forgets what was not asked for lately. What find() gives is valid until
  /// the next call.
  void begin();

  /// What is remembered of the text; an empty entry to be filled where `fresh` becomes true.
  TextFindings& find(const FieldText& text, bool& fresh);

  /// Room that searches use one after the other, kept so that they need not allocate.
  struct Room {
    std::vector<FieldText> texts;
    std::vector<TextFindings*> findings;
    std::vector<std::uint8_t> marks;  ///< by word; all zero between searches
    std::vector<std::uint32_t> numbers;
  };
  Room& room() { return room_; }

 private:
  struct Entry {
    FieldText::Part part = FieldText::Part::report;
    std::string name;
    std::string text;
    TextFindings findings;
  };
  using Generation = std::unordered_map<std::uint64_t, Entry>;  // by hash; the last one wins

  Entry* recall(std::uint64_t hash);
  TextFindings& pass();
  bool came_before(std::uint64_t hash);

  Generation young_;
  Generation old_;
  std::vector<std::uint64_t> visitors_;  // hashes of texts that came once
  std::deque<TextFindings> passing_;     // of texts that are not kept
  std::size_t passing_used_ = 0;         // those of this subject
  Room room_;
};

}  // namespace triaged::rules
