#pragma once
// Golden fixtures: tests/golden/<adapter type>/<case>.in.json goes in, <case>.out.json is what must
// come out. TRIAGED_REWRITE_GOLDEN=1 writes the out files anew; read the difference before keeping
// it.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace golden {

using Json = nlohmann::ordered_json;

std::filesystem::path folder(std::string_view adapter);

/// Names of the cases of an adapter, sorted.
std::vector<std::string> cases(std::string_view adapter);

std::string input(std::string_view adapter, const std::string& name);

/// Checks (or rewrites) the out file of a case.
void check(std::string_view adapter, const std::string& name, const Json& actual);

}  // namespace golden
