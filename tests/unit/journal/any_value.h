#pragma once
// Random values of every journaled type, made by the same fields() that write and read them: a
// member that the format knows is never left at its default. Not for realistic histories: history.h.

#include <random>

#include "journal/fields.h"

namespace triaged::journal {

class AnyValue {
 public:
  static constexpr bool kWrites = false;

  explicit AnyValue(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  template <class T>
  AnyValue& operator()(std::string_view, T& value) {
    put(value);
    return *this;
  }
  template <class T>
  AnyValue& since(std::uint8_t, std::string_view name, T& value) {
    return (*this)(name, value);
  }
  AnyValue& hash(std::string_view, std::uint64_t& value) {
    value = random_();
    return *this;
  }

  void put(bool& value) { value = below(2) == 1; }

  /// Of every magnitude, the ends of the range included.
  template <Number T>
  void put(T& value) {
    value = static_cast<T>(random_() >> below(64));
    if (below(16) == 0) value = std::numeric_limits<T>::max();
    if (below(16) == 0) value = std::numeric_limits<T>::min();
  }

  template <class T>
    requires std::is_enum_v<T>
  void put(T& value) {
    const auto first = static_cast<std::uint64_t>(Range<T>::kFirst);
    const auto last = static_cast<std::uint64_t>(Range<T>::kLast);
    value = static_cast<T>(first + below(last - first + 1));
  }

  void put(std::string& value) {
    value.resize(below(8) == 0 ? below(300) : below(9));
    for (char& c : value) c = static_cast<char>(below(256));
  }

  void put(Labels& value) {
    value = {};
    for (std::uint64_t i = below(3); i > 0; --i) {
      value = value.with("l" + std::to_string(below(9)), "v" + std::to_string(below(99)));
    }
  }

  void put(Duration& value) {
    Duration::rep count = 0;
    put(count);
    value = Duration{count};
  }
  void put(Timestamp& value) {
    Duration since{};
    put(since);
    value = Timestamp{since};
  }

  template <class T>
  void put(std::optional<T>& value) {
    value.reset();
    if (below(2) == 1) put(value.emplace());
  }

  void put(std::vector<bool>& values) {
    values.clear();
    for (std::uint64_t i = below(4); i > 0; --i) values.push_back(below(2) == 1);
  }
  template <class T>
  void put(std::vector<T>& values) {
    values.clear();
    for (std::uint64_t i = below(3); i > 0; --i) put(values.emplace_back());
  }

  template <class K, class V>
  void put(std::map<K, V, std::less<>>& values) { put_map(values); }
  template <class K, class V>
  void put(std::map<K, V>& values) { put_map(values); }

  template <class... T>
  void put(std::variant<T...>& value) {
    put_alternative(value, below(sizeof...(T)));
  }

  /// The alternative with that index.
  template <class... T>
  void put_alternative(std::variant<T...>& value, std::uint64_t index) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((index == I ? put(value.template emplace<I>()) : void()), ...);
    }(std::index_sequence_for<T...>{});
  }

  template <class T>
    requires std::is_class_v<T>
  void put(T& value) {
    fields(*this, value);
  }

 private:
  template <class Map>
  void put_map(Map& values) {
    values.clear();
    for (std::uint64_t i = below(3); i > 0; --i) {
      typename Map::key_type key{};
      put(key);
      put(values[key]);
    }
  }

  std::mt19937_64 random_;
};

template <class T>
T any(AnyValue& source) {
  T value{};
  source.put(value);
  return value;
}

}  // namespace triaged::journal
