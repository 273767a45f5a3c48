#include "core/labels.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/fnv.h"

namespace triaged {
namespace {

constexpr std::size_t kHeader = 8;

void put_u32(std::string& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
}

std::size_t get_u32(std::string_view in) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::size_t>(static_cast<unsigned char>(in[i])) << (8 * i);
  }
  return value;
}

bool well_formed(std::string_view rest) {
  std::string_view last;
  while (!rest.empty()) {
    if (rest.size() < kHeader) return false;
    const std::size_t name = get_u32(rest);
    const std::size_t value = get_u32(rest.substr(4));
    if (value == 0 || rest.size() - kHeader < name || rest.size() - kHeader - name < value) {
      return false;
    }
    const std::string_view label = rest.substr(kHeader, name);
    if (last.data() != nullptr && label <= last) return false;
    last = label;
    rest.remove_prefix(kHeader + name + value);
  }
  return true;
}

}  // namespace

Labels::Labels(std::initializer_list<Pair> pairs) : Labels(from(std::vector<Pair>(pairs))) {}

Labels Labels::from(std::vector<Pair> pairs) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.first < b.first; });
  Labels labels;
  std::size_t total = 0;
  for (const Pair& pair : pairs) total += kHeader + pair.first.size() + pair.second.size();
  labels.bytes_.reserve(total);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool replaced = i + 1 < pairs.size() && pairs[i + 1].first == pairs[i].first;
    if (replaced || pairs[i].second.empty()) continue;
    put_u32(labels.bytes_, pairs[i].first.size());
    put_u32(labels.bytes_, pairs[i].second.size());
    labels.bytes_.append(pairs[i].first).append(pairs[i].second);
  }
  return labels;
}

std::pair<Labels, bool> Labels::from_packed(std::string bytes) {
  Labels labels;
  if (!well_formed(bytes)) return {labels, false};
  labels.bytes_ = std::move(bytes);
  return {std::move(labels), true};
}

std::string_view Labels::get(std::string_view name) const {
  std::string_view rest = bytes_;
  while (!rest.empty()) {
    const Pair pair = take(rest);
    if (pair.first == name) return pair.second;
  }
  return {};
}

Labels Labels::with(std::string_view name, std::string_view value) const {
  std::vector<Pair> all = pairs();
  all.emplace_back(name, value);
  return from(std::move(all));
}

std::vector<Labels::Pair> Labels::pairs() const {
  std::vector<Pair> all;
  each([&](std::string_view name, std::string_view value) { all.emplace_back(name, value); });
  return all;
}

std::size_t Labels::size() const {
  std::size_t count = 0;
  each([&](std::string_view, std::string_view) { ++count; });
  return count;
}

std::uint64_t Labels::fingerprint() const {
  Fnv hash;
  each([&](std::string_view name, std::string_view value) {
    hash.add(name).add_byte(0xFF).add(value).add_byte(0xFF);
  });
  return hash.value();
}

std::string format_hex(std::uint64_t value) {
  std::array<char, 17> out{};
  std::snprintf(out.data(), out.size(), "%016llx", static_cast<unsigned long long>(value));
  return out.data();
}

}  // namespace triaged
