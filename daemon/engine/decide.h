#pragma once
// The heart: what follows from one input, given the World. Functions of (World, policy, input) and
// nothing else; they change nothing. step() drives them item by item, applies each decision as it
// falls, and returns the record for the journal. Called by the loop thread, tests, backtests.

#include "core/effect.h"
#include "core/record.h"
#include "core/world.h"
#include "engine/policy.h"
#include "engine/prepared.h"

namespace triaged::engine {

/// True if the alert says nothing new: same state and content as tracked, or content that changed
/// again within the annotation gap. Such alerts are not journaled (law 9).
bool is_resend(const World& world, const Policy& policy, const Envelope& envelope,
               const Alert& alert);

/// One alert of a delivery; `item` is its index in the input.
/// `prepared` may be null.
Decisions decide_alert(const World& world, const Policy& policy, const Envelope& envelope,
                       const Alert& alert, std::uint32_t item, const Recognition* prepared = nullptr);

/// The same without asking any rule: what could not be decided still gets a plain card (law 6).
Decisions decide_raw(const World& world, const Policy& policy, const Envelope& envelope,
                     const Alert& alert, std::uint32_t item, const std::string& why);

Decisions decide_report(const World& world, const Policy& policy, const Envelope& envelope,
                        const ReportIn& report);
Decisions decide_action(const World& world, const Policy& policy, const Envelope& envelope,
                        const ActionIn& action);
/// What is due by the envelope's time: declaring, closing, expiring.
Decisions decide_time(const World& world, const Policy& policy, const Envelope& envelope);
Decisions decide_outcome(const World& world, const OutcomeIn& outcome);

/// Closed incidents whose last card is out and that may leave the World now. Whoever steps a TimeIn
/// with the same envelope archives exactly these first.
std::vector<IncidentId> archivable(const World& world, const Policy& policy, Timestamp at);

/// Decides and applies the whole input. A record without decisions changed nothing and need not be
/// journaled; its seq is then not used. Resends are taken out of the record's input.
Record step(World& world, const Policy& policy, const Envelope& envelope, Input input,
            Effects& effects);

/// The same in a record that has its envelope and input already. If this throws, the record's
/// decisions are those that were applied.
void step(World& world, const Policy& policy, Record& record, Effects& effects,
          const Prepared& prepared = {});

/// Alerts by decide_raw(); any other input changes nothing.
void step_raw(World& world, const Policy& policy, Record& record, const std::string& why,
              Effects& effects);

}  // namespace triaged::engine
