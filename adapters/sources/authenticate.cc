#include "adapters/sources/authenticate.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <optional>
#include <vector>

namespace triaged::sources {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Digest sha256(std::string_view text) {
  Digest digest{};
  SHA256(bytes(text), text.size(), digest.data());
  return digest;
}

bool equal(const Digest& a, const Digest& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Digests are compared, so that not even the length of the secret shows in the time taken.
bool same_secret(std::string_view given, const Secret& secret) {
  return !secret.empty() && equal(sha256(given), sha256(secret.reveal()));
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(message), message.size(),
       digest.data(), &length);
  return digest;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What follows "<scheme> " in the Authorization header; the scheme is compared without case.
std::optional<std::string_view> credentials(const Headers& headers, std::string_view scheme) {
  std::string_view value = header(headers, "Authorization");
  for (const char expected : scheme) {
    if (value.empty() || lower(value.front()) != expected) return std::nullopt;
    value.remove_prefix(1);
  }
  if (value.empty() || value.front() != ' ') return std::nullopt;
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return value;
}

std::optional<std::string> base64_decode(std::string_view text) {
  constexpr std::size_t kLongest = 4096;
  if (text.empty() || text.size() % 4 != 0 || text.size() > kLongest) return std::nullopt;
  std::vector<unsigned char> out(text.size() / 4 * 3);
  const int length = EVP_DecodeBlock(out.data(), bytes(text), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  return std::string(out.begin(), out.begin() + (length - static_cast<int>(padding)));
}

bool check_basic(const Authentication& authentication, const Headers& headers) {
  const auto encoded = credentials(headers, "basic");
  const auto decoded = encoded ? base64_decode(*encoded) : std::nullopt;
  if (!decoded) return false;
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return false;
  const std::string_view pair = *decoded;
  const bool user = equal(sha256(pair.substr(0, colon)), sha256(authentication.username));
  const bool password = same_secret(pair.substr(colon + 1), authentication.secret);
  return user && password;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::optional<Digest> parse_hex(std::string_view text) {
  Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return digest;
}

bool signature_matches(std::string_view signature, const Authentication& authentication,
                       const Digest& expected) {
  while (signature.starts_with(' ')) signature.remove_prefix(1);
  while (signature.ends_with(' ')) signature.remove_suffix(1);
  if (!signature.starts_with(authentication.prefix)) return false;
  const auto given = parse_hex(signature.substr(authentication.prefix.size()));
  return given && equal(*given, expected);
}

}  // namespace

bool check_head(const Authentication& authentication, const Headers& headers) {
  switch (authentication.kind) {
    case Authentication::Kind::none: return true;
    case Authentication::Kind::bearer: {
      const auto token = credentials(headers, "bearer");
      return token && same_secret(*token, authentication.secret);
    }
    case Authentication::Kind::basic: return check_basic(authentication, headers);
    case Authentication::Kind::hmac: return !header(headers, authentication.header).empty();
  }
  return false;
}

bool check_body(const Authentication& authentication, const Headers& headers,
                std::string_view body) {
  if (authentication.kind != Authentication::Kind::hmac) return true;
  if (authentication.secret.empty()) return false;
  const Digest expected = hmac_sha256(authentication.secret.reveal(), body);
  // While a key is being changed, senders list one signature per key.
  std::string_view rest = header(headers, authentication.header);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (signature_matches(rest.substr(0, comma), authentication, expected)) return true;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return false;
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : hmac_sha256(key, message)) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 0xF]);
  }
  return out;
}

}  // namespace triaged::sources
