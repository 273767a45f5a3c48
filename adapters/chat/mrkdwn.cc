#include "adapters/chat/mrkdwn.h"

#include "adapters/chat/visible_text.h"

namespace triaged::chat {

std::string escape_mrkdwn(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

std::string lock_screen(std::string_view text) {
  constexpr std::size_t kLongest = 110;
  return escape_mrkdwn(cut(visible_line(text, kLongest), kLongest));
}

}  // namespace triaged::chat
