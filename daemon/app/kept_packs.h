#pragma once
// Which packs served when: kept beside the journal, so that an old decision can be made again. The
// files stand there by their own digest; a list of them by the record from which they served.

#include <map>
#include <string>
#include <vector>

#include "core/result.h"
#include "journal/journal.h"
#include "rules/ruleset.h"

namespace triaged::app {

/// The packs that served from record `from_seq` on, and the packs that each route is limited to.
struct PackAge {
  std::uint64_t from_seq = 0;
  std::vector<rules::PackFile> files;
  std::map<std::string, std::vector<std::string>> routes;
};

/// Keeps them, durable with the next commit. Loop thread, or before it starts.
void keep_packs(journal::Journal& journal, const PackAge& age);

/// All that are kept, oldest first. `directory` is that of the journal.
Result<std::vector<PackAge>> kept_packs(const std::string& directory);

/// The one that served at that record; nullptr if none is known.
const PackAge* age_at(const std::vector<PackAge>& ages, std::uint64_t seq);

}  // namespace triaged::app
