#pragma once
// The tests inside scenario files as values: what happens over time, and what must then be true.
// They are read here and played by the engine.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/incident.h"
#include "core/record.h"
#include "core/severity.h"
#include "rules/ruleset.h"

namespace triaged::rules {

/// One entry of a timeline: first `after` passes, then at most one thing happens.
struct TestEvent {
  enum class Kind : std::uint8_t { wait, alert, resolve, report, action };
  Duration after{0};
  Kind kind = Kind::wait;
  Alert alert;     ///< alert: source "test", firing, fingerprint set; startsAt is for the player
  Labels resolve;  ///< resolve: the alerts whose labels include all of these
  std::string report;  ///< report: a person's words
  ActionIn action;     ///< action: on the newest incident; its id is for the player
  std::string actor;   ///< action and report: who; empty: anybody
  std::size_t line = 0;
};

/// What must hold at the end. Empty members are not asked.
struct Expectation {
  std::string scenario;      ///< of the newest incident; "none": no incident at all
  std::string not_scenario;  ///< the newest incident, if any, has another one
  std::optional<Severity> severity;
  std::optional<IncidentStatus> status;
  std::string next_step;
  std::vector<std::string> card_has;  ///< in the card's lines
  std::vector<std::string> card_lacks;
  std::vector<std::string> list_has;  ///< in the checklist
  std::vector<std::string> list_lacks;
  std::vector<std::string> order;         ///< these step ids stand in this order
  std::optional<std::int32_t> incidents;  ///< how many there are, closed ones included
};

struct PackTest {
  std::string name;
  std::string pack;
  std::string scenario;  ///< the file that holds it, by its id
  std::string path;
  std::size_t line = 0;
  std::vector<std::string> rows;
  std::vector<TestEvent> events;
  Expectation expect;
};

/// All tests of the files, in file order. Files with errors give none; load_packs() says what is
/// wrong.
std::vector<PackTest> read_pack_tests(const std::vector<PackFile>& files);

}  // namespace triaged::rules
