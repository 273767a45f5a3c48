#include "rules/yaml_reader.h"

#include <catch2/catch.hpp>

namespace triaged::rules {

TEST_CASE("probe") {
  for (const char* t : {"a: 1\nb: [x, 'y']\n",
                        "é: {ü: x, y: z}\n",
                        "a: &x [*x]\n",
                        "a: *x\n",
                        "a: {{service}} is\n",
                        "a:\n\tb: 1\n",
                        "- a\n- b: c: d\n",
                        "a: 1\na: 2\n",
                        "---\na\n---\nb\n",
                        "",
                        "# only\n",
                        "a: !!int 3",
                        "a: \"\\d\"",
                        "a: 'x\n",
                        "{{a: b}: c}",
                        "a: {{x}}\n",
                        "a: [1,2",
                        "a: %x",
                        "a: @x",
                        "a: `x`",
                        "a: 1\n]",
                        "a: {b: c}}"}) {
    const auto parsed = read_yaml("x.yaml", t);
    for (const auto& d : parsed.diagnostics) WARN(format(d));
    if (parsed.diagnostics.empty()) {
      WARN("OK " << t << " " << parsed.root.fields.size());
      for (auto& [k, v] : parsed.root.fields) {
        for (auto& [k2, v2] : v.fields)
          WARN(k << v.line << ":" << v.column << " " << k2 << v2.line << ":" << v2.column);
      }
    }
  }
}

}  // namespace triaged::rules
