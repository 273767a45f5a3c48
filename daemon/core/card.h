#pragma once
// A card as a value, free of any chat's markup: lines of spans, buttons, and the checklist in
// sections. A chat adapter turns it into its own request; the page draws the same value. Whatever
// came from outside stands in Span::text and is literal text there, never markup.

#include <cstdint>
#include <string>
#include <vector>

#include "core/incident.h"

namespace triaged {

struct Span {
  enum class Style : std::uint8_t { plain, bold, code };
  std::string text;
  Style style = Style::plain;
  std::string url;       ///< not empty: a link; http or https only
  Timestamp time;        ///< set: show this moment in the reader's zone; `text` is the fallback
  std::string mention;   ///< set: a handle from the configuration to notify, e.g. "@pg-oncall"
  friend bool operator==(const Span&, const Span&) = default;
};

using Spans = std::vector<Span>;

/// The order of these is the order on the card (desk rule 9).
enum class LineKind : std::uint8_t {
  title, where, hurt, severity, origin, ideas, next, links, mitigation, wake, progress, note
};
std::string_view to_string(LineKind kind);

struct CardLine {
  LineKind kind = LineKind::title;
  Spans spans;
  friend bool operator==(const CardLine&, const CardLine&) = default;
};

struct Button {
  std::string action;  ///< take, not_a_problem, done, mitigated, silence, more
  std::string label;
  std::string step;    ///< bound step id, for `done`
  friend bool operator==(const Button&, const Button&) = default;
};

struct CardItem {
  std::string step;
  Spans text;
  StepState state = StepState::open;
  bool next = false;
  bool parallel = false;
  bool risky = false;
  std::string command;
  std::string done;     ///< its done-criterion
  std::string detail;   ///< backout, cost, time-box: one line
  std::string why;
  std::string unless;
  std::string mark;     ///< "✓ ana 03:09"
  friend bool operator==(const CardItem&, const CardItem&) = default;
};

struct CardSection {
  Phase phase = Phase::detect;
  std::string heading;
  std::uint32_t done = 0;
  std::uint32_t total = 0;
  std::vector<CardItem> items;
  friend bool operator==(const CardSection&, const CardSection&) = default;
};

struct CardDraft {
  std::string audience;
  std::string text;
  friend bool operator==(const CardDraft&, const CardDraft&) = default;
};

/// Somebody to tell, and why. Two lists: now, or in the morning.
struct CardPerson {
  std::string role;
  std::string why;
  bool wake = true;
  friend bool operator==(const CardPerson&, const CardPerson&) = default;
};

enum class CardForm : std::uint8_t { full, compact, line };

struct Card {
  IncidentId incident;
  std::uint64_t version = 0;
  Severity severity = Severity::SEV3;
  IncidentStatus status = IncidentStatus::triage;
  Realm realm = Realm::live;
  CardForm form = CardForm::full;
  std::string lock_screen;  ///< at most 110 characters: severity, what, who is hurt
  std::vector<CardLine> lines;
  std::vector<Button> buttons;
  std::vector<CardSection> sections;  ///< always six, in order; items empty where the form has none
  std::vector<CardPerson> people;
  std::vector<CardDraft> drafts;
  std::vector<std::string> hypotheses;
  std::vector<std::string> questions;
  friend bool operator==(const Card&, const Card&) = default;
};

/// The lines of a card as plain text, links as "label <url>"; for terminals and tests.
std::string plain_text(const Spans& spans);

}  // namespace triaged
