#pragma once
// The one guarded way in for JSON that others sent: alert bodies and the replies of chats. Parses
// at most 32 levels deep, checks UTF-8, bounds memory by the size of the text; of two equal keys
// the last one wins. What is read is viewed, not copied: views live as long as the document.
// Writing JSON is not here. Any thread; one document belongs to one thread at a time.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/labels.h"
#include "core/result.h"

namespace triaged::adapters {

inline constexpr std::size_t kJsonDepth = 32;

/// One value of a document. The view of something that is not there is `absent`, and so is every
/// member of it, so that a path can be walked without asking at each step.
class JsonView {
 public:
  enum class Kind : std::uint8_t { absent, null, boolean, number, string, array, object };

  JsonView() = default;

  Kind kind() const;
  bool is(Kind kind) const { return this->kind() == kind; }
  /// Neither absent nor null.
  bool present() const;

  std::string_view string() const;              ///< empty unless a string
  std::optional<std::int64_t> integer() const;  ///< also a float with an integral value
  std::optional<double> number() const;
  bool truth() const;  ///< false unless the boolean true

  std::size_t size() const;  ///< of an array or object, else 0
  JsonView element(std::size_t index) const;
  std::pair<std::string_view, JsonView> entry(std::size_t index) const;  ///< of an object
  JsonView member(std::string_view name) const;

  /// Follows a JSON pointer (RFC 6901); the empty pointer is this value itself.
  JsonView at(std::string_view pointer) const;

  /// A scalar as a reader would write it; arrays and objects as compact JSON; empty for null.
  std::string text() const;
  std::string json() const;  ///< compact; empty if absent

 private:
  friend class JsonDocument;
  explicit JsonView(const void* value) : value_(value) {}
  const void* value_ = nullptr;
};

/// A parsed text. Moving it keeps its views valid.
class JsonDocument {
 public:
  /// Error "malformed" with the position of the first byte that could not be read. Half a surrogate
  /// pair in an escape is no error; it reads as U+FFFD.
  static Result<JsonDocument> parse(std::string_view text);

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonView root() const;

 private:
  struct Parsed;
  static Result<std::unique_ptr<Parsed>> read(std::string_view text);
  explicit JsonDocument(std::unique_ptr<Parsed> parsed);
  std::unique_ptr<Parsed> parsed_;
};

/// Reads objects of names and values into label sets, one after the other, without a string per
/// label. A value that is not a string becomes its text; null and empty values are left out.
class LabelReader {
 public:
  /// The set the object holds; empty if it is no object.
  Labels read(JsonView object);

  /// Gathering pair by pair; the bytes of `name` and `value` must live until finish().
  void add(std::string_view name, std::string_view value);
  void add_copy(std::string_view name, std::string value);
  Labels finish();

 private:
  std::vector<Labels::Pair> pairs_;
  std::deque<std::string> copies_;
};

/// Whether a text is a JSON pointer at all: empty, or starting with "/" with sound escapes.
bool is_json_pointer(std::string_view text);

}  // namespace triaged::adapters
