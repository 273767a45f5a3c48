#pragma once
// What the JSON of every Prometheus-like sender has in common, read into a Decoded: labels,
// annotations, generatorURL, moments, and what to do with an element that has none of them. Used by
// the sources only, one per delivery; not thread-safe.

#include <string>
#include <string_view>

#include "adapters/json_reader.h"
#include "adapters/sources/source.h"

namespace triaged::sources {

class AlertReader {
 public:
  AlertReader(const SourceConfig& config, Timestamp now) : config_(config), now_(now) {}

  /// An alert with identity, annotations and URL of `element`; no labels: not usable.
  Alert read(adapters::JsonView element, std::size_t index);

  /// A moment of the element; kNoTime and a note where it cannot be read.
  Timestamp time(adapters::JsonView element, std::string_view member, std::size_t index);

  void keep(Alert alert) { decoded_.alerts.push_back(std::move(alert)); }
  /// Keeps what is no alert of this source, so that somebody sees it.
  void keep_raw(std::string_view body);
  /// The same for one element of many; beyond the first few it is only named.
  void keep_raw_element(adapters::JsonView element, std::size_t index, std::string_view why);
  void refuse(std::size_t index, std::string_view why);
  void note(std::size_t index, std::string_view what);

  adapters::LabelReader& labels() { return labels_; }
  Timestamp now() const { return now_; }
  const SourceConfig& config() const { return config_; }
  Decoded& decoded() { return decoded_; }

 private:
  const SourceConfig& config_;
  Timestamp now_;
  Decoded decoded_;
  adapters::LabelReader labels_;
  std::size_t raw_ = 0;
};

}  // namespace triaged::sources
