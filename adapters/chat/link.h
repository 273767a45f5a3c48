#pragma once
// Which URLs may become links, and what their label must say. Only http and https to a plain host;
// what is odd is percent-encoded or refused, never guessed. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace triaged::chat {

struct Link {
  std::string url;   ///< printable ASCII, at most 3,000 characters
  std::string host;  ///< lower case, without port
};

/// nullopt: not http or https, no host, user information before the host, or too long.
std::optional<Link> safe_link(std::string_view url);

/// The label; where it looks like an address of its own that is not the link's, with the true host
/// behind it.
std::string honest_label(std::string_view label, const Link& link);

}  // namespace triaged::chat
