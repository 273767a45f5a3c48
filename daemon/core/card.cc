#include "core/card.h"

#include <array>

namespace triaged {
namespace {
constexpr std::array<std::string_view, 12> kLineKinds{"title", "where",    "hurt",  "severity",
                                                      "origin", "ideas",   "next",  "links",
                                                      "mitigation", "wake", "progress", "note"};
}

std::string_view to_string(LineKind kind) { return kLineKinds.at(static_cast<std::size_t>(kind)); }

std::string plain_text(const Spans& spans) {
  std::string out;
  for (const Span& span : spans) {
    out += span.mention.empty() ? span.text : span.mention;
    if (!span.url.empty()) out += " <" + span.url + ">";
  }
  return out;
}

}  // namespace triaged
