#pragma once
// Reads one scenario file. What it finds wrong it tells the reader; the value holds what could be
// read.

#include "rules/scenario_file.h"

namespace triaged::rules {

/// `stem` is the file's name without its ending, which the id must equal.
ScenarioFile read_scenario(NodeReader& reader, const Node& root, const PackFile& source,
                           std::string_view stem, const Library& library);

/// What a scenario says of itself besides id, owner and review.
void read_head_texts(MapReader& map, ScenarioFile& file);
void read_also_consider(NodeReader& reader, const Node& node, ScenarioFile& file);

/// library.yaml: what the scenarios of a pack share.
Library read_library(NodeReader& reader, const Node& root);

/// Base name of a path, without the ending.
std::string_view stem_of(std::string_view path);

}  // namespace triaged::rules
