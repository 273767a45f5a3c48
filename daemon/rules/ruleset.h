#pragma once
// A compiled, immutable set of scenarios: given an alert or a person's words it answers with the best
// scenario, the runners-up and all reasons. Made by load_packs() and shared by
// std::shared_ptr<const Ruleset>; safe to use from several threads. It renders nothing and knows no
// incident.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/match.h"
#include "core/scenario.h"
#include "rules/diagnostic.h"

namespace triaged::rules {

/// What is matched: either an alert or a report. Views; the caller keeps the texts alive.
struct Subject {
  const Labels* labels = nullptr;
  const Labels* annotations = nullptr;
  std::string_view expression;
  std::string_view report;
};

class TextMemo;

/// Says which facts a caller needs of the scenario that wins.
class FactFilter {
 public:
  virtual ~FactFilter() = default;
  virtual bool wants(const std::string& scenario, const std::string& fact) = 0;
  /// True: so few that it pays to ask for each name before anything is searched.
  virtual bool is_narrow() const { return false; }
};

/// How much of an answer is wanted; never another answer.
struct MatchOptions {
  /// False: `reasons` and `alternatives` of the answer stay empty, for a caller who only needs to
  /// know which scenario and which facts.
  bool reasons = true;
  /// What this caller's earlier texts held; one memo per thread and ruleset. nullptr: none.
  TextMemo* memo = nullptr;
  FactFilter* facts = nullptr;  ///< nullptr: all
};

/// How a scenario is recognised, for those who compare packs.
struct Recognition {
  struct Signal {
    std::string id;
    std::string field;  ///< as written: "any", "label:job expr"
    std::string pattern;
    std::int32_t weight = 0;
    friend bool operator==(const Signal&, const Signal&) = default;
  };
  std::int32_t threshold = 0;
  std::vector<Signal> signals;
};

class Ruleset {
 public:
  virtual ~Ruleset() = default;

  /// Never fails: a pattern that errs counts as not matching (and is said in the reasons). `packs`
  /// limits the answer to these packs plus the generic ones; empty means all.
  virtual MatchResult match(const Subject& subject, const std::vector<std::string>& packs,
                            const MatchOptions& options) const = 0;
  MatchResult match(const Subject& subject, const std::vector<std::string>& packs) const {
    return match(subject, packs, {});
  }

  /// Content by scenario id; nullptr if this ruleset has none. The generic one always exists.
  virtual const Scenario* scenario(std::string_view id) const = 0;
  virtual std::vector<const Scenario*> scenarios() const = 0;

  /// Empty for a scenario that recognises nothing.
  virtual Recognition recognition(std::string_view id) const = 0;

  /// Digest over the content of all packs, 16 hex digits; the same files give the same digest.
  virtual const std::string& digest() const = 0;
};

/// One file of a pack, already read. `path` appears in diagnostics as given.
struct PackFile {
  std::string pack;  ///< directory name
  std::string path;
  std::string text;
};

struct Loaded {
  std::shared_ptr<const Ruleset> ruleset;  ///< null if there is any error
  std::vector<Diagnostic> diagnostics;     ///< errors and warnings, in file order
};

/// Pure: reads no file and no clock. Compiles in the calling thread. With `today`, as in 2026-11-24,
/// reviews that are long ago are warned of.
Loaded load_packs(const std::vector<PackFile>& files, std::string_view today = {});

/// Fills a mustache text from facts. An unknown name becomes "unknown". Never throws; a broken
/// template yields its own text. Output at most 4,000 bytes. Values are inserted literally.
std::string fill(std::string_view text, const Facts& facts);

}  // namespace triaged::rules
