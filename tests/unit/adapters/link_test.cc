#include "adapters/chat/link.h"

#include <catch2/catch.hpp>

namespace triaged::chat {
namespace {

TEST_CASE("only http and https to a plain host become links") {
  for (const char* url : {"https://grafana.example/d/x?var=a&b=c#p", "http://10.0.0.7:3000/",
                          "https://h", "https://[::1]:9093/x", "HTTPS://Wiki.Example/Rb"}) {
    INFO(url);
    CHECK(safe_link(url));
  }
  for (const char* url : {"",
                          "javascript:alert(1)",
                          "JaVaScRiPt://x/%0aalert(1)",
                          "data:text/html,x",
                          "file:///etc/passwd",
                          "slack://open",
                          "mailto:a@b",
                          "//evil.example",
                          "https:/x",
                          "https://",
                          "https:///path",
                          "https://user@evil.example/",
                          "https://good.example@evil.example",
                          "http://a b/",
                          "http://h:port/",
                          "http://h:123456/",
                          "https://exa\xC3\xA4mple/",
                          "http://h/\nx",
                          "http://h/\x7f",
                          " https://h/",
                          "https://h\\@evil/",
                          "https://h<script>",
                          "http://[::1/",
                          "http://[]/"}) {
    INFO(url);
    CHECK_FALSE(safe_link(url));
  }
  CHECK_FALSE(safe_link("https://h/" + std::string(3000, 'a')));
}

TEST_CASE("what may not stand in an address is percent-encoded, not dropped") {
  CHECK(safe_link("http://prom:9090/graph?g0.expr=up{a=\"b\"} > 1|x")->url ==
        "http://prom:9090/graph?g0.expr=up%7Ba=%22b%22%7D%20%3E%201%7Cx");
  CHECK(safe_link("https://h/\xC3\xBC<!channel>")->url == "https://h/%C3%BC%3C!channel%3E");
  CHECK(safe_link("HTTPS://Wiki.Example/Rb")->url == "https://Wiki.Example/Rb");
}

TEST_CASE("a label that looks like another address says where the link leads") {
  const auto link = safe_link("https://evil.example/x");
  REQUIRE(link);
  CHECK(honest_label("Dashboard", *link) == "Dashboard");
  CHECK(honest_label("", *link) == "evil.example");
  CHECK(honest_label("https://good.example/login", *link) ==
        "https://good.example/login (evil.example)");
  CHECK(honest_label("good.example", *link) == "good.example (evil.example)");
  CHECK(honest_label("https://evil.example/x", *link) == "https://evil.example/x");
  CHECK(honest_label("Evil.Example", *link) == "Evil.Example");
  CHECK(honest_label("p95 4.8 s, 2.41.0", *link) == "p95 4.8 s, 2.41.0");
}

}  // namespace
}  // namespace triaged::chat
