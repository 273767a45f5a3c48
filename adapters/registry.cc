// Every adapter there is, one line each: the name of the function that its file defines.

#include "adapters/chat/chat.h"
#include "adapters/sources/source.h"

#define TRIAGED_SOURCES(adapter) adapter(alertmanager) adapter(prometheus) adapter(generic)

#define TRIAGED_CHATS(adapter) adapter(slack) adapter(slack_webhook) adapter(console)

namespace triaged {
namespace {

template <class Adapter, std::size_t kCount>
const Adapter* find(const Adapter* const (&all)[kCount], std::string_view type) {
  for (const Adapter* adapter : all) {
    if (adapter->type() == type) return adapter;
  }
  return nullptr;
}

template <class Adapter, std::size_t kCount>
std::vector<std::string_view> types(const Adapter* const (&all)[kCount]) {
  std::vector<std::string_view> names;
  for (const Adapter* adapter : all) names.push_back(adapter->type());
  return names;
}

}  // namespace

namespace sources {

#define DECLARE(name) const AlertSource& name();
#define TAKE(name) &name(),
TRIAGED_SOURCES(DECLARE)

const AlertSource* find_source(std::string_view type) {
  const AlertSource* const all[] = {TRIAGED_SOURCES(TAKE)};
  return find(all, type);
}

std::vector<std::string_view> source_types() {
  const AlertSource* const all[] = {TRIAGED_SOURCES(TAKE)};
  return types(all);
}

#undef DECLARE
}  // namespace sources

namespace chat {

#define DECLARE(name) const ChatAdapter& name();
TRIAGED_CHATS(DECLARE)

const ChatAdapter* find_chat(std::string_view type) {
  const ChatAdapter* const all[] = {TRIAGED_CHATS(TAKE)};
  return find(all, type);
}

std::vector<std::string_view> chat_types() {
  const ChatAdapter* const all[] = {TRIAGED_CHATS(TAKE)};
  return types(all);
}

#undef DECLARE
#undef TAKE
}  // namespace chat

}  // namespace triaged
