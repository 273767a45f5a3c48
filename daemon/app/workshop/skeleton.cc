#include "app/workshop/skeleton.h"

#include <algorithm>

#include "core/text.h"

namespace triaged::app {
namespace {

constexpr std::size_t kShort = 90;
constexpr std::size_t kLong = 140;
constexpr std::size_t kTitle = 46;

/// A YAML text in single quotes. Braces of a template language of its own are kept apart.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : one_line(text)) {
    if (c == '\'') out += '\'';
    const bool brace = (c == '{' || c == '}') && out.back() == c;
    if (brace) out += ' ';
    out += c;
  }
  return out + "'";
}

std::string pattern_for(std::string_view name) {
  std::string out = "^";
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == ' ' || c == '-';
    out += plain ? std::string(1, c) : ".";
  }
  return out + "$";
}

std::string step(const std::string& id, const char* kind, const Skeleton::Step& step,
                 const char* more) {
  std::string out = "    - id: " + id + "\n      kind: " + kind + "\n";
  out += "      text: " + quoted(cut(one_line(step.text), kShort)) + "\n";
  if (count_characters(one_line(step.text)) > kShort)
    out += "      long: " + quoted(cut(one_line(step.text), kLong)) + "\n";
  out += "      done: 'say what must be true'\n";
  if (!step.command.empty()) out += "      command: " + quoted(cut(one_line(step.command), 300)) + "\n";
  return out + more;
}

std::string steps(const char* prefix, const char* kind, const std::vector<Skeleton::Step>& list,
                  const char* more) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    out += step(prefix + std::to_string(i + 1), kind, list[i], more);
  }
  return out;
}

std::string comments(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line = one_line(text.substr(0, end));
    out += line.empty() ? "#\n" : "# " + line + "\n";
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

std::string id_from(std::string_view name) {
  std::string id;
  char before = '-';
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool begins = upper && ((before >= 'a' && before <= 'z') || (before >= '0' && before <= '9'));
    if ((begins || !(upper || letter)) && !id.empty() && id.back() != '-') id += '-';
    if (upper) id += static_cast<char>(c - 'A' + 'a');
    if (letter) id += c;
    before = c;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  id.resize(std::min<std::size_t>(id.size(), 60));
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "imported" : id;
}

std::string write_skeleton(const Skeleton& s) {
  std::string out = "# A skeleton: fill it, then `triaged check rules` and `triaged rules test`.\n";
  out += "id: " + s.id + "\n";
  out += "title: " + quoted(cut(one_line(s.title), kTitle)) + "\n";
  if (!s.summary.empty()) out += "summary: " + quoted(cut(one_line(s.summary), 300)) + "\n";
  out += "maturity: sandbox\n\nthreshold: 100\n";
  if (!s.alertname.empty()) {
    out += "signals:\n  - {id: name, field: alertname, pattern: " + quoted(pattern_for(s.alertname)) +
           ", weight: 120}\n";
  }
  out += "\nseverity: {default: SEV3}\nimpact:\n  - {text: " +
         quoted(cut("unknown" + (s.impact.empty() ? "" : ": " + one_line(s.impact)), 120)) + "}\n";
  out += "\nsteps:\n  detect:\n    - {id: confirm, kind: confirm, text: 'Confirm on {{target}}: a "
         "second signal?', done: 'a second signal agrees', evidence: metric}\n";
  out += "  evaluate:\n    - {id: tell-owner, kind: notify, text: 'Tell the owner of {{target}}: "
         "{{severity}} since {{since}}', done: 'they answered'}\n";
  out += "  troubleshoot:\n" + steps("look-", "investigate", s.look, "");
  if (s.look.empty())
    out += "    - {id: changes, kind: investigate, text: 'Changes of {{target}} before {{since}}', "
           "done: 'the last one is named', evidence: change}\n";
  out += "  execute:\n" + steps("mitigate-", "mitigate", s.mitigate,
                                "      risky: true\n      backout: 'say how to undo it'\n"
                                "      effect: 'say what should change, and how soon'\n");
  if (s.mitigate.empty())
    out += "    - {id: undo-change, kind: mitigate, text: 'Undo the newest change of {{target}}', "
           "risky: true, backout: 'make it again', effect: 'say what should change', done: 'it is "
           "as before'}\n";
  out += "  communicate:\n    - {id: first-update, kind: update, text: 'Send the first update', done: "
         "'it is sent'}\n";
  out += "  track:\n    - {id: watch, kind: verify, text: 'Watch {{target}} for 15 min', done: 'it "
         "stays as it should', evidence: metric}\n";
  if (!s.alertname.empty()) {
    out += "\ntests:\n  - name: its alert is recognised, and ends\n    steps:\n"
           "      - alert: {labels: {alertname: " +
           quoted(s.alertname) + "}}\n      - {after: 1m, resolve: {alertname: " + quoted(s.alertname) +
           "}}\n    expect: {scenario: " + s.id + ", status: resolved}\n";
  }
  if (!s.source.empty()) out += "\n# --- where this comes from ---\n" + comments(s.source);
  return out;
}

}  // namespace triaged::app
