#pragma once
// Writer and Reader: the two ends of the journal's binary form. Both walk a value through the same
// fields() template (fields.h), so encoder and decoder cannot drift apart. The form has one
// spelling for each value: what decodes also encodes back to the same bytes. A Reader never trusts
// a length and never throws; once a byte is wrong, failed() is true and the rest reads as zeros.
// Not for reading by others: no names, no types, only order. Any thread.

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/labels.h"
#include "core/time.h"
#include "journal/enumerators.h"

namespace triaged::journal {

/// The version this binary writes. When to raise it: see README.md.
inline constexpr std::uint8_t kFormat = 2;
/// The oldest version it still reads: the previous one.
inline constexpr std::uint8_t kOldestFormat = kFormat > 1 ? kFormat - 1 : 1;

/// T as the archive sees it: const where it writes.
template <class Archive, class T>
using Of = std::conditional_t<Archive::kWrites, const T, T>;

template <class T>
concept Number = std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// Appends to a string that its owner keeps and reuses.
class Writer {
 public:
  static constexpr bool kWrites = true;

  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  Writer& operator()(std::string_view, const T& value) {
    put(value);
    return *this;
  }

  /// A member that format `version` brought.
  template <class T>
  Writer& since(std::uint8_t, std::string_view name, const T& value) {
    return (*this)(name, value);
  }

  /// A hash: eight bytes, where a varint would take ten.
  Writer& hash(std::string_view, const std::uint64_t& value) {
    put_fixed(value, 8);
    return *this;
  }

  void put_fixed(std::uint64_t value, std::size_t bytes) {
    char text[8];
    for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>((value >> (8 * i)) & 0xFFU);
    out_.append(text, bytes);
  }

  void put_varint(std::uint64_t value) {
    if (value < 0x80) {
      out_.push_back(static_cast<char>(value));
      return;
    }
    char text[10];
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7U) text[size++] = static_cast<char>((value & 0x7FU) | 0x80U);
    text[size++] = static_cast<char>(value);
    out_.append(text, size);
  }

  void put(bool value) { out_.push_back(value ? '\1' : '\0'); }

  template <Number T>
  void put(T value) {
    if constexpr (std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>(value);
      put_varint((static_cast<std::uint64_t>(wide) << 1U) ^ static_cast<std::uint64_t>(wide >> 63));
    } else {
      put_varint(value);
    }
  }

  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    // What is written must be readable: better no record than one that stops every later start.
    if (!is_enumerator(value)) throw std::logic_error("journal: a value outside its enumeration");
    out_.push_back(static_cast<char>(value));
  }

  void put(const std::string& value) {
    put_varint(value.size());
    out_.append(value);
  }

  void put(const Labels& value) { put(value.packed()); }
  void put(Timestamp value) { put(value.time_since_epoch().count()); }
  void put(Duration value) { put(value.count()); }

  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }

  template <class T>
  void put(const std::vector<T>& values) {
    put_varint(values.size());
    for (const auto& value : values) put(static_cast<const T&>(value));
  }

  template <class K, class V>
  void put(const std::map<K, V, std::less<>>& values) { put_map(values); }
  template <class K, class V>
  void put(const std::map<K, V>& values) { put_map(values); }

  template <class... T>
  void put(const std::variant<T...>& value) {
    static_assert(sizeof...(T) < 128);
    out_.push_back(static_cast<char>(value.index()));
    std::visit([this](const auto& held) { put(held); }, value);
  }

  template <class T>
    requires std::is_class_v<T>
  void put(const T& value) {
    fields(*this, value);
  }

 private:
  template <class Map>
  void put_map(const Map& values) {
    put_varint(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }

  std::string& out_;
};

/// Reads bytes that its owner keeps alive.
class Reader {
 public:
  static constexpr bool kWrites = false;

  Reader(std::string_view bytes, std::uint8_t version) : rest_(bytes), version_(version) {}

  bool failed() const { return failed_; }
  bool done() const { return !failed_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  template <class T>
  Reader& operator()(std::string_view, T& value) {
    get(value);
    return *this;
  }

  template <class T>
  Reader& since(std::uint8_t version, std::string_view name, T& value) {
    return version_ < version ? *this : (*this)(name, value);
  }

  Reader& hash(std::string_view, std::uint64_t& value) {
    value = get_fixed(8);
    return *this;
  }

  std::uint64_t get_fixed(std::size_t bytes) {
    const std::string_view text = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    }
    return value;
  }

  std::uint64_t get_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (shift == 63 && byte > 1) break;
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) break;  // a longer spelling of a shorter number
        return value;
      }
    }
    fail();
    return 0;
  }

  /// The next `size` bytes, empty when there are fewer.
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  void get(bool& value) {
    const std::uint64_t byte = get_fixed(1);
    if (byte > 1) fail();
    value = byte == 1;
  }

  template <Number T>
  void get(T& value) {
    const std::uint64_t raw = get_varint();
    if constexpr (std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>((raw >> 1U) ^ (0 - (raw & 1U)));
      value = static_cast<T>(wide);
      if (static_cast<std::int64_t>(value) != wide) fail();
    } else {
      value = static_cast<T>(raw);
      if (static_cast<std::uint64_t>(value) != raw) fail();
    }
  }

  template <class T>
    requires std::is_enum_v<T>
  void get(T& value) {
    value = static_cast<T>(get_fixed(1));
    if (failed_) return;
    if (!is_enumerator(value)) fail();
  }

  void get(std::string& value) { value = take(get_varint()); }

  void get(Labels& value) {
    auto [labels, good] = Labels::from_packed(std::string(take(get_varint())));
    value = std::move(labels);
    if (!good) fail();
  }

  void get(Timestamp& value) {
    Duration since{};
    get(since);
    value = Timestamp{since};
  }

  void get(Duration& value) {
    Duration::rep count = 0;
    get(count);
    value = Duration{count};
  }

  template <class T>
  void get(std::optional<T>& value) {
    bool present = false;
    get(present);
    value.reset();
    if (present) get(value.emplace());
  }

  void get(std::vector<bool>& values) {
    values.clear();
    for (std::uint64_t left = get_count(); left > 0 && !failed_; --left) {
      bool value = false;
      get(value);
      values.push_back(value);
    }
  }

  template <class T>
  void get(std::vector<T>& values) {
    std::uint64_t count = get_count();
    values.clear();
    values.reserve(std::min<std::uint64_t>(count, kReserve));
    for (; count > 0 && !failed_; --count) get(values.emplace_back());
  }

  template <class K, class V>
  void get(std::map<K, V, std::less<>>& values) { get_map(values); }
  template <class K, class V>
  void get(std::map<K, V>& values) { get_map(values); }

  template <class... T>
  void get(std::variant<T...>& value) {
    get_variant(value, get_fixed(1), std::index_sequence_for<T...>{});
  }

  template <class T>
    requires std::is_class_v<T>
  void get(T& value) {
    fields(*this, value);
  }

 private:
  static constexpr std::uint64_t kReserve = 1024;

  void fail() {
    failed_ = true;
    rest_ = {};
  }

  /// Each element takes a byte at least, so a count beyond what is left is wrong.
  std::uint64_t get_count() {
    const std::uint64_t count = get_varint();
    if (count > rest_.size()) fail();
    return failed_ ? 0 : count;
  }

  template <class Map>
  void get_map(Map& values) {
    values.clear();
    for (std::uint64_t left = get_count(); left > 0 && !failed_; --left) {
      typename Map::key_type key{};
      get(key);
      if (!values.empty() && !values.key_comp()(values.rbegin()->first, key)) return fail();
      get(values.emplace_hint(values.end(), std::move(key), typename Map::mapped_type{})->second);
    }
  }

  template <class Variant, std::size_t... I>
  void get_variant(Variant& value, std::uint64_t index, std::index_sequence<I...>) {
    const bool known =
        ((index == I ? (get(value.template emplace<I>()), true) : false) || ...);
    if (!known) fail();
  }

  std::string_view rest_;
  std::uint8_t version_;
  bool failed_ = false;
};

}  // namespace triaged::journal
