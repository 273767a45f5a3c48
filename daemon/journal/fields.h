#pragma once
// The members of every journaled struct, once, in the order of the format. Writer, Reader and the
// JSON writer all walk these, and a test counts them against the structs, so a new member cannot be
// forgotten. Rules for changing this file: README.md. Names are the words of the JSON form.

#include "core/world.h"
#include "journal/archive.h"

namespace triaged::journal {

// --- core/alert.h, core/severity.h, core/match.h, core/route.h ---

template <class A>
void fields(A& a, Of<A, AlertKey>& v) {
  a.hash("value", v.value);
}

template <class A>
void fields(A& a, Of<A, Alert>& v) {
  a("source", v.source)("status", v.status)("labels", v.labels)("annotations", v.annotations);
  a("generator_url", v.generator_url)("starts_at", v.starts_at)("ends_at", v.ends_at);
  a.hash("fingerprint", v.fingerprint);
}

template <class A>
void fields(A& a, Of<A, SeverityInput>& v) {
  a("name", v.name)("value", v.value)("supports", v.supports)("weight", v.weight);
}

template <class A>
void fields(A& a, Of<A, SeverityDecision>& v) {
  a("severity", v.severity)("reason", v.reason)("inputs", v.inputs);
}

template <class A>
void fields(A& a, Of<A, SignalHit>& v) {
  a("signal", v.signal)("field", v.field)("matched", v.matched)("weight", v.weight);
}

template <class A>
void fields(A& a, Of<A, Candidate>& v) {
  a("scenario", v.scenario)("score", v.score)("threshold", v.threshold);
  a("hits", v.hits)("lacked", v.lacked);
}

template <class A>
void fields(A& a, Of<A, MatchResult>& v) {
  a("scenario", v.scenario)("score", v.score)("reasons", v.reasons);
  a("alternatives", v.alternatives)("unsure", v.unsure)("facts", v.facts);
}

template <class A>
void fields(A& a, Of<A, Destination>& v) {
  a("chat", v.chat)("channel", v.channel);
}

template <class A>
void fields(A& a, Of<A, RouteChoice>& v) {
  a("route", v.route)("reason", v.reason)("team", v.team)("mode", v.mode);
  a("post_from", v.post_from)("destinations", v.destinations)("escalation", v.escalation);
}

// --- core/scenario.h ---

template <class A>
void fields(A& a, Of<A, Condition>& v) {
  a("fact", v.fact)("test", v.test)("values", v.values);
}

template <class A>
void fields(A& a, Of<A, Step>& v) {
  a("id", v.id)("phase", v.phase)("kind", v.kind)("text", v.text)("long_text", v.long_text);
  a("done", v.done)("evidence", v.evidence)("tool", v.tool)("otherwise", v.otherwise);
  a("command", v.command)("role", v.role)("time_box", v.time_box)("parallel", v.parallel);
  a("risky", v.risky)("backout", v.backout)("effect", v.effect)("cost", v.cost);
  a("when", v.when)("why", v.why)("unless", v.unless).since(2, "commands", v.commands);
}

template <class A>
void fields(A& a, Of<A, Hypothesis>& v) {
  a("id", v.id)("text", v.text)("check", v.check)("when", v.when);
}

template <class A>
void fields(A& a, Of<A, Question>& v) {
  a("id", v.id)("fact", v.fact)("text", v.text)("answers", v.answers)("changes", v.changes);
}

template <class A>
void fields(A& a, Of<A, Escalation>& v) {
  a("role", v.role)("why", v.why)("urgency", v.urgency)("from", v.from)("when", v.when);
}

template <class A>
void fields(A& a, Of<A, SeverityRaise>& v) {
  a("to", v.to)("when", v.when)("reason", v.reason)("weight", v.weight);
}

template <class A>
void fields(A& a, Of<A, Choice>& v) {
  a("when", v.when)("text", v.text);
}

template <class A>
void fields(A& a, Of<A, Draft>& v) {
  a("audience", v.audience)("text", v.text);
}

template <class A>
void fields(A& a, Of<A, FollowUp>& v) {
  a("kind", v.kind)("text", v.text)("owner", v.owner)("when", v.when);
}

template <class A>
void fields(A& a, Of<A, Scenario>& v) {
  a("id", v.id)("pack", v.pack)("version", v.version)("title", v.title)("summary", v.summary);
  a("symptom", v.symptom)("owner", v.owner)("default_severity", v.default_severity);
  a("raises", v.raises)("impact", v.impact)("escalations", v.escalations);
  a("hypotheses", v.hypotheses)("also_consider", v.also_consider)("questions", v.questions);
  a("steps", v.steps)("drafts", v.drafts)("follow_ups", v.follow_ups);
  a.since(2, "maturity", v.maturity);
}

// --- core/incident.h, core/world.h ---

template <class A>
void fields(A& a, Of<A, IncidentId>& v) {
  a("value", v.value);
}

template <class A>
void fields(A& a, Of<A, StepMark>& v) {
  a("state", v.state)("by", v.by)("at", v.at)("note", v.note);
}

template <class A>
void fields(A& a, Of<A, IncidentKey>& v) {
  a("realm", v.realm)("route", v.route)("environment", v.environment)("cluster", v.cluster);
  a("target", v.target)("scenario", v.scenario);
}

template <class A>
void fields(A& a, Of<A, TimelineEntry>& v) {
  a("at", v.at)("kind", v.kind)("text", v.text)("actor", v.actor);
}

template <class A>
void fields(A& a, Of<A, Placement>& v) {
  a("destination", v.destination)("channel_id", v.channel_id)("root_id", v.root_id);
  a("list_id", v.list_id)("root_version", v.root_version)("list_version", v.list_version);
  a("fault", v.fault);
}

template <class A>
void fields(A& a, Of<A, Notice>& v) {
  a("id", v.id)("kind", v.kind)("mention", v.mention)("text", v.text)("alerts", v.alerts);
  a("alerts_total", v.alerts_total)("not_before", v.not_before)("expires", v.expires);
  a("delivered", v.delivered);
}

template <class A>
void fields(A& a, Of<A, Incident>& v) {
  a("id", v.id)("key", v.key)("realm", v.realm)("scenario", v.scenario);
  a("scenario_version", v.scenario_version)("status", v.status)("severity", v.severity);
  a("route", v.route)("match", v.match)("facts", v.facts)("report", v.report);
  a("reporter", v.reporter)("opened_at", v.opened_at)("onset", v.onset)("taken_at", v.taken_at);
  a("taken_by", v.taken_by)("declared_at", v.declared_at)("mitigated_at", v.mitigated_at);
  a("resolved_at", v.resolved_at)("closed_at", v.closed_at)("closing_reason", v.closing_reason);
  a("post_after", v.post_after)("previous", v.previous)("merged_into", v.merged_into);
  a("alerts", v.alerts)("firing", v.firing)("quiet", v.quiet)("targets", v.targets);
  a("targets_total", v.targets_total)("sources", v.sources)("critical_seen", v.critical_seen);
  a("steps", v.steps)("placements", v.placements)("notices", v.notices);
  a("next_notice", v.next_notice)("last_notice_at", v.last_notice_at)("timeline", v.timeline);
  a("timeline_total", v.timeline_total)("version", v.version);
}

template <class A>
void fields(A& a, Of<A, TrackedAlert>& v) {
  a("alert", v.alert)("incident", v.incident)("muted_reason", v.muted_reason);
  a("first_seen", v.first_seen)("changed_at", v.changed_at).hash("content", v.content);
  a("severity", v.severity)("target", v.target);
}

template <class A>
void fields(A& a, Of<A, Fault>& v) {
  a("text", v.text)("since", v.since);
}

// --- core/record.h: inputs ---

template <class A>
void fields(A& a, Of<A, AlertsIn>& v) {
  a("source", v.source)("alerts", v.alerts);
}

template <class A>
void fields(A& a, Of<A, ReportIn>& v) {
  a("text", v.text)("reporter", v.reporter);
}

template <class A>
void fields(A& a, Of<A, ActionIn>& v) {
  a("incident", v.incident)("what", v.what)("step", v.step)("reason", v.reason);
}

template <class A>
void fields(A&, Of<A, TimeIn>&) {}

template <class A>
void fields(A& a, Of<A, QuietIn>& v) {
  a("alerts", v.alerts);
}

template <class A>
void fields(A& a, Of<A, DeliveryRef>& v) {
  a("incident", v.incident)("placement", v.placement)("lane", v.lane)("notice", v.notice);
}

template <class A>
void fields(A& a, Of<A, OutcomeIn>& v) {
  a("delivery", v.delivery)("sent", v.sent)("version", v.version)("channel_id", v.channel_id);
  a("message_id", v.message_id)("error", v.error)("fallback", v.fallback);
  a("recovered", v.recovered);
}

template <class A>
void fields(A& a, Of<A, FaultIn>& v) {
  a("id", v.id)("text", v.text);
}

// --- core/record.h: decisions ---

template <class A>
void fields(A& a, Of<A, ScenarioAdopted>& v) {
  a("scenario", v.scenario);
}

template <class A>
void fields(A& a, Of<A, IncidentOpened>& v) {
  a("id", v.id)("key", v.key)("scenario", v.scenario)("scenario_version", v.scenario_version);
  a("match", v.match)("route", v.route)("severity", v.severity)("facts", v.facts);
  a("onset", v.onset)("post_after", v.post_after)("previous", v.previous);
}

template <class A>
void fields(A& a, Of<A, AlertApplied>& v) {
  a("item", v.item)("change", v.change)("incident", v.incident)("severity", v.severity);
  a("target", v.target)("reason", v.reason);
}

template <class A>
void fields(A& a, Of<A, AlertMuted>& v) {
  a("item", v.item)("reason", v.reason);
}

template <class A>
void fields(A& a, Of<A, AlertQuiet>& v) {
  a("alert", v.alert);
}

template <class A>
void fields(A& a, Of<A, SeverityChanged>& v) {
  a("incident", v.incident)("severity", v.severity);
}

template <class A>
void fields(A& a, Of<A, StatusChanged>& v) {
  a("incident", v.incident)("status", v.status)("reason", v.reason);
}

template <class A>
void fields(A& a, Of<A, IncidentTaken>& v) {
  a("incident", v.incident);
}

template <class A>
void fields(A& a, Of<A, StepChanged>& v) {
  a("incident", v.incident)("step", v.step)("state", v.state)("note", v.note);
}

template <class A>
void fields(A& a, Of<A, FactsLearned>& v) {
  a("incident", v.incident)("facts", v.facts);
}

template <class A>
void fields(A& a, Of<A, IncidentWidened>& v) {
  a("incident", v.incident)("reason", v.reason);
}

template <class A>
void fields(A& a, Of<A, IncidentMerged>& v) {
  a("from", v.from)("into", v.into)("reason", v.reason);
}

template <class A>
void fields(A& a, Of<A, NoticeQueued>& v) {
  a("incident", v.incident)("kind", v.kind)("mention", v.mention)("text", v.text);
  a("alerts", v.alerts)("not_before", v.not_before)("expires", v.expires);
}

template <class A>
void fields(A& a, Of<A, NoticeGrown>& v) {
  a("incident", v.incident)("notice", v.notice)("alert", v.alert);
}

template <class A>
void fields(A& a, Of<A, NoticeExpired>& v) {
  a("incident", v.incident)("notice", v.notice)("reason", v.reason);
}

template <class A>
void fields(A&, Of<A, Delivered>&) {}

template <class A>
void fields(A& a, Of<A, PlacementFailed>& v) {
  a("moved", v.moved);
}

template <class A>
void fields(A&, Of<A, FaultChanged>&) {}

template <class A>
void fields(A& a, Of<A, ReportJoined>& v) {
  a("incident", v.incident);
}

template <class A>
void fields(A& a, Of<A, IncidentArchived>& v) {
  a("incident", v.incident);
}

template <class A>
void fields(A& a, Of<A, Envelope>& v) {
  a("at", v.at)("wall", v.wall)("actor", v.actor)("realm", v.realm);
}

template <class A>
void fields(A& a, Of<A, Record>& v) {
  a("seq", v.seq)("envelope", v.envelope)("input", v.input)("decisions", v.decisions);
}

}  // namespace triaged::journal
