// The details of what Slack is told; whole messages are in the fixtures.

#include <catch2/catch.hpp>

#include "adapters/chat/chat.h"
#include "card_json.h"
#include "slack_limits.h"

namespace triaged::chat {
namespace {

using Json = nlohmann::ordered_json;

const ChatAdapter& slack() { return *find_chat("slack"); }

Json post(const Message& message, const std::string& page_url = "") {
  ChatConfig config;
  config.page_url = page_url;
  return Json::parse(slack().encode(PostCall{"#ops", "", message}, config).body);
}

Message root(Json card) { return message_from({{"card", std::move(card)}}); }

// The elements of the first block's line `i`.
Json line(const Json& body, std::size_t i) {
  return body["blocks"][0]["elements"].at(i)["elements"];
}

// A card of these lines; each is a kind and one span.
Json card_of(const std::vector<std::pair<std::string, Json>>& lines) {
  Json all = Json::array();
  for (const auto& [kind, span] : lines) all.push_back(Json::array({kind, Json::array({span})}));
  return Json{{"lines", std::move(all)}};
}

Json first_element(const Json& span) { return line(post(root(card_of({{"note", span}}))), 0)[0]; }

std::string all_text(const Json& body) {
  std::string text;
  for (const Json& section : body["blocks"][0]["elements"]) {
    for (const Json& element : section["elements"])
      text += element.value("text", element.value("fallback", ""));
    text += "\n";
  }
  return text;
}

TEST_CASE("a call goes to the configured API with the bot's token") {
  const ChatConfig config =
      chat_config_from(Json{{"api_url", "http://127.0.0.1:9/api"}, {"token", "xoxb-1"}});
  const auto request = slack().encode(PostCall{"#ops", "1.2", root(Json::object())}, config);
  CHECK(request.method == "POST");
  CHECK(request.url == "http://127.0.0.1:9/api/chat.postMessage");
  CHECK(header(request.headers, "Authorization") == "Bearer xoxb-1");
  CHECK(header(request.headers, "Content-Type") == "application/json; charset=utf-8");
  CHECK(Json::parse(request.body)["thread_ts"] == "1.2");
  CHECK(slack()
            .encode(EditCall{"C1", "1.2", root(Json::object())}, config)
            .url.ends_with("/api/chat.update"));
  CHECK(slack().encode(PostCall{}, ChatConfig{}).url == "https://slack.com/api/chat.postMessage");
}

TEST_CASE("a thread is searched by its replies, a channel by its history") {
  const auto oldest = *parse_rfc3339("2026-11-23T21:45:00.007Z");
  const auto history = slack().encode(SearchCall{"C1", "", oldest}, {});
  CHECK(history.url.ends_with("conversations.history"));
  CHECK(history.body ==
        "channel=C1&oldest=1795470300.007000&inclusive=true&include_all_metadata=true&limit=200");
  const auto replies = slack().encode(SearchCall{"#a&b=c", "17.5", oldest}, {});
  CHECK(replies.url.ends_with("conversations.replies"));
  CHECK(replies.body.starts_with("channel=%23a%26b%3Dc&ts=17.5&oldest="));
}

TEST_CASE("only a handle with an id that Slack knows notifies anybody") {
  CHECK(first_element({{"mention", "<@U0A1>"}}) == Json{{"type", "user"}, {"user_id", "U0A1"}});
  CHECK(first_element({{"mention", "<@W0A1|ana>"}}) == Json{{"type", "user"}, {"user_id", "W0A1"}});
  CHECK(first_element({{"mention", "<!subteam^S0A1>"}}) ==
        Json{{"type", "usergroup"}, {"usergroup_id", "S0A1"}});
  CHECK(first_element({{"mention", "<!here>"}}) == Json{{"type", "broadcast"}, {"range", "here"}});
  for (const char* name : {"@pg-oncall", "@channel", "#platform", "<!everyone>", "<@u1>", "<@U1",
                           "<@>", "U0A1", "<!subteam^>", "<@U1 <!channel>>", "<>", "<", ">"}) {
    CHECK(first_element({{"mention", name}}) == Json{{"type", "text"}, {"text", name}});
  }
  const Json mixed = line(
      post(root(card_of({{"wake", Json{{"mention", "wake <@U0A1>, then <!subteam^S1|pay>"}}}}))),
      0);
  CHECK(mixed == Json::parse(R"([{"type":"text","text":"wake "},{"type":"user","user_id":"U0A1"},
      {"type":"text","text":", then "},{"type":"usergroup","usergroup_id":"S1"}])"));
}

TEST_CASE("text never mentions, whatever it says") {
  CHECK(first_element("<@U0A1> <!channel>") ==
        Json{{"type", "text"}, {"text", "<@U0A1> <!channel>"}});
}

TEST_CASE("a shadow or a drill mentions nobody") {
  for (const char* realm : {"shadow", "drill"}) {
    Json card = card_of({{"wake", Json{{"mention", "<@U0A1>"}}}});
    card["realm"] = realm;
    Message message = root(std::move(card));
    message.mention = "<@U0B2>";
    CHECK(slack_limits::check(nlohmann::json::parse(post(message).dump())).mentions.empty());
    message.kind = Message::Kind::notice;
    message.notice = "worse";
    CHECK(slack_limits::check(nlohmann::json::parse(post(message).dump())).mentions.empty());
  }
}

TEST_CASE("a moment is shown in the reader's zone") {
  CHECK(first_element({{"text", "03:07"}, {"time", "2026-11-23T03:07:00Z"}}) ==
        Json{{"type", "date"},
             {"timestamp", 1795403220},
             {"format", "{time}"},
             {"fallback", "03:07"}});
  CHECK(first_element({{"text", "03:07 UTC"}, {"time", "2026-11-23T03:07:00Z"}})["format"] ==
        "{time}");
  CHECK(first_element({{"text", "23 Nov 03:07"}, {"time", "2026-11-23T03:07:00Z"}})["format"] ==
        "{date_short_pretty} {time}");
  CHECK(first_element({{"time", "2026-11-23T03:07:00Z"}})["fallback"] == "03:07");
}

TEST_CASE("a dead address leaves its label, and a lying label is answered") {
  CHECK(first_element({{"text", "Runbook"}, {"url", "https://w.example/rb"}}) ==
        Json{{"type", "link"}, {"url", "https://w.example/rb"}, {"text", "Runbook"}});
  CHECK(first_element({{"text", "Runbook"}, {"url", "javascript:alert(1)"}}) ==
        Json{{"type", "text"}, {"text", "Runbook"}});
  CHECK(
      first_element({{"text", "https://bank.example"}, {"url", "https://evil.example/"}})["text"] ==
      "https://bank.example (evil.example)");
}

TEST_CASE("buttons carry their action, their step and the incident") {
  const Json row = post(root({{"incident", "inc-42"},
                              {"lock_screen", "x"},
                              {"buttons",
                               {{{"action", "take"}, {"label", "Take it"}},
                                {{"action", "done"}, {"label", "Done"}, {"step", "load-by-caller"}},
                                {{"action", "more"}, {"label", "⋯"}}}}}))["blocks"][1];
  CHECK(row["type"] == "actions");
  REQUIRE(row["elements"].size() == 3);
  CHECK(row["elements"][0]["action_id"] == "take");
  CHECK(row["elements"][0]["style"] == "primary");
  CHECK(row["elements"][1]["action_id"] == "done:load-by-caller");
  for (const Json& button : row["elements"]) CHECK(button["value"] == "inc-42");
}

TEST_CASE("buttons stand on the root alone") {
  Json card = {{"lock_screen", "x"}, {"buttons", {{{"action", "take"}, {"label", "Take it"}}}}};
  for (const char* kind : {"list", "notice"}) {
    CHECK(post(message_from({{"kind", kind}, {"notice", "n"}, {"card", card}}))["blocks"].size() ==
          1);
  }
}

TEST_CASE("a delivery can be found again by its metadata") {
  const Json body =
      post(message_from({{"delivery", "inc-7/ops/notice-3"}, {"card", Json::object()}}));
  CHECK(body["metadata"] ==
        Json{{"event_type", "triaged_delivery"},
             {"event_payload", {{"delivery", "inc-7/ops/notice-3"}, {"incident", "inc-7"}}}});
  CHECK(body["unfurl_links"] == false);
  CHECK(body["unfurl_media"] == false);
}

TEST_CASE("what was posted again says so") {
  for (const char* kind : {"root", "list", "notice"}) {
    const Json body = post(message_from({{"kind", kind},
                                         {"recovered", true},
                                         {"notice", "SEV1 now"},
                                         {"card", {{"lock_screen", "SEV2 x"}}}}));
    INFO(kind);
    CHECK(body["text"].get<std::string>().starts_with("recovered: "));
    CHECK(all_text(body).find("recovered") != std::string::npos);
  }
}

TEST_CASE("the six phases stand in their order with their progress", "[P7]") {
  Json sections = Json::array();
  for (const char* phase :
       {"detect", "evaluate", "troubleshoot", "execute", "communicate", "track"}) {
    sections.push_back(
        {{"phase", phase}, {"done", 1}, {"total", 3}, {"items", {{{"text", "step"}}}}});
  }
  const Json body = post(message_from({{"kind", "list"}, {"card", {{"sections", sections}}}}));
  std::vector<std::string> headings;
  for (const Json& section : body["blocks"][0]["elements"]) {
    if (section["elements"][0].contains("style"))
      headings.push_back(section["elements"][0].value("text", ""));
  }
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < kPhases; ++i) {
    expected.push_back(std::string(heading(static_cast<Phase>(i), Headings::detect)) + " 1/3");
  }
  CHECK(headings == expected);
}

TEST_CASE("what does not fit is counted, and the rest keeps its order") {
  std::vector<std::pair<std::string, Json>> lines = {{"title", "the title"}};
  for (int i = 0; i < 100; ++i)
    lines.emplace_back("note", std::to_string(i) + std::string(300, 'x'));
  const Json body = post(root(card_of(lines)), "https://page.example/");
  const Json& shown = body["blocks"][0]["elements"];
  const std::size_t kept = shown.size() - 1;
  CHECK(line(body, 0)[0]["text"] == "the title");
  CHECK(line(body, 1)[0]["text"].get<std::string>().starts_with("0x"));
  CHECK(line(body, kept)[0] ==
        Json{{"type", "link"},
             {"url", "https://page.example/incidents/inc-7"},
             {"text", "+ " + std::to_string(101 - kept) + " more on the page"}});
  CHECK(slack_limits::check(nlohmann::json::parse(body.dump())).errors.empty());
}

TEST_CASE("details go before items, and no phase loses its heading") {
  Json sections = Json::array();
  for (const char* phase :
       {"detect", "evaluate", "troubleshoot", "execute", "communicate", "track"}) {
    Json items = Json::array();
    for (int i = 0; i < 12; ++i) {
      items.push_back({{"text", "item " + std::to_string(i)}, {"command", std::string(200, 'c')}});
    }
    sections.push_back({{"phase", phase}, {"total", 12}, {"items", items}});
  }
  const Json body = post(message_from({{"kind", "list"}, {"card", {{"sections", sections}}}}));
  const std::string text = all_text(body);
  std::size_t items = 0;
  for (std::size_t at = text.find("item "); at != std::string::npos;
       at = text.find("item ", at + 1))
    ++items;
  CHECK(items == 72);
  CHECK(text.find(" more on the page") != std::string::npos);
}

TEST_CASE("the plain form is one literal block") {
  Json card = card_of({{"title", "*SEV1* <!channel>"}, {"hurt", "Hurt: all"}});
  card["lock_screen"] = "SEV1 <x>";
  const Message message = root(std::move(card));
  const Json body = Json::parse(slack().encode_plain(PostCall{"#ops", "", message}, {}).body);
  CHECK(body["blocks"] == Json::parse(R"([{"type":"section","text":{"type":"plain_text",
      "text":"*SEV1* <!channel>\nHurt: all","emoji":false}}])"));
  CHECK(body["text"] == "SEV1 &lt;x&gt;");
  CHECK(body.contains("metadata"));
}

TEST_CASE("an empty card still says which incident it is") {
  const Json body = post(root(Json::object()));
  CHECK(body["text"] == "inc-7");
  CHECK(all_text(body) == "inc-7\n");
}

}  // namespace
}  // namespace triaged::chat
