#include "adapters/sources/authenticate.h"

#include <catch2/catch.hpp>

namespace triaged::sources {
namespace {

const std::string kKey = "test-secret-0001";
const std::string kBody = "{\"a\":1,\"t\":\"\xC3\xBC <&>\"}";
const std::string kDigest = "acce742dae0d5dbce347f61e6eb003910951b5a950ae3f2ffd0ad64385821df6";

Authentication hmac(std::string header, std::string prefix) {
  Authentication out;
  out.kind = Authentication::Kind::hmac;
  out.secret = Secret(kKey);
  out.header = std::move(header);
  out.prefix = std::move(prefix);
  return out;
}

Authentication bearer(std::string token) {
  Authentication out;
  out.kind = Authentication::Kind::bearer;
  out.secret = Secret(std::move(token));
  return out;
}

Authentication basic(std::string user, std::string password) {
  Authentication out;
  out.kind = Authentication::Kind::basic;
  out.username = std::move(user);
  out.secret = Secret(std::move(password));
  return out;
}

bool passes(const Authentication& how, const Headers& headers) { return check_head(how, headers); }

TEST_CASE("signatures agree with what the vendors' own tools compute") {
  CHECK(hmac_sha256_hex(kKey, kBody) == kDigest);
  CHECK(hmac_sha256_hex(kKey, "1700000000:" + kBody) ==
        "70c1f0cb5a41db22db72c1a3e7a53cf26420188e5164810639a4bb750b78cc15");
  CHECK(hmac_sha256_hex(kKey, "v0:1700000000:" + kBody) ==
        "a4a4463c4fecea7e2e078811b766a2975e68a7ce0e9187901dc2d966b82f8621");
  const struct {
    const char* header;
    const char* prefix;
  } rows[] = {{"X-PagerDuty-Signature", "v1="},
              {"X-Hub-Signature-256", "sha256="},
              {"Sentry-Hook-Signature", ""},
              {"X-Signature", "sha256="},
              {"X-Grafana-Alerting-Signature", ""}};
  for (const auto& row : rows) {
    INFO(row.header);
    const auto how = hmac(row.header, row.prefix);
    const Headers good = {{row.header, row.prefix + kDigest}};
    CHECK(check_head(how, good));
    CHECK(check_body(how, good, kBody));
    CHECK_FALSE(check_body(how, good, kBody + " "));
  }
}

TEST_CASE("a signature that is not quite the right one is refused") {
  const auto how = hmac("X-Signature", "sha256=");
  std::string flipped = kDigest;
  flipped[63] = '7';
  for (const std::string& value :
       {std::string(), kDigest, "sha256=" + flipped, "sha256=" + kDigest + "0", "sha1=" + kDigest,
        "sha256=" + kDigest.substr(1), "sha256= " + kDigest, std::string("sha256="),
        "sha256=" + std::string(64, 'g')}) {
    INFO(value);
    CHECK_FALSE(check_body(how, {{"X-Signature", value}}, kBody));
  }
  CHECK_FALSE(check_body(how, {}, kBody));
  CHECK_FALSE(check_head(how, {{"X-Other", "sha256=" + kDigest}}));
}

TEST_CASE("while a key is being changed either of two signatures will do") {
  const auto how = hmac("X-PagerDuty-Signature", "v1=");
  const std::string old = "v1=" + std::string(64, '0');
  CHECK(check_body(how, {{"x-pagerduty-signature", old + ",v1=" + kDigest}}, kBody));
  CHECK(check_body(how, {{"X-PagerDuty-Signature", "v1=" + kDigest + ", " + old}}, kBody));
  CHECK_FALSE(check_body(how, {{"X-PagerDuty-Signature", old + "," + old}}, kBody));
}

TEST_CASE("a bearer token is compared whole") {
  const auto how = bearer("s3cret-token");
  CHECK(passes(how, {{"authorization", "Bearer s3cret-token"}}));
  CHECK(passes(how, {{"Authorization", "bearer s3cret-token"}}));
  CHECK(check_body(how, {}, "anything"));
  for (const char* value : {"", "Bearer", "Bearer ", "Bearer s3cret-toke", "Bearer s3cret-tokens",
                            "Bearer s3cret-token ", "Basic s3cret-token", "s3cret-token",
                            "BearerXs3cret-token", "Bearer S3cret-token"}) {
    INFO(value);
    CHECK_FALSE(passes(how, {{"Authorization", value}}));
  }
  CHECK_FALSE(passes(how, {}));
}

TEST_CASE("user and password are both needed") {
  const auto how = basic("am", "pass:word");
  CHECK(passes(how, {{"Authorization", "Basic YW06cGFzczp3b3Jk"}}));  // am:pass:word
  CHECK(passes(how, {{"Authorization", "basic YW06cGFzczp3b3Jk"}}));
  CHECK(passes(basic("ab", "cd"), {{"Authorization", "Basic YWI6Y2Q="}}));  // ab:cd
  CHECK(passes(basic("a", "bc"), {{"Authorization", "Basic YTpiYw=="}}));   // a:bc
  for (const char* value :
       {"Basic YW06cGFzczp3b3Jl", "Basic YW06", "Basic OnBhc3M6d29yZA==", "Basic",
        "Basic ====", "Basic YW06cGFzczp3b3J", "Basic YW0=", "Basic !!!!", "Bearer YW06"}) {
    INFO(value);
    CHECK_FALSE(passes(how, {{"Authorization", value}}));
  }
}

TEST_CASE("an empty secret opens nothing") {
  CHECK_FALSE(passes(bearer(""), {{"Authorization", "Bearer "}}));
  CHECK_FALSE(passes(basic("", ""), {{"Authorization", "Basic Og=="}}));
  auto how = hmac("X-Signature", "");
  how.secret = Secret();
  CHECK_FALSE(check_body(how, {{"X-Signature", hmac_sha256_hex("", kBody)}}, kBody));
}

TEST_CASE("without authentication everybody may come in") {
  CHECK(passes(Authentication{}, {}));
  CHECK(check_body(Authentication{}, {}, "x"));
}

}  // namespace
}  // namespace triaged::sources
