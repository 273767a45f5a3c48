#include "rules/redact.h"

#include <catch2/catch.hpp>

namespace triaged::rules {

TEST_CASE("secrets and personal data are replaced by their kind") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"token xoxb-1234567890-abcdefghij leaked", "token [redacted:slack-token] leaked"},
      {"ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[redacted:github-token]"},
      {"key AKIAIOSFODNN7EXAMPLE used", "key [redacted:aws-key] used"},
      {"Authorization: Bearer abcdef0123456789", "Authorization: Bearer [redacted:credential]"},
      {"postgres://app:hunter22@db:5432/x", "postgres://[redacted:credential]@db:5432/x"},
      {"password=correct-horse failed", "password=[redacted:secret] failed"},
      {R"({"api_key": "0123456789abcdef"})", R"({"api_key": "[redacted:secret]"})"},
      {"mail ana@example.com now", "mail [redacted:e-mail] now"},
      {"card 4111 1111 1111 1111 declined", "card [redacted:card] declined"},
  };
  for (const auto& [text, expected] : table) {
    CHECK(redact(text) == expected);
    CHECK(redact(redact(text)) == expected);
  }
}

TEST_CASE("what only looks like a secret is left alone") {
  for (const char* text :
       {"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "550e8400-e29b-41d4-a716-446655440000", "10.0.0.7:9100", "aecf8cf5904209e5",
        "token bucket is empty", "secret rotation overdue", "1795470285632",
        "user @oncall was told", "http_requests_total{code=~\"5..\"} > 0.05"}) {
    CHECK(redact(text) == text);
  }
  const Labels labels{{"alertname", "X"}, {"instance", "10.0.0.7:9100"}};
  CHECK(redact(labels) == labels);
}

}  // namespace triaged::rules
