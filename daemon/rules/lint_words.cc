#include "rules/lint_words.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <string>

namespace triaged::rules {
namespace {

const std::set<std::string, std::less<>> kVerbs{
    "abort",     "accept",       "add",        "adjust",   "agree",      "alert",      "allow",
    "announce",  "apply",        "ask",        "assign",   "attach",     "back",       "balance",
    "ban",       "begin",        "block",      "book",     "bring",      "bypass",     "call",
    "cancel",    "cap",          "capture",    "change",   "check",      "choose",     "clean",
    "clear",     "close",        "collect",    "compare",  "confirm",    "contact",    "contain",
    "copy",      "cordon",       "correct",    "count",    "create",     "cut",        "declare",
    "decide",    "decommission", "delay",      "delete",   "demote",     "deploy",     "describe",
    "detach",    "disable",      "disconnect", "do",       "downgrade",  "drain",      "draft",
    "drop",      "empty",        "enable",     "end",      "ensure",     "escalate",   "evict",
    "expand",    "explain",      "expire",     "extend",   "fail",       "fence",      "fill",
    "find",      "fix",          "flush",      "follow",   "force",      "free",       "freeze",
    "get",       "give",         "grant",      "grow",     "halt",       "hand",       "hold",
    "identify",  "increase",     "inform",     "inspect",  "install",    "invalidate", "isolate",
    "issue",     "keep",         "kill",       "let",      "lift",       "limit",      "list",
    "load",      "lock",         "log",        "look",     "lower",      "make",       "map",
    "mark",      "measure",      "migrate",    "move",     "mute",       "name",       "note",
    "notify",    "offer",        "offload",    "open",     "order",      "page",       "park",
    "pass",      "pause",        "pin",        "plan",     "point",      "post",       "prepare",
    "promote",   "prevent",      "propose",    "protect",  "publish",    "pull",       "purge",
    "push",      "put",          "quarantine", "raise",    "rate-limit", "re-run",     "read",
    "rebalance", "reboot",       "rebuild",    "recall",   "reconcile",  "reconnect",  "record",
    "recover",   "recreate",     "redeploy",   "redirect", "redrive",    "reduce",     "reject",
    "release",   "reload",       "relay",      "remind",   "remove",     "renew",      "repair",
    "replace",   "replay",       "report",     "request",  "reroute",    "reschedule", "reset",
    "resize",    "resolve",      "restart",    "restore",  "resume",     "retry",      "return",
    "reverse",   "revert",       "review",     "revoke",   "roll",       "rotate",     "route",
    "run",       "save",         "say",        "scale",    "schedule",   "scan",       "search",
    "see",       "send",         "separate",   "serve",    "set",        "share",      "shed",
    "shift",     "show",         "shrink",     "shut",     "silence",    "skip",       "slow",
    "snapshot",  "spread",       "start",      "state",    "stop",       "suspend",    "switch",
    "take",      "tell",         "test",       "throttle", "thank",      "tighten",    "time",
    "trace",     "track",        "trim",       "trip",     "truncate",   "try",        "tune",
    "turn",      "unblock",      "undo",       "unload",   "unlock",     "update",     "use",
    "validate",  "verify",       "view",       "wait",     "wake",       "warm",       "warn",
    "watch",     "widen",        "withdraw",   "work",     "write",      "upgrade",    "swap",
    "stagger",   "step",         "split"};

std::string lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// The word that a clause begins with.
std::string first_word(std::string_view clause) {
  const std::size_t begin = clause.find_first_not_of(" ");
  if (begin == std::string_view::npos) return {};
  clause.remove_prefix(begin);
  return lower(clause.substr(0, clause.find_first_of(" ,:;.")));
}

}  // namespace

bool names_an_action(std::string_view text) {
  if (text.find('?') != std::string_view::npos) return true;
  while (!text.empty()) {
    if (kVerbs.count(first_word(text)) > 0) return true;
    const std::size_t end = text.find_first_of(",:;");
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

bool is_long_term(std::string_view text) {
  static const re2::RE2 later(
      R"((?i)\b(?:long[- ]term|permanent(?:ly)? (?:fix|solve|repair)|re-?design|re-?architect|refactor|rewrite|post-?mortem|retrospective|root[- ]cause analysis|capacity plan\w*|next (?:sprint|quarter)|backlog item|migrate (?:to|away) )\b)");
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), later);
}

bool changes_something(std::string_view command) {
  static const re2::RE2 writes(
      R"((?i)\b(?:kubectl|oc)\s+(?:[-\w=]+\s+)*(?:delete|apply|scale|patch|edit|drain|cordon|uncordon|replace|annotate|label|taint|rollout (?:undo|restart|pause|resume)|set)\b)"
      R"(|\b(?:drop|truncate|alter|insert into|delete from|update \w+ set|grant|revoke|vacuum full|reindex)\b)"
      R"(|\b(?:pg_terminate_backend|pg_cancel_backend|kill|killall|pkill|reboot|shutdown|rm|mkfs|dd)\b)"
      R"(|\bsystemctl (?:restart|stop|start|disable|mask)\b|\bhelm (?:rollback|upgrade|uninstall)\b)"
      R"(|\b(?:flushall|flushdb|config set|failover)\b)");
  if (command.empty()) return false;
  return re2::RE2::PartialMatch(re2::StringPiece(command.data(), command.size()), writes);
}

LinkFinding look_for_link(std::string_view text) {
  static const re2::RE2 any(R"((?i)https?:)");
  static const re2::RE2 whole(R"((?i)https?://([^\s/"'<>]+))");
  static const re2::RE2 placeholder(
      R"((?i)^(?:example\.(?:com|org|net)|.*\.example(?:\.com)?|todo|xxx|host|localhost)(?::\d+)?$)");
  const re2::StringPiece subject(text.data(), text.size());
  if (!re2::RE2::PartialMatch(subject, any)) return LinkFinding::none;
  re2::StringPiece host;
  if (!re2::RE2::PartialMatch(subject, whole, &host)) return LinkFinding::dead;
  if (host.starts_with("{{")) return LinkFinding::none;
  return re2::RE2::PartialMatch(host, placeholder) ? LinkFinding::dead : LinkFinding::fixed;
}

}  // namespace triaged::rules
