#pragma once
// texts.db: pack files and configurations by digest, so that an old record can still be explained
// with the words it was decided by. Opened only to add or to look up; not part of any segment,
// because it outlives their retention. One caller at a time.

#include <string>

#include "core/result.h"
#include "journal/database.h"
#include "journal/segment.h"

namespace triaged::journal {

class TextStore {
 public:
  static Result<TextStore> open(const Place& place);

  /// Durable after commit(); a digest that is there already is left as it is.
  Result<void> keep(const std::string& digest, const std::string& name, const std::string& text);
  Result<void> commit();

 private:
  Database database_;
  Statement insert_;
};

inline constexpr const char* kTextsName = "texts.db";

}  // namespace triaged::journal
