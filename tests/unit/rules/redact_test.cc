#include "rules/redact.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

namespace triaged::rules {
namespace {

struct Row {
  const char* text;
  const char* expected;
};

const char* const kJwt =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

}  // namespace

TEST_CASE("secrets and personal data are replaced by their kind") {
  const std::vector<Row> rows{
      {"login failed with password=hunter2!", "login failed with password=[redacted:secret]"},
      {"Password: hunter2 was refused", "Password: [redacted:secret] was refused"},
      {"DB_PASSWORD='a b c'", "DB_PASSWORD='[redacted:secret]'"},
      {R"({"password": "p w", "user": "x"})", R"({"password": "[redacted:secret]", "user": "x"})"},
      {"GET /x?api_key=9f8e7d&b=1", "GET /x?api_key=[redacted:secret]&b=1"},
      {"token: a1b2c3d4e5", "token: [redacted:secret]"},
      {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
       "aws_secret_access_key = [redacted:secret]"},
      {"key AKIAIOSFODNN7EXAMPLE leaked", "key [redacted:aws-key] leaked"},
      {"xoxb-123456789012-abcdefABCDEF in env", "[redacted:slack-token] in env"},
      {"push by ghp_0123456789abcdefghijABCDEFGHIJ", "push by [redacted:github-token]"},
      {"postgres://app:s3cr%t@db:5432/x", "postgres://app:[redacted:password]@db:5432/x"},
      {"redis://:s3cret@cache:6379", "redis://:[redacted:password]@cache:6379"},
      {"Authorization: Bearer abc.def-123456", "Authorization: Bearer [redacted:credential]"},
      {"Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted:credential]"},
      {"sent Bearer 0a1b2c3d4e5f", "sent Bearer [redacted:credential]"},
      {"https://hooks.slack.com/services/T000/B000/XXXXXXXX",
       "https://hooks.slack.com/services/[redacted:slack-webhook]"},
      {"mail jane.doe+x@example.co.uk now", "mail [redacted:email] now"},
      {"card 4111 1111 1111 1111 declined", "card [redacted:card] declined"},
      {"card 4111-1111-1111-1111, 378282246310005.", "card [redacted:card], [redacted:card]."},
      {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend",
       "[redacted:private-key]\nend"},
      {"-----BEGIN PRIVATE KEY-----\nMIIE cut", "[redacted:private-key]"},
  };
  for (const Row& row : rows) CHECK(redact(row.text) == row.expected);
  CHECK(redact(std::string("jwt ") + kJwt + " end") == "jwt [redacted:jwt] end");
}

TEST_CASE("what only looks like a secret stays") {
  for (const char* text : {
           "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           "123e4567-e89b-12d3-a456-426614174000",
           "12345678-1234-1234-1234-123456789012",
           "registry/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           "fingerprint aecf8cf5904209e5",
           "10.0.0.1:9100 and 2001:db8::1",
           "2026-11-23T21:44:45.632Z, 1795470285632, 1795470285632000000",
           "4111 1111 1111 1112 has a wrong check digit",
           "order 41111111111111111111111",
           "password expired for user bob",
           "Password: expired",
           "token: expired",
           "secret: missing in namespace shop",
           "Basic authentication failed",
           "bearer authentication is required",
           "rate(node_cpu_seconds_total{mode=\"idle\"}[5m]) by (instance)",
           "git@github.com:org/repo.git",
           "https://user@grafana.example/d/x",
           "pods per key: 12, partition key=7",
           "@pg-oncall please look",
           "kube_pod_info{pod=\"auth-7d4b9c\"}",
       }) {
    CHECK(redact(text) == text);
  }
}

TEST_CASE("redacting twice is redacting once") {
  const std::vector<std::string> pieces{"password",
                                        "=",
                                        ":",
                                        " ",
                                        "\"",
                                        "'",
                                        "token",
                                        "secret",
                                        "@",
                                        "a.b",
                                        "x1y2z3w4",
                                        "://",
                                        "user",
                                        "bearer ",
                                        "basic ",
                                        "dXNlcjpwYXNz",
                                        "authorization",
                                        "xoxb-12345678",
                                        "AKIAIOSFODNN7EXAMPLE",
                                        kJwt,
                                        "4111111111111111",
                                        "-",
                                        "/",
                                        "[redacted:",
                                        "]",
                                        "example.com",
                                        "api_key",
                                        "&",
                                        ",",
                                        "\n",
                                        "{",
                                        "$",
                                        "-----BEGIN PRIVATE KEY-----",
                                        "hooks.slack.com/services/",
                                        "\xFF",
                                        "ghp_0123456789abcdef",
                                        "é",
                                        "<"};
  CHECK(rc::check("idempotent", [&] {
    std::string text;
    const auto picks = *rc::gen::container<std::vector<std::size_t>>(
        rc::gen::inRange<std::size_t>(0, pieces.size()));
    for (const std::size_t pick : picks) text += pieces[pick];
    const std::string once = redact(text);
    RC_ASSERT(redact(once) == once);
  }));
}

TEST_CASE("a text without a hint is returned as it is, whatever its bytes") {
  CHECK(rc::check("hints agree with the finders", [](const std::string& text) {
    if (!may_hold_secret(text)) RC_ASSERT(redact(text) == text);
    const std::string once = redact(text);
    RC_ASSERT(redact(once) == once);
  }));
}

TEST_CASE("labels lose secret values and keep their names") {
  const Labels labels{
      {"alertname", "X"}, {"db_password", "abc"}, {"secret", "tls-cert"}, {"owner", "a@b.example"}};
  const Labels expected{{"alertname", "X"},
                        {"db_password", "[redacted:secret]"},
                        {"secret", "tls-cert"},
                        {"owner", "[redacted:email]"}};
  CHECK(redact(labels) == expected);
  const Labels plain{{"alertname", "X"}};
  CHECK(redact(plain) == plain);
}

}  // namespace triaged::rules
