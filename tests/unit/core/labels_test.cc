#include "core/labels.h"

#include <catch2/catch.hpp>

#include "core/alert.h"

namespace triaged {

TEST_CASE("a fingerprint agrees with Prometheus") {
  CHECK(format_hex(Labels{{"alertname", "Always"}, {"cluster", "eu-1"}, {"severity", "page"}}
                       .fingerprint()) == "aecf8cf5904209e5");
  CHECK(format_hex(Labels{{"alertname", "Man"}, {"cluster", "x"}, {"i", "1"}}.fingerprint()) ==
        "e09c410ec299bc74");
}

TEST_CASE("labels are sorted, unique and without empty values") {
  const Labels labels{{"b", "2"}, {"a", "1"}, {"c", ""}, {"b", "3"}};
  const std::vector<Labels::Pair> expected{{"a", "1"}, {"b", "3"}};
  CHECK(labels.pairs() == expected);
  CHECK(labels == Labels{{"a", "1"}, {"b", "3"}});
  CHECK(labels.with("a", "").pairs().size() == 1);
}

TEST_CASE("packed labels that are not well formed are refused") {
  const Labels labels{{"a", "1"}, {"b", "2"}};
  CHECK(Labels::from_packed(labels.packed()) == std::pair{labels, true});
  for (std::size_t cut = 1; cut < labels.packed().size(); ++cut) {
    if (cut == labels.packed().size() / 2) continue;  // exactly the first pair: well formed
    CHECK_FALSE(Labels::from_packed(labels.packed().substr(0, cut)).second);
  }
  const Labels second{{"b", "2"}};
  CHECK_FALSE(Labels::from_packed(second.packed() + Labels{{"a", "1"}}.packed()).second);
}

TEST_CASE("the expression of an alert comes from its annotation or its generator URL") {
  Alert alert;
  alert.generator_url = "http://p/graph?g0.expr=vector%281%29+%3C+bool+2&g0.tab=1";
  CHECK(expression_of(alert) == "vector(1) < bool 2");
  alert.annotations = {{"expr", "up == 0"}};
  CHECK(expression_of(alert) == "up == 0");
}

}  // namespace triaged
