#pragma once
// The files that are part of the binary: style sheet, module, icon, and the description of the API.
// Constant after start; any thread.

#include <string>
#include <string_view>

namespace triaged::app {

struct Asset {
  std::string_view path;  ///< as requested, e.g. /static/page.css
  std::string_view type;
  std::string_view body;
  std::string etag;  ///< quoted digest of the body
};

/// nullptr if no asset has this path (without query).
const Asset* find_asset(std::string_view path);

}  // namespace triaged::app
