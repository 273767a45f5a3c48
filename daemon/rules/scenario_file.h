#pragma once
// What one scenario file says, read but not yet part of a ruleset: the content for cards, how it is
// recognised, its tests, and the places that checks across the file need. A value.

#include <map>
#include <string>
#include <vector>

#include "core/scenario.h"
#include "rules/field.h"
#include "rules/node_reader.h"
#include "rules/pack_test.h"
#include "rules/pattern.h"

namespace triaged::rules {

struct Signal {
  std::string id;
  std::vector<Field> fields;
  Pattern pattern;
  std::int32_t weight = 0;
};

/// Gives the fact `name` a value: the first text that has one, group 1 of a match, or a constant.
struct FactRule {
  std::string name;
  std::vector<Field> from;
  Pattern pattern;    ///< without a regex: the text itself
  std::string value;  ///< not empty: this constant, when the pattern matches
  bool shared = false;  ///< from a library: its pattern is one object in all who use it
};

struct ScenarioFile {
  std::string path;
  std::size_t file_index = 0;  ///< among the files that are loaded together
  Scenario content;
  std::string reviewed;
  std::int32_t threshold = 100;
  std::vector<Signal> signals;
  std::vector<FactRule> facts;
  std::vector<PackTest> tests;

  // Where things stand, for checks over the whole file.
  Place id_place;
  std::vector<Place> step_places;           ///< one per content.steps
  std::vector<Place> also_consider_places;  ///< one per content.also_consider
  std::map<std::string, Place> keys;        ///< of the file's own map
  std::vector<FactUse> fact_uses;
};

inline bool opens_nothing(const ScenarioFile& file) { return file.content.id == kNoScenario; }

/// What the scenarios of a pack share: steps by id, and named lists of fact rules.
struct Library {
  std::map<std::string, Step, std::less<>> steps;
  std::map<std::string, std::vector<FactRule>, std::less<>> facts;

  /// Takes over what `other` has and this one lacks.
  void add_missing(const Library& other) {
    steps.insert(other.steps.begin(), other.steps.end());
    facts.insert(other.facts.begin(), other.facts.end());
  }
};

}  // namespace triaged::rules
