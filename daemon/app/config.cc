#include "app/config.h"

#include <algorithm>
#include <set>

#include "app/config_fields.h"

namespace triaged::app {
namespace {

class Reader {
 public:
  Reader(std::string path, const ReadFile& read, ConfigRead& out)
      : findings_{std::move(path), out.diagnostics}, read_(read), config_(out.config) {}

  void read(const rules::Node& root) {
    Fields top(root, findings_, "the configuration");
    section(top, "web", [&](Fields& web) { web.text("external_url", config_.external_url);
                                           web.texts("hosts", config_.hosts); });
    top.each("sources", [&](const rules::Node& node) { source(node); });
    top.each("chats", [&](const rules::Node& node) { chat(node); });
    top.each("routes", [&](const rules::Node& node) { route(node); });
    section(top, "labels", [&](Fields& fields) { labels(fields); });
    section(top, "severity", [&](Fields& fields) { severity(fields); });
    section(top, "windows", [&](Fields& fields) { windows(fields); });
    top.entries("tools", [&](const std::string& name, const rules::Node& url) { tool(name, url); });
    section(top, "display", [&](Fields& fields) { display(fields); });
    section(top, "heartbeat", [&](Fields& fields) { heartbeat(fields); });
    section(top, "limits", [&](Fields& fields) {
      fields.bytes("alert_body", config_.alert_body);
      fields.bytes("in_flight", config_.in_flight);
    });
    top.texts("packs", config_.packs);
    top.texts("production", config_.production);
    top.duration("quiet_after", config_.quiet_after);
    check_routes(root);
  }

 private:
  template <class Read>
  void section(Fields& top, std::string_view key, Read&& read) {
    const rules::Node* node = top.find(key);
    if (node == nullptr) return;
    Fields fields(*node, findings_, std::string(key));
    read(fields);
  }

  // `key` or `key_file`; never both.
  void secret(Fields& fields, const std::string& key, Secret& out) {
    std::string plain;
    std::string file;
    fields.text(key, plain);
    fields.text(key + "_file", file);
    if (!plain.empty() && !file.empty()) {
      findings_.error(fields.node(), "twice", "give " + key + " or " + key + "_file, not both");
    }
    if (file.empty()) {
      out = Secret(std::move(plain));
      return;
    }
    auto content = read_(file);
    if (!content) {
      findings_.error(fields.node(), "secret-file", key + "_file: " + content.error().reason);
    } else {
      out = Secret(std::move(content.value()));
    }
  }

  void source(const rules::Node& node) {
    Fields fields(node, findings_, "source");
    Source source;
    fields.required_text("name", source.config.name);
    source.config.type = source.config.name;
    fields.text("type", source.config.type);
    if (sources::find_source(source.config.type) == nullptr) unknown_type(fields, source);
    if (const rules::Node* auth = fields.find("auth")) authentication(*auth, source.authentication);
    if (const rules::Node* map = fields.find("mapping")) mapping(*map, source.config.mapping);
    if (!names_.insert("source " + source.config.name).second) {
      findings_.error(node, "twice", "two sources are named " + source.config.name);
    }
    config_.sources.push_back(std::move(source));
  }

  void unknown_type(Fields& fields, const Source& source) {
    std::vector<std::string> types;
    for (const auto type : sources::source_types()) types.emplace_back(type);
    const std::string near = rules::nearest(source.config.type, types);
    findings_.error(fields.node(), "unknown-word",
                    "unknown source type \"" + source.config.type + "\"" +
                        (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
  }

  void authentication(const rules::Node& node, sources::Authentication& out) {
    using Auth = sources::Authentication;
    Fields fields(node, findings_, "auth");
    Secret bearer;
    secret(fields, "bearer_token", bearer);
    if (!bearer.empty()) {
      out.kind = Auth::Kind::bearer;
      out.secret = bearer;
    }
    if (const rules::Node* basic = fields.find("basic")) {
      Fields inner(*basic, findings_, "basic");
      out.kind = Auth::Kind::basic;
      inner.required_text("username", out.username);
      secret(inner, "password", out.secret);
    }
    if (const rules::Node* hmac = fields.find("hmac")) {
      Fields inner(*hmac, findings_, "hmac");
      out.kind = Auth::Kind::hmac;
      inner.required_text("header", out.header);
      inner.text("prefix", out.prefix);
      secret(inner, "secret", out.secret);
    }
    if (out.kind == Auth::Kind::none || out.secret.empty()) {
      findings_.error(node, "auth", "auth needs bearer_token, basic or hmac with a secret");
    }
  }

  void mapping(const rules::Node& node, sources::Mapping& out) {
    Fields fields(node, findings_, "mapping");
    fields.text("alerts", out.alerts);
    fields.text("alertname", out.alertname);
    fields.text("status", out.status);
    fields.texts("resolved_values", out.resolved_values);
    fields.text("starts_at", out.starts_at);
    fields.text("ends_at", out.ends_at);
    fields.text("url", out.url);
    fields.entries("labels", [&](const std::string& name, const rules::Node& pointer) {
      out.labels.emplace_back(name, pointer.text);
    });
    fields.entries("annotations", [&](const std::string& name, const rules::Node& pointer) {
      out.annotations.emplace_back(name, pointer.text);
    });
  }

  void chat(const rules::Node& node) {
    Fields fields(node, findings_, "chat");
    chat::ChatConfig chat;
    fields.required_text("name", chat.name);
    std::vector<std::string> types;
    for (const auto type : chat::chat_types()) types.emplace_back(type);
    std::size_t index = types.size();
    fields.word("type", types, index);
    if (index < types.size()) chat.type = types[index];
    chat.api_url = "https://slack.com/api/";
    fields.text("api_url", chat.api_url);
    secret(fields, "bot_token", chat.token);
    secret(fields, "url", chat.url);
    fields.text("channel", chat.channel);
    fields.text("fallback_channel", chat.fallback_channel);
    if (chat.type == "slack" && chat.token.empty()) {
      findings_.error(node, "missing-key", "chat " + chat.name + " needs bot_token_file");
    }
    if (chat.type == "slack-webhook" && chat.url.empty()) {
      findings_.error(node, "missing-key", "chat " + chat.name + " needs url_file");
    }
    if (!names_.insert("chat " + chat.name).second) {
      findings_.error(node, "twice", "two chats are named " + chat.name);
    }
    config_.chats.push_back(std::move(chat));
  }

  void route(const rules::Node& node) {
    Fields fields(node, findings_, "route");
    RouteConfig route;
    fields.required_text("name", route.route.name);
    fields.each("match", [&](const rules::Node& item) {
      auto matcher = rules::LabelMatcher::parse(item.text);
      if (matcher) {
        route.route.matchers.push_back(std::move(matcher.value()));
      } else {
        findings_.error(item, "matcher", matcher.error().reason);
      }
    });
    fields.text("team", route.route.team);
    fields.text("chat", route.chat);
    fields.text("channel", route.channel);
    fields.severity("post_from", route.route.post_from);
    std::size_t mode = 0;
    fields.word("mode", {"live", "shadow", "observe"}, mode);
    route.route.mode = static_cast<Mode>(mode);
    fields.texts("packs", route.route.packs);
    fields.text("escalation", route.route.escalation);
    config_.routes.push_back(std::move(route));
  }

  void check_routes(const rules::Node& root) {
    const rules::Node* list = root.get("routes");
    for (std::size_t i = 0; i < config_.routes.size(); ++i) {
      const RouteConfig& route = config_.routes[i];
      const bool known =
          route.chat.empty() ||
          std::any_of(config_.chats.begin(), config_.chats.end(),
                      [&](const chat::ChatConfig& chat) { return chat.name == route.chat; });
      if (known) continue;
      std::vector<std::string> names;
      for (const chat::ChatConfig& chat : config_.chats) names.push_back(chat.name);
      const std::string near = rules::nearest(route.chat, names);
      findings_.error(list->items.at(i), "unknown-word",
                      "route " + route.route.name + ": no chat is named \"" + route.chat + "\"" +
                          (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
    }
  }

  void labels(Fields& fields) {
    fields.texts("service", config_.labels.service);
    fields.texts("environment", config_.labels.environment);
    fields.texts("cluster", config_.labels.cluster);
    fields.texts("region", config_.labels.region);
    fields.texts("team", config_.labels.team);
    fields.texts("host", config_.labels.host);
    fields.texts("exporters", config_.labels.exporters);
  }

  void severity(Fields& fields) {
    fields.texts("label", config_.severity.labels);
    fields.entries("map", [&](const std::string& word, const rules::Node& node) {
      if (const auto level = parse_severity(node.text)) {
        config_.severity.levels[word] = *level;
      } else {
        findings_.error(node, "unknown-word",
                        "\"" + node.text + "\" is not a severity; known: SEV1 to SEV5");
      }
    });
  }

  void windows(Fields& fields) {
    engine::Windows& windows = config_.windows;
    fields.duration("declare_after", windows.declare_after);
    fields.duration("burst", windows.burst);
    fields.duration("burst_hold", windows.burst_hold);
    fields.duration("old_after", windows.old_after);
    fields.duration("notice_gap", windows.notice_gap);
    fields.duration("close_untouched", windows.close_untouched);
    fields.duration("close_declared", windows.close_declared);
    fields.duration("close_quiet", windows.close_quiet);
    fields.duration("archive_after", windows.archive_after);
  }

  void tool(const std::string& name, const rules::Node& url) {
    if (!url.text.starts_with("http://") && !url.text.starts_with("https://")) {
      findings_.error(url, "url", "tools." + name + " must begin with http:// or https://");
      return;
    }
    config_.tools[name] = url.text;
  }

  void display(Fields& fields) {
    std::size_t style = 0;
    fields.word("labels", {"detect", "plain"}, style);
    config_.headings = static_cast<Headings>(style);
  }

  void heartbeat(Fields& fields) {
    secret(fields, "url", config_.heartbeat.url);
    fields.duration("interval", config_.heartbeat.interval);
  }

  Findings findings_;
  const ReadFile& read_;
  Config& config_;
  std::set<std::string> names_;
};

bool has_source(const Config& config, std::string_view name) {
  return std::any_of(config.sources.begin(), config.sources.end(),
                     [&](const Source& source) { return source.config.name == name; });
}

std::vector<Destination> destinations(const Config& config, const RouteConfig* route) {
  std::vector<Destination> out;
  for (const chat::ChatConfig& chat : config.chats) {
    if (route != nullptr && !route->chat.empty() && route->chat != chat.name) continue;
    const bool named = route != nullptr && !route->channel.empty();
    out.push_back({chat.name, named ? route->channel : chat.channel});
  }
  return out;
}

}  // namespace

ConfigRead read_config(const std::string& path, const std::string& text, const ReadFile& read) {
  ConfigRead out;
  rules::Parsed parsed = rules::read_yaml(path, text);
  out.diagnostics = std::move(parsed.diagnostics);
  const bool empty = parsed.root.kind == rules::Node::Kind::scalar && parsed.root.text.empty();
  if (out.diagnostics.empty() && !empty) Reader(path, read, out).read(parsed.root);
  add_default_sources(out.config);
  return out;
}

void add_default_sources(Config& config) {
  for (const char* type : {"alertmanager", "prometheus"}) {
    if (has_source(config, type)) continue;
    Source source;
    source.config.name = type;
    source.config.type = type;
    config.sources.push_back(std::move(source));
  }
}

engine::Route default_route(const Config& config) {
  engine::Route route;
  route.name = "default";
  route.destinations = destinations(config, nullptr);
  return route;
}

std::vector<engine::Route> engine_routes(const Config& config) {
  std::vector<engine::Route> routes;
  for (const RouteConfig& entry : config.routes) {
    routes.push_back(entry.route);
    routes.back().destinations = destinations(config, &entry);
  }
  return routes;
}

}  // namespace triaged::app
