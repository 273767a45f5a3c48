#pragma once
// The parts of an alert or report that a pattern may look at, and the walk over them. Pure; any
// thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/labels.h"
#include "rules/ruleset.h"

namespace triaged::rules {

/// One word of `field:`. Those with a name mean one label or annotation.
struct Field {
  enum class Kind : std::uint8_t {
    alertname,
    label,
    annotation,
    labels,
    annotations,
    expr,
    report,
    text,
    any
  };
  Kind kind = Kind::any;
  std::string name;
  friend bool operator==(const Field&, const Field&) = default;
};

std::optional<Field> parse_field(std::string_view word);
/// Every word that parse_field() knows, for "did you mean".
const std::vector<std::string>& field_words();
/// Means exactly one text: alertname, label:x, annotation:x, expr, report.
bool is_single(const Field& field);

/// One text of a subject, and where it stands. `name` is the label's or annotation's.
struct FieldText {
  enum class Part : std::uint8_t { alertname, label, annotation, expr, report };
  Part part = Part::report;
  std::string_view name;
  std::string_view text;
};

/// All texts of a subject that are not empty, each cut at 16 KiB, in the order alertname, other
/// labels, annotations, expression, report.
std::vector<FieldText> texts_of(const Subject& subject);
void texts_of(const Subject& subject, std::vector<FieldText>& out);

bool covers(const Field& field, const FieldText& text);

/// As it appears in reasons: "alertname", "label:job", "annotation:summary", "expr", "report".
std::string describe(const FieldText& text);

}  // namespace triaged::rules
