#include "rules/field.h"

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kMatchedBytes = 16U << 10;
constexpr std::string_view kLabel = "label:";
constexpr std::string_view kAnnotation = "annotation:";

bool starts_with(std::string_view text, std::string_view front) {
  return text.substr(0, front.size()) == front;
}

std::optional<Field> named(Field::Kind kind, std::string_view name) {
  if (name.empty() || name.size() > 200) return std::nullopt;
  return Field{kind, std::string(name)};
}

void add(std::vector<FieldText>& out, FieldText::Part part, std::string_view name,
         std::string_view text) {
  if (!text.empty()) out.push_back({part, name, whole_prefix(text, kMatchedBytes)});
}

}  // namespace

const std::vector<std::string>& field_words() {
  static const std::vector<std::string> words{"alertname", "label:NAME",  "annotation:NAME",
                                              "labels",    "annotations", "expr",
                                              "report",    "text",        "any"};
  return words;
}

std::optional<Field> parse_field(std::string_view word) {
  if (starts_with(word, kLabel)) return named(Field::Kind::label, word.substr(kLabel.size()));
  if (starts_with(word, kAnnotation))
    return named(Field::Kind::annotation, word.substr(kAnnotation.size()));
  if (word == "alertname") return Field{Field::Kind::alertname, {}};
  if (word == "labels") return Field{Field::Kind::labels, {}};
  if (word == "annotations") return Field{Field::Kind::annotations, {}};
  if (word == "expr") return Field{Field::Kind::expr, {}};
  if (word == "report") return Field{Field::Kind::report, {}};
  if (word == "text") return Field{Field::Kind::text, {}};
  if (word == "any") return Field{Field::Kind::any, {}};
  return std::nullopt;
}

bool is_single(const Field& field) {
  switch (field.kind) {
    case Field::Kind::alertname:
    case Field::Kind::label:
    case Field::Kind::annotation:
    case Field::Kind::expr:
    case Field::Kind::report: return true;
    default: return false;
  }
}

std::vector<FieldText> texts_of(const Subject& subject) {
  std::vector<FieldText> out;
  texts_of(subject, out);
  return out;
}

void texts_of(const Subject& subject, std::vector<FieldText>& out) {
  out.clear();
  if (subject.labels != nullptr) {
    add(out, FieldText::Part::alertname, "alertname", subject.labels->get("alertname"));
    subject.labels->each([&](std::string_view name, std::string_view value) {
      if (name != "alertname") add(out, FieldText::Part::label, name, value);
    });
  }
  if (subject.annotations != nullptr) {
    subject.annotations->each([&](std::string_view name, std::string_view value) {
      add(out, FieldText::Part::annotation, name, value);
    });
  }
  add(out, FieldText::Part::expr, "", subject.expression);
  add(out, FieldText::Part::report, "", subject.report);
}

bool covers(const Field& field, const FieldText& text) {
  using Part = FieldText::Part;
  const bool is_label = text.part == Part::label || text.part == Part::alertname;
  switch (field.kind) {
    case Field::Kind::alertname: return text.part == Part::alertname;
    case Field::Kind::label: return is_label && text.name == field.name;
    case Field::Kind::annotation: return text.part == Part::annotation && text.name == field.name;
    case Field::Kind::labels: return is_label;
    case Field::Kind::annotations: return text.part == Part::annotation;
    case Field::Kind::expr: return text.part == Part::expr;
    case Field::Kind::report: return text.part == Part::report;
    case Field::Kind::text: return !(text.part == Part::label || text.part == Part::expr);
    case Field::Kind::any: return true;
  }
  return false;
}

std::string describe(const FieldText& text) {
  switch (text.part) {
    case FieldText::Part::alertname: return "alertname";
    case FieldText::Part::label: return std::string(kLabel).append(text.name);
    case FieldText::Part::annotation: return std::string(kAnnotation).append(text.name);
    case FieldText::Part::expr: return "expr";
    case FieldText::Part::report: return "report";
  }
  return "";
}

}  // namespace triaged::rules
