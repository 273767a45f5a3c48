#include "app/kept_packs.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/fnv.h"
#include "core/labels.h"

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kList = "packs";  ///< the name under which lists are kept

std::string digest_of(std::string_view text) {
  Fnv digest;
  digest.add(text);
  return format_hex(digest.value());
}

/// Lists sort by the record they begin with.
std::string key_of(std::uint64_t seq) {
  std::string number = std::to_string(seq);
  return "packs/" + std::string(20 - std::min<std::size_t>(20, number.size()), '0') + number;
}

Json list_of(const PackAge& age) {
  Json list{{"from", age.from_seq}, {"files", Json::array()}, {"routes", Json::object()}};
  for (const rules::PackFile& file : age.files) {
    list["files"].push_back({{"pack", file.pack}, {"path", file.path}, {"digest", digest_of(file.text)}});
  }
  for (const auto& [route, packs] : age.routes) list["routes"][route] = packs;
  return list;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Files whose text is not there are left out.
PackAge age_of(const Json& list, const std::map<std::string, std::string>& texts) {
  PackAge age;
  age.from_seq = list.value("from", std::uint64_t{0});
  const Json files = list.value("files", Json::array());
  const Json routes = list.value("routes", Json::object());
  for (const Json& file : files) {
    const auto text = texts.find(text_of(file, "digest"));
    if (text != texts.end())
      age.files.push_back({text_of(file, "pack"), text_of(file, "path"), text->second});
  }
  for (const auto& [route, packs] : routes.items()) {
    for (const Json& pack : packs) {
      if (pack.is_string()) age.routes[route].push_back(pack.get<std::string>());
    }
  }
  return age;
}

}  // namespace

void keep_packs(journal::Journal& journal, const PackAge& age) {
  for (const rules::PackFile& file : age.files) {
    journal.keep_text(digest_of(file.text), file.path, file.text);
  }
  journal.keep_text(key_of(age.from_seq), std::string(kList),
                    list_of(age).dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<std::vector<PackAge>> kept_packs(const std::string& directory) {
  std::map<std::string, std::string> texts;
  std::vector<std::string> lists;
  auto read = journal::read_texts(
      directory, [&](std::string_view digest, std::string_view name, std::string_view text) {
        if (name == kList) {
          lists.emplace_back(text);
        } else {
          texts.emplace(digest, text);
        }
      });
  if (!read) return std::move(read).error();
  std::vector<PackAge> ages;
  for (const std::string& list : lists) {
    const Json json = Json::parse(list, nullptr, false);
    if (json.is_object()) ages.push_back(age_of(json, texts));
  }
  std::sort(ages.begin(), ages.end(),
            [](const PackAge& a, const PackAge& b) { return a.from_seq < b.from_seq; });
  return ages;
}

const PackAge* age_at(const std::vector<PackAge>& ages, std::uint64_t seq) {
  const PackAge* found = nullptr;
  for (const PackAge& age : ages) {
    if (age.from_seq <= seq) found = &age;
  }
  return found;
}

}  // namespace triaged::app
