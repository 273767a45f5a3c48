#pragma once
// A handle from the configuration, as Slack writes ids (`<@U..>`, `<!subteam^S..|pay>`, `<!here>`) or
// as people do ("@pg-oncall"). Only the former can notify; the latter are words. Pure; any thread.

#include <string>
#include <string_view>

namespace triaged::chat {

struct Mention {
  enum class Kind : std::uint8_t { words, user, group, here, channel };
  Kind kind = Kind::words;
  std::string_view id;  ///< of user and group
  std::string text;     ///< for readers where it cannot or must not notify: "@pay"
};

/// The views in it live as long as `handle`. Everyone at once is never meant: `<!everyone>` is words.
Mention parse_mention(std::string_view handle);

}  // namespace triaged::chat
