#pragma once
// Reading a map of a configuration file key by key: each key is named once, unknown keys and wrong
// types become diagnostics with the nearest valid word. Internal to the configuration reader.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/severity.h"
#include "core/time.h"
#include "rules/diagnostic.h"
#include "rules/yaml_reader.h"

namespace triaged::app {

/// Where findings go, and which file they are about.
struct Findings {
  std::string path;
  std::vector<rules::Diagnostic>& diagnostics;

  void error(const rules::Node& node, std::string code, std::string message) {
    diagnostics.push_back({rules::Diagnostic::Level::error, std::move(code), path, node.line,
                           node.column, std::move(message), {}});
  }
};

class Fields {
 public:
  Fields(const rules::Node& node, Findings& findings, std::string what);
  /// Reports the keys nobody asked for.
  ~Fields();
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  const rules::Node* find(std::string_view key);
  void text(std::string_view key, std::string& out);
  void required_text(std::string_view key, std::string& out);
  void texts(std::string_view key, std::vector<std::string>& out);
  void flag(std::string_view key, bool& out);
  void duration(std::string_view key, Duration& out);
  void bytes(std::string_view key, std::uint64_t& out);
  void severity(std::string_view key, Severity& out);
  /// One of `words`; gives its index.
  void word(std::string_view key, const std::vector<std::string>& words, std::size_t& out);
  /// Calls `read` for each item of a list.
  void each(std::string_view key, const std::function<void(const rules::Node&)>& read);
  /// Calls `read` for each entry of a map.
  void entries(std::string_view key,
               const std::function<void(const std::string&, const rules::Node&)>& read);

  const rules::Node& node() const { return node_; }
  Findings& findings() { return findings_; }

 private:
  const rules::Node* scalar(std::string_view key);
  const rules::Node& node_;
  Findings& findings_;
  std::string what_;
  std::vector<std::string> asked_;
};

}  // namespace triaged::app
