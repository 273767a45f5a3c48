#include "adapters/json_reader.h"

#include <algorithm>
#include <array>
#include <boost/json/src.hpp>
#include <charconv>
#include <cmath>
#include <new>

namespace triaged::adapters {
namespace {

namespace json = boost::json;

const json::value* of(const void* value) { return static_cast<const json::value*>(value); }

// Hands out memory until the budget is spent. Parsed alerts take three to seven times their text; a
// text of nothing but brackets and digits takes thirty.
class Budget final : public json::memory_resource {
 public:
  explicit Budget(std::size_t bytes) : left_(bytes) {}

 private:
  void* do_allocate(std::size_t bytes, std::size_t align) override {
    if (bytes > left_) throw std::bad_alloc();
    void* const block = ::operator new (bytes, std::align_val_t{align});
    left_ -= bytes;
    return block;
  }
  void do_deallocate(void* block, std::size_t bytes, std::size_t align) override {
    ::operator delete (block, std::align_val_t{align});
    left_ += bytes;
  }
  bool do_is_equal(const json::memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::size_t left_;
};

// Any text of up to two megabytes is read whatever it holds; larger ones only if they are not made
// of brackets, commas and digits alone.
constexpr std::size_t kBudgetFloor = std::size_t{64} << 20;
constexpr std::size_t kBudgetRatio = 8;

json::parse_options strict() {
  json::parse_options options;
  options.max_depth = kJsonDepth;
  return options;
}

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

// Shortest form that reads back; integers without exponent where they fit.
std::string number_text(double value) {
  std::array<char, 32> out{};
  const bool whole = std::abs(value) < 1e15 && value == std::trunc(value);
  const auto written =
      whole ? std::to_chars(out.data(), out.data() + out.size(), static_cast<std::int64_t>(value))
            : std::to_chars(out.data(), out.data() + out.size(), value);
  return {out.data(), written.ptr};
}

// One reference token with ~1 and ~0 resolved; false: not a sound escape.
bool unescape(std::string_view token, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out.push_back(token[i]);
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return false;
    out.push_back(token[i] == '0' ? '~' : '/');
  }
  return true;
}

std::string_view take_token(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::string_view token = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(token.size());
  return token;
}

std::optional<std::size_t> array_index(std::string_view token) {
  std::size_t index = 0;
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), index);
  if (read.ec != std::errc{} || read.ptr != token.data() + token.size()) return std::nullopt;
  return index;
}

void write_json(std::string& out, const json::value& value);

void write_members(std::string& out, const json::object& object) {
  out.push_back('{');
  for (const json::key_value_pair& pair : object) {
    if (out.back() != '{') out.push_back(',');
    out += json::serialize(pair.key());
    out.push_back(':');
    write_json(out, pair.value());
  }
  out.push_back('}');
}

void write_elements(std::string& out, const json::array& array) {
  out.push_back('[');
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out.push_back(',');
    write_json(out, array[i]);
  }
  out.push_back(']');
}

// Compact JSON with numbers as people write them; as deep as the parser allowed.
void write_json(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: return write_members(out, value.get_object());
    case json::kind::array: return write_elements(out, value.get_array());
    case json::kind::double_: out += number_text(value.get_double()); return;
    default: out += json::serialize(value);
  }
}

std::optional<unsigned> hex4(std::string_view text) {
  unsigned value = 0;
  if (text.size() < 4) return std::nullopt;
  const auto read = std::from_chars(text.data(), text.data() + 4, value, 16);
  if (read.ec != std::errc{} || read.ptr != text.data() + 4) return std::nullopt;
  return value;
}

// The code unit of a \uXXXX escape at `at`, if one stands there.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u") return std::nullopt;
  return hex4(text.substr(at + 2));
}

bool high_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Senders that cut texts by UTF-16 units leave half an emoji behind. That is no reason to lose an
// alert: each lone half becomes U+FFFD. Empty if there was none.
std::string with_halves_replaced(std::string_view text) {
  std::string mended;
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
    const auto unit = escaped_unit(text, at);
    const auto next = unit ? escaped_unit(text, at + 6) : std::nullopt;
    if (unit && high_surrogate(*unit) && next && low_surrogate(*next)) {
      at += 12;
    } else if (unit && (high_surrogate(*unit) || low_surrogate(*unit))) {
      if (mended.empty()) mended = text;
      mended.replace(at + 2, 4, "fffd");
      at += 6;
    } else {
      at += 2;
    }
  }
  return mended;
}

// One entry of Labels::packed().
void put_pair(std::string& out, const Labels::Pair& pair) {
  std::array<char, 8> sizes{};
  for (std::size_t i = 0; i < 4; ++i) {
    sizes[i] = static_cast<char>((pair.first.size() >> (8 * i)) & 0xFFU);
    sizes[4 + i] = static_cast<char>((pair.second.size() >> (8 * i)) & 0xFFU);
  }
  out.append(sizes.data(), sizes.size()).append(pair.first).append(pair.second);
}

}  // namespace

struct JsonDocument::Parsed {
  explicit Parsed(std::size_t bytes)
      : budget(kBudgetFloor + kBudgetRatio * bytes), memory(1024 + 2 * bytes, &budget) {}

  Budget budget;
  json::monotonic_resource memory;
  const json::value* root = nullptr;  // lives in `memory`, never destroyed: nothing to free
};

JsonDocument::JsonDocument(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<std::unique_ptr<JsonDocument::Parsed>> JsonDocument::read(std::string_view text) {
  auto parsed = std::make_unique<Parsed>(text.size());
  std::array<unsigned char, 4096> scratch;  // NOLINT: written before read
  json::parser parser(&parsed->budget, strict(), scratch.data(), scratch.size());
  parser.reset(&parsed->memory);
  json::error_code failed;
  const std::size_t read = parser.write(text.data(), text.size(), failed);
  if (failed) {
    return Error{"malformed", "not JSON at byte " + std::to_string(read) + ": " + failed.message()};
  }
  void* const place = parsed->memory.allocate(sizeof(json::value), alignof(json::value));
  parsed->root = new (place) json::value(parser.release());
  return parsed;
}

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  text = without_byte_order_mark(text);
  try {
    auto parsed = read(text);
    if (parsed) return JsonDocument(std::move(*parsed));
    const std::string mended = with_halves_replaced(text);
    if (mended.empty()) return parsed.error();
    parsed = read(mended);
    if (!parsed) return parsed.error();
    return JsonDocument(std::move(*parsed));
  } catch (const std::bad_alloc&) {
    return Error{"malformed", "JSON with too many values for its size"};
  }
}

JsonView JsonDocument::root() const { return JsonView(parsed_->root); }

JsonView::Kind JsonView::kind() const {
  if (value_ == nullptr) return Kind::absent;
  switch (of(value_)->kind()) {
    case json::kind::null: return Kind::null;
    case json::kind::bool_: return Kind::boolean;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: return Kind::number;
    case json::kind::string: return Kind::string;
    case json::kind::array: return Kind::array;
    case json::kind::object: return Kind::object;
  }
  return Kind::absent;
}

bool JsonView::present() const { return value_ != nullptr && !of(value_)->is_null(); }

std::string_view JsonView::string() const {
  if (value_ == nullptr) return {};
  const json::string* const found = of(value_)->if_string();
  return found == nullptr ? std::string_view{} : std::string_view(found->data(), found->size());
}

std::optional<std::int64_t> JsonView::integer() const {
  if (value_ == nullptr) return std::nullopt;
  if (const auto* const whole = of(value_)->if_int64()) return *whole;
  const auto* const real = of(value_)->if_double();
  if (real == nullptr || *real != std::trunc(*real) || std::abs(*real) > 9e15) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<double> JsonView::number() const {
  if (!is(Kind::number)) return std::nullopt;
  if (const auto* const real = of(value_)->if_double()) return *real;
  if (const auto* const large = of(value_)->if_uint64()) return static_cast<double>(*large);
  return static_cast<double>(of(value_)->get_int64());
}

bool JsonView::truth() const { return is(Kind::boolean) && of(value_)->get_bool(); }

std::size_t JsonView::size() const {
  if (value_ == nullptr) return 0;
  if (const auto* const array = of(value_)->if_array()) return array->size();
  const auto* const object = of(value_)->if_object();
  return object == nullptr ? 0 : object->size();
}

JsonView JsonView::element(std::size_t index) const {
  if (value_ == nullptr) return {};
  const auto* const array = of(value_)->if_array();
  if (array == nullptr || index >= array->size()) return {};
  return JsonView(array->data() + index);
}

std::pair<std::string_view, JsonView> JsonView::entry(std::size_t index) const {
  if (value_ == nullptr) return {};
  const auto* const object = of(value_)->if_object();
  if (object == nullptr || index >= object->size()) return {};
  const json::key_value_pair& pair = *(object->begin() + index);
  const json::string_view key = pair.key();
  return {{key.data(), key.size()}, JsonView(&pair.value())};
}

JsonView JsonView::member(std::string_view name) const {
  if (value_ == nullptr) return {};
  const auto* const object = of(value_)->if_object();
  if (object == nullptr) return {};
  return JsonView(object->if_contains({name.data(), name.size()}));
}

JsonView JsonView::at(std::string_view pointer) const {
  if (!is_json_pointer(pointer)) return {};
  JsonView here = *this;
  std::string token;
  while (!pointer.empty()) {
    unescape(take_token(pointer), token);
    if (here.is(Kind::array)) {
      const auto index = array_index(token);
      here = index ? here.element(*index) : JsonView{};
    } else {
      here = here.member(token);
    }
  }
  return here;
}

std::string JsonView::text() const {
  switch (kind()) {
    case Kind::absent:
    case Kind::null: return {};
    case Kind::boolean: return truth() ? "true" : "false";
    case Kind::string: return std::string(string());
    default: break;
  }
  return json();
}

std::string JsonView::json() const {
  std::string out;
  if (value_ != nullptr) write_json(out, *of(value_));
  return out;
}

bool is_json_pointer(std::string_view text) {
  if (text.empty()) return true;
  std::string token;
  return text.front() == '/' && unescape(text, token);
}

void LabelReader::add(std::string_view name, std::string_view value) {
  if (!name.empty() && !value.empty()) pairs_.emplace_back(name, value);
}

void LabelReader::add_copy(std::string_view name, std::string value) {
  copies_.push_back(std::move(value));
  add(name, copies_.back());
}

Labels LabelReader::read(JsonView object) {
  const std::size_t count = object.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto [name, value] = object.entry(i);
    if (value.is(JsonView::Kind::string)) {
      add(name, value.string());
    } else {
      add_copy(name, value.text());
    }
  }
  return finish();
}

Labels LabelReader::finish() {
  const auto by_name = [](const Labels::Pair& a, const Labels::Pair& b) {
    return a.first < b.first;
  };
  if (!std::is_sorted(pairs_.begin(), pairs_.end(), by_name)) {
    std::stable_sort(pairs_.begin(), pairs_.end(), by_name);
  }
  std::string packed;
  std::size_t bytes = 0;
  for (const auto& [name, value] : pairs_) bytes += 8 + name.size() + value.size();
  packed.reserve(bytes);
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    if (i + 1 < pairs_.size() && pairs_[i + 1].first == pairs_[i].first) continue;
    put_pair(packed, pairs_[i]);
  }
  pairs_.clear();
  copies_.clear();
  return Labels::from_packed(std::move(packed)).first;
}

}  // namespace triaged::adapters
