// Every chat against its fixtures. A case is a call ("post", "edit", "plain", "search") with a
// message, or the reply to one with how it is to be read.

#include <catch2/catch.hpp>

#include <sstream>

#include "card_json.h"
#include "golden.h"

namespace triaged {
namespace {

using golden::Json;

std::string text(const Json& json, const char* name, const char* otherwise = "") {
  return json.value(name, std::string(otherwise));
}

// Bodies that are JSON as JSON, others line by line, so that differences can be read.
Json body_json(const std::string& body) {
  if (Json parsed = Json::parse(body, nullptr, false); !parsed.is_discarded()) return parsed;
  Json lines = Json::array();
  std::istringstream rest(body);
  for (std::string line; std::getline(rest, line);) lines.push_back(line);
  return lines;
}

Json request_json(const HttpRequest& request) {
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers) headers[name] = value;
  return {{"method", request.method},
          {"url", request.url},
          {"headers", headers},
          {"body", body_json(request.body)}};
}

HttpRequest encode(const chat::ChatAdapter& adapter, const Json& in) {
  const auto config = chat_config_from(in.value("config", Json::object()));
  const std::string call = text(in, "call");
  const std::string channel = text(in, "channel", "#ops");
  if (call == "search") {
    return adapter.encode(
        chat::SearchCall{channel, text(in, "thread"), parse_rfc3339(text(in, "oldest")).value()},
        config);
  }
  const chat::Message message = message_from(in.at("message"));
  if (call == "edit")
    return adapter.encode(chat::EditCall{channel, text(in, "ts"), message}, config);
  const chat::PostCall post{channel, text(in, "thread"), message};
  return call == "plain" ? adapter.encode_plain(post, config) : adapter.encode(post, config);
}

HttpReply reply_from(const Json& json) {
  HttpReply reply;
  reply.status = json.value("status", 200);
  const Json headers = json.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    reply.headers.emplace_back(name, value.get<std::string>());
  }
  const Json body = json.value("body", Json());
  reply.body = body.is_string() ? body.get<std::string>() : body.dump();
  return reply;
}

const char* kind_name(chat::Verdict::Kind kind) {
  constexpr const char* kNames[] = {"sent",    "retry",   "ambiguous", "refused",
                                    "invalid", "stopped", "gone"};
  return kNames[static_cast<std::size_t>(kind)];
}

Json verdict_json(const chat::Verdict& verdict) {
  return {{"verdict", kind_name(verdict.kind)},
          {"channel_id", verdict.channel_id},
          {"message_id", verdict.message_id},
          {"error", verdict.error},
          {"retry_after_ms", verdict.retry_after.count()}};
}

Json found_json(const Result<chat::Found>& found) {
  if (!found) return {{"error", found.error().code}, {"reason", found.error().reason}};
  Json messages = Json::object();
  for (const auto& [delivery, id] : found->messages) messages[delivery] = id;
  return {{"messages", messages}, {"complete", found->complete}};
}

Json answer(const chat::ChatAdapter& adapter, const Json& in) {
  if (!in.contains("reply")) return request_json(encode(adapter, in));
  const HttpReply reply = reply_from(in.at("reply"));
  const std::string read = text(in, "read", "post");
  if (read == "search") return found_json(adapter.read_search(reply));
  return verdict_json(read == "edit" ? adapter.read_edit(reply) : adapter.read_post(reply));
}

TEST_CASE("every chat says its fixtures as it always did") {
  for (const std::string_view type : chat::chat_types()) {
    for (const std::string& name : golden::cases(type)) {
      INFO(type << "/" << name);
      golden::check(type, name,
                    answer(*chat::find_chat(type), Json::parse(golden::input(type, name))));
    }
  }
}

}  // namespace
}  // namespace triaged
