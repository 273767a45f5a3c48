#pragma once
// Whom a text of the configuration means: ids as Slack writes them (`<@U..>`, `<!subteam^S..|pay>`,
// `<!here>`), which can notify, and everything else ("@pg-oncall, then"), which is words. Only for
// texts of the configuration, never for what came from outside. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace triaged::chat {

struct Mention {
  enum class Kind : std::uint8_t { words, user, group, here, channel };
  Kind kind = Kind::words;
  std::string_view id;  ///< of user and group
  std::string text;     ///< for readers where it cannot or must not notify: "@pay"
};

/// The parts of the text in order; their views live as long as it does. Everyone at once is never
/// meant: `<!everyone>` is words.
std::vector<Mention> parse_mentions(std::string_view text);

/// The whole as readers see it where nobody is to be notified.
std::string mention_words(std::string_view text);

}  // namespace triaged::chat
