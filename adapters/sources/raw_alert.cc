#include <set>
#include <string>

#include "adapters/sources/source.h"
#include "adapters/utf8.h"
#include "core/fnv.h"

namespace triaged::sources {
namespace {

constexpr std::size_t kPayloadKept = 2000;
constexpr std::size_t kNamesKept = 1000;

// Past the closing quote of the string that starts at `at`, or the end.
std::size_t end_of_string(std::string_view body, std::size_t at) {
  for (++at; at < body.size() && body[at] != '"'; ++at) {
    if (body[at] == '\\') ++at;
  }
  return at < body.size() ? at + 1 : body.size();
}

bool colon_follows(std::string_view body, std::size_t at) {
  at = body.find_first_not_of(" \t\r\n", at);
  return at != std::string_view::npos && body[at] == ':';
}

// The names of its members, wherever they stand and however often: two deliveries that differ only
// in values or in the length of a list have one shape.
std::uint64_t shape_of(std::string_view body) {
  std::set<std::string_view> names;
  for (std::size_t at = body.find('"');
       at != std::string_view::npos && names.size() < kNamesKept;) {
    const std::size_t end = end_of_string(body, at);
    if (colon_follows(body, end)) names.insert(body.substr(at, end - at));
    at = body.find('"', end);
  }
  Fnv hash;
  for (const std::string_view name : names) hash.add(name).add_byte(0xFF);
  return hash.value();
}

}  // namespace

Alert raw_alert(std::string_view source, std::string_view body, Timestamp now) {
  const std::string shape = format_hex(shape_of(body));
  const std::string content = format_hex(Fnv().add(body).value());
  Alert alert;
  alert.source = source;
  alert.labels = {{"alertname", "UnrecognisedPayload"},
                  {"source", source},
                  {"shape", shape},
                  {"content", content}};
  alert.annotations = {{"payload", adapters::clean_prefix(body, kPayloadKept)}};
  alert.starts_at = now;
  alert.fingerprint = alert.labels.fingerprint();
  return alert;
}

}  // namespace triaged::sources
