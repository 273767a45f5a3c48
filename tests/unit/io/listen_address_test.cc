#include "io/listen_address.h"

#include <catch2/catch.hpp>

#include "io/http_server.h"

namespace triaged::io {

TEST_CASE("a listen address is read as people write it", "[io]") {
  struct Row {
    const char* text;
    const char* host;
    int port;
    const char* printed;
  };
  for (const Row& row :
       {Row{"127.0.0.1:9095", "127.0.0.1", 9095, "127.0.0.1:9095"},
        Row{"0.0.0.0:1", "0.0.0.0", 1, "0.0.0.0:1"}, Row{"[::1]:9095", "::1", 9095, "[::1]:9095"},
        Row{"[::]:80", "::", 80, "[::]:80"}, Row{":9095", "", 9095, ":9095"},
        Row{"localhost:0", "127.0.0.1", 0, "127.0.0.1:0"},
        Row{"10.1.2.3:65535", "10.1.2.3", 65535, "10.1.2.3:65535"}}) {
    INFO(row.text);
    const auto address = parse_listen_address(row.text);
    REQUIRE(address.has_value());
    CHECK(*address == ListenAddress{row.host, static_cast<std::uint16_t>(row.port)});
    CHECK(to_string(*address) == row.printed);
  }
}

TEST_CASE("anything else is refused with a reason, and no name is looked up", "[io]") {
  for (const char* text : {"",
                           "9095",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:65536",
                           "127.0.0.1:-1",
                           "127.0.0.1:+1",
                           "127.0.0.1:9095 ",
                           " 127.0.0.1:9095",
                           "127.0.0.1:0x50",
                           "127.1:80",
                           "127.0.0.01:80",
                           "256.0.0.1:80",
                           "::1:9095",
                           "[::1]",
                           "[]:80",
                           "[127.0.0.1]:80",
                           "[::1:80",
                           "::1]:80",
                           "example.org:80",
                           "localhost",
                           "LOCALHOST.:80",
                           "http://127.0.0.1:80",
                           "*:80"}) {
    INFO(text);
    const auto address = parse_listen_address(text);
    REQUIRE(address.has_error());
    CHECK(address.error().code == "bad-address");
    CHECK_FALSE(address.error().reason.empty());
  }
}

TEST_CASE("only addresses that others cannot reach count as loopback", "[io]") {
  for (const char* text : {"127.0.0.1:9095", "127.8.9.1:80", "[::1]:9095", "localhost:9095",
                           "localhost", "127.0.0.1", "::1", "[::ffff:127.0.0.1]:80"}) {
    INFO(text);
    CHECK(is_loopback(text));
  }
  for (const char* text : {":9095", "0.0.0.0:9095", "[::]:9095", "10.0.0.1:9095", "[fe80::1]:80",
                           "128.0.0.1:80", "[::ffff:10.0.0.1]:80", "[::2]:80", "", "example.org:80",
                           "127.0.0.1.example.org:80", "localhost.example.org:80"}) {
    INFO(text);
    CHECK_FALSE(is_loopback(text));
  }
}

}  // namespace triaged::io
