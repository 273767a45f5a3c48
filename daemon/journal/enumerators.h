#pragma once
// The range of each enumeration that is journaled. A new enumerator is added at the end and the
// last one named here; a test compares with to_string. Used by the archives only.

#include <type_traits>

#include "core/record.h"

namespace triaged::journal {

template <class Enum>
struct Range;

template <class Enum, Enum kLow, Enum kHigh>
struct Between {
  static constexpr Enum kFirst = kLow;
  static constexpr Enum kLast = kHigh;
};

template <class Enum, Enum kHigh>
using UpTo = Between<Enum, Enum{}, kHigh>;

// clang-format off
template <> struct Range<ActionIn::What> : UpTo<ActionIn::What, ActionIn::What::step_open> {};
template <> struct Range<AlertChange> : UpTo<AlertChange, AlertChange::resolved> {};
template <> struct Range<AlertStatus> : UpTo<AlertStatus, AlertStatus::unknown> {};
template <> struct Range<Condition::Test> : UpTo<Condition::Test, Condition::Test::is_not> {};
template <> struct Range<Escalation::Urgency>
    : UpTo<Escalation::Urgency, Escalation::Urgency::morning> {};
template <> struct Range<Evidence> : UpTo<Evidence, Evidence::replica> {};
template <> struct Range<IncidentStatus> : UpTo<IncidentStatus, IncidentStatus::closed> {};
template <> struct Range<Lane> : UpTo<Lane, Lane::notice> {};
template <> struct Range<Maturity> : UpTo<Maturity, Maturity::deprecated> {};
template <> struct Range<Mode> : UpTo<Mode, Mode::observe> {};
template <> struct Range<NoticeKind> : UpTo<NoticeKind, NoticeKind::fault> {};
template <> struct Range<Phase> : UpTo<Phase, Phase::track> {};
template <> struct Range<Realm> : UpTo<Realm, Realm::drill> {};
template <> struct Range<Severity> : Between<Severity, Severity::SEV1, Severity::SEV5> {};
template <> struct Range<StepKind> : UpTo<StepKind, StepKind::follow_up> {};
template <> struct Range<StepState> : UpTo<StepState, StepState::skipped> {};
// clang-format on

template <class Enum>
constexpr bool is_enumerator(Enum value) {
  return value >= Range<Enum>::kFirst && value <= Range<Enum>::kLast;
}

}  // namespace triaged::journal
