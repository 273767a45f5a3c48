#include "rules/built_in.h"

namespace triaged::rules {
namespace {

constexpr const char* kGeneric = R"yaml(
id: generic
title: "{{alertname}} on {{target}}"
summary: Something is wrong that no scenario recognises.
symptom: errors
owner: triaged
reviewed: 2026-11-23
maturity: stable
severity: {default: SEV3}
impact:
  - {text: "unknown: the alert does not say who is hurt"}
escalate:
  - {role: service on-call, why: "owns {{target}}", urgency: wake, from: SEV2}
hypotheses:
  - {id: change, text: "a change of {{target}} did it", check: "did it begin within 30 min of a change?"}
  - {id: dependency, text: "something {{target}} needs fails", check: "do its dependencies alert too?"}
questions:
  - {id: deploy, fact: recent_deploy, text: "Was there a change in the last 30 min?", answers: ["yes", "no"],
     changes: "undoing it becomes the first mitigation"}
steps:
  detect:
    - {id: confirm-alert, kind: confirm, text: "Confirm {{alertname}} with a second signal", done: "real or false is known",
       evidence: metric, time_box: 2m, why: "Half of the alarms at night are not what they say."}
    - {id: scope, kind: confirm, text: "Find the scope: all of {{target}}, or a part?", done: "the affected part is named",
       evidence: metric, time_box: 3m}
  evaluate:
    - {id: hurt, kind: confirm, text: "Name who is hurt by {{alertname}} on {{target}}", done: "users or nobody is said", time_box: 3m}
    - {id: tell-owner, kind: notify, text: "Tell the owner of {{target}}", done: "somebody answered"}
  troubleshoot:
    - {id: changes, kind: investigate, text: "List changes of {{target}} since 30 min before {{since}}", done: "the list is in the thread",
       evidence: change, parallel: true}
    - {id: logs, kind: investigate, text: "Read the errors in the log of {{target}}", done: "the newest error is named",
       evidence: log, parallel: true}
    - {id: dependencies, kind: investigate, text: "Check what {{target}} depends on", done: "each is ok or not",
       evidence: trace, parallel: true}
  execute:
    - {id: undo-change, kind: mitigate, text: "Undo the newest change of {{target}}", risky: true, backout: "apply the change again",
       effect: "{{alertname}} ends within 5 min", cost: "the change is lost for now", done: "the alert ended or did not"}
  communicate:
    - {id: first-update, kind: update, text: "Say what is known and when the next word comes", done: "the update is sent"}
  track:
    - {id: watch, kind: verify, text: "Watch {{target}} for 15 min", done: "no alert for 15 min", evidence: metric}
    - {id: write-down, kind: follow_up, text: "Write down what would have found it sooner", done: "it has an owner"}
communicate:
  channel: "Investigating {{alertname}} on {{target}}. Impact on affected users: {{impact}}. Next update {{next_update}}."
)yaml";

constexpr const char* kNone = R"yaml(
id: none
title: Nothing to do
owner: triaged
reviewed: 2026-11-23
maturity: stable
signals:
  - {id: heartbeat, field: alertname, pattern: '^(Watchdog|DeadMansSwitch|DeadManSwitch|InfoInhibitor)$', weight: 1000}
  - {id: severity-none, field: "label:severity", pattern: '(?i)^none$', weight: 1000}
)yaml";

}  // namespace

const std::vector<PackFile>& built_in_files() {
  static const std::vector<PackFile> files{{"generic", "built-in/generic.yaml", kGeneric},
                                           {"generic", "built-in/none.yaml", kNone}};
  return files;
}

}  // namespace triaged::rules
