#pragma once
// What is known about an incident, by name: service, environment, region, version, rate ... Texts of
// a pack are filled from facts; conditions of a pack ask for them. A missing fact is unknown, which
// is said, never guessed. Sorted by name, so that iteration is the same everywhere.

#include <map>
#include <string>

namespace triaged {

using Facts = std::map<std::string, std::string, std::less<>>;

inline std::string fact_or(const Facts& facts, std::string_view name, std::string_view otherwise) {
  const auto found = facts.find(name);
  return std::string(found == facts.end() ? otherwise : std::string_view(found->second));
}

}  // namespace triaged
