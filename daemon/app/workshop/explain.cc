// rules match and rules explain: which scenario, why, and what the others lacked; for a past
// incident what was decided then, made again with the packs of that day.

#include <algorithm>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/kept_packs.h"
#include "app/workshop/lines.h"
#include "app/workshop/workshop.h"
#include "core/text.h"
#include "engine/opening.h"

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kAround = 40;

std::string sentence(const SignalHit& hit) {
  return hit.signal + " (" + std::to_string(hit.weight) + ") in " + hit.field + ": \"" +
         hit.matched + "\"";
}

std::string_view text_of(const Line& line, std::string_view field) {
  constexpr std::string_view kLabel = "label:";
  constexpr std::string_view kAnnotation = "annotation:";
  if (field == "alertname") return line.labels.get("alertname");
  if (field == "expr") return line.expression;
  if (field == "report") return line.report;
  if (field.starts_with(kLabel)) return line.labels.get(field.substr(kLabel.size()));
  if (field.starts_with(kAnnotation)) return line.annotations.get(field.substr(kAnnotation.size()));
  return {};
}

/// The text around the match, with the match between marks.
std::string marked(std::string_view text, const std::string& matched) {
  const std::size_t at = text.find(matched);
  if (at == std::string_view::npos || matched.empty()) return "»" + matched + "«";
  const std::size_t end = at + matched.size();
  const std::string before = one_line(text.substr(0, at));
  const std::string after = one_line(text.substr(end));
  const std::size_t left = count_characters(before);
  std::string front = before;
  if (left > kAround) {
    std::size_t cut_at = before.size() - kAround;
    while (cut_at < before.size() && (static_cast<unsigned char>(before[cut_at]) & 0xC0U) == 0x80U)
      ++cut_at;
    front = "…" + before.substr(cut_at);
  }
  // one_line() takes blanks at the ends away; the neighbours of a match keep one.
  const bool blank_before = at > 0 && text[at - 1] == ' ' && !front.ends_with(' ');
  const bool blank_after = end < text.size() && text[end] == ' ' && !after.starts_with(' ');
  return front + (blank_before ? " " : "") + "»" + one_line(matched) + "«" +
         (blank_after ? " " : "") + cut(after, kAround);
}

void print_hit(const Line& line, const SignalHit& hit, const char* indent) {
  std::cout << indent << (hit.weight < 0 ? "- " : "+ ") << hit.signal << " (" << hit.weight
            << ") in " << hit.field << ": " << marked(text_of(line, hit.field), hit.matched) << "\n";
}

void print_lacked(const rules::Ruleset& ruleset, const Candidate& other) {
  const rules::Recognition recognition = ruleset.recognition(other.scenario);
  if (other.score < other.threshold) {
    std::cout << "    needs " << other.threshold - other.score << " more to be a candidate\n";
  }
  for (const std::string& id : other.lacked) {
    const auto signal = std::find_if(recognition.signals.begin(), recognition.signals.end(),
                                     [&](const auto& s) { return s.id == id; });
    std::cout << "    lacked " << id;
    if (signal != recognition.signals.end()) {
      std::cout << " (" << signal->weight << "): " << signal->field << " has no /"
                << cut(signal->pattern, 70) << "/";
    }
    std::cout << "\n";
  }
}

void print_match(const rules::Ruleset& ruleset, const Line& line, const MatchResult& result) {
  std::cout << (line.id.empty() ? "" : line.id + ": ") << result.scenario << ", score "
            << result.score;
  if (!result.unsure.empty()) std::cout << " (unsure: " << result.unsure << " is close)";
  std::cout << "\n";
  for (const SignalHit& hit : result.reasons) print_hit(line, hit, "  ");
  for (const Candidate& other : result.alternatives) {
    std::cout << "  " << other.scenario << ": " << other.score << " of " << other.threshold << "\n";
    for (const SignalHit& hit : other.hits) print_hit(line, hit, "    ");
    print_lacked(ruleset, other);
  }
  for (const auto& [name, value] : result.facts) {
    std::cout << "  fact " << name << " = " << value << "\n";
  }
}

Json encode(const Line& line, const MatchResult& result) {
  Json out{{"id", line.id}, {"scenario", result.scenario}, {"score", result.score}};
  out["reasons"] = Json::array();
  for (const SignalHit& hit : result.reasons) out["reasons"].push_back(sentence(hit));
  out["alternatives"] = Json::array();
  for (const Candidate& other : result.alternatives) {
    out["alternatives"].push_back({{"scenario", other.scenario}, {"score", other.score}});
  }
  return out;
}

// --- past incidents ---

/// The record in which an incident was opened, and what opened it.
struct Opening {
  std::uint64_t seq = 0;
  Envelope envelope;
  IncidentOpened decision;
  Line line;
};

Line line_of(const Alert& alert) {
  Line line;
  line.labels = alert.labels;
  line.annotations = alert.annotations;
  line.expression = expression_of(alert);
  return line;
}

Line line_of(const Record& record, IncidentId incident) {
  Line line;
  if (const auto* report = std::get_if<ReportIn>(&record.input)) line.report = report->text;
  const auto* alerts = std::get_if<AlertsIn>(&record.input);
  for (const Decision& decision : record.decisions) {
    const auto* applied = std::get_if<AlertApplied>(&decision);
    if (alerts == nullptr || applied == nullptr || applied->incident != incident) continue;
    if (applied->item < alerts->alerts.size()) return line_of(alerts->alerts[applied->item]);
  }
  return line;
}

std::optional<Opening> opening_in(const Record& record, IncidentId incident) {
  for (const Decision& decision : record.decisions) {
    const auto* opened = std::get_if<IncidentOpened>(&decision);
    if (opened == nullptr || opened->id != incident) continue;
    return Opening{record.seq, record.envelope, *opened, line_of(record, incident)};
  }
  return std::nullopt;
}

std::optional<IncidentId> incident_id(std::string_view text) {
  if (text.starts_with("inc-")) text.remove_prefix(4);
  IncidentId id;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || id.value == 0)
    return std::nullopt;
  return id;
}

/// Facts stand in the incident, not in the recorded match.
bool same_answer(MatchResult then, MatchResult now) {
  then.facts.clear();
  now.facts.clear();
  return then == now;
}

void print_recorded(const Opening& opening) {
  const IncidentOpened& opened = opening.decision;
  std::cout << to_string(opened.id) << " was opened by record " << opening.seq << " at "
            << format_rfc3339(opening.envelope.at) << " from " << opening.envelope.actor << "\n"
            << to_string(opened.severity.severity) << ": " << opened.severity.reason << "\n";
  for (const SeverityInput& input : opened.severity.inputs) {
    std::cout << "  " << input.name << " = " << input.value;
    if (input.supports) std::cout << " speaks for " << to_string(*input.supports);
    std::cout << " (" << input.weight << ")\n";
  }
  std::cout << "route " << opened.route.route << ": " << opened.route.reason << "\nrecorded: ";
}

/// 0 where the packs of that day give the recorded answer, 1 where they do not, 2 where they are not
/// there any more.
int prove(const std::string& directory, const Opening& opening) {
  const auto ages = kept_packs(directory);
  if (!ages) {
    std::cerr << ages.error().reason << "\n";
    return 2;
  }
  const PackAge* age = age_at(*ages, opening.seq);
  const rules::Loaded loaded = age == nullptr ? rules::Loaded{} : rules::load_packs(age->files);
  if (loaded.ruleset == nullptr) {
    print_match(*rules::load_packs({}).ruleset, opening.line, opening.decision.match);
    std::cout << "the packs of that day are not kept; nothing to decide again with\n";
    return 2;
  }
  print_match(*loaded.ruleset, opening.line, opening.decision.match);
  const auto route = age->routes.find(opening.decision.route.route);
  const Line& line = opening.line;
  const MatchResult again =
      loaded.ruleset->match({&line.labels, &line.annotations, line.expression, line.report},
                            route == age->routes.end() ? std::vector<std::string>{} : route->second);
  const bool same = same_answer(opening.decision.match, again);
  std::cout << "decided again with the packs of that day (digest " << loaded.ruleset->digest()
            << ", from record " << age->from_seq << "): " << (same ? "the same" : "DIFFERENT") << "\n";
  if (!same) print_match(*loaded.ruleset, line, again);
  return same ? 0 : 1;
}

}  // namespace

int match_lines(const Asked& asked) {
  const auto ruleset = load_asked(asked.rules);
  if (ruleset == nullptr) return 2;
  return each_line(asked.input, [&](const Line& line) {
    const MatchResult result = line.match(*ruleset);
    if (asked.in_words || asked.output == "text") return print_match(*ruleset, line, result);
    std::cout << encode(line, result).dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  });
}

int explain_incident(const Asked& asked) {
  const auto id = incident_id(asked.input);
  if (!id) {
    std::cerr << "with --storage.path an incident such as inc-7 is explained, not " << asked.input
              << "\n";
    return 2;
  }
  const std::string directory = asked.storage + "/journal";
  std::optional<Opening> opening;
  const auto read = journal::read_all(directory, [&](const Record& record) {
    opening = opening_in(record, *id);
    return !opening;
  });
  if (!read) {
    std::cerr << read.error().reason << "\n";
    return 2;
  }
  if (!opening) {
    std::cerr << "no record of the opening of " << to_string(*id) << " in " << directory << "\n";
    return 2;
  }
  print_recorded(*opening);
  return prove(directory, *opening);
}

}  // namespace triaged::app
