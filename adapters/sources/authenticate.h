#pragma once
// Does this request come from who it says? Bearer and basic are answered from the header alone,
// before a body is read; HMAC over the raw body, before it is parsed. Comparisons take constant
// time. The only file of the sources that uses OpenSSL.

#include <string>
#include <string_view>

#include "core/http_message.h"
#include "core/secret.h"

namespace triaged::sources {

struct Authentication {
  enum class Kind : std::uint8_t { none, bearer, basic, hmac };
  Kind kind = Kind::none;
  Secret secret;         ///< token, password or key
  std::string username;  ///< basic
  std::string header;    ///< hmac: e.g. X-Signature
  std::string prefix;    ///< hmac: e.g. "sha256="
};

/// False: refuse with 401. For hmac it checks only that the header is there.
bool check_head(const Authentication& authentication, const Headers& headers);
/// True for every kind but hmac.
bool check_body(const Authentication& authentication, const Headers& headers,
                std::string_view body);

std::string hmac_sha256_hex(std::string_view key, std::string_view message);

}  // namespace triaged::sources
