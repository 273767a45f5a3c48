// One flat JSON object on one line, built member by member. Keys and texts need no escaping here.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace triaged::bench {

class JsonLine {
 public:
  JsonLine& number(std::string_view key, double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", value);
    return raw(key, text);
  }
  JsonLine& count(std::string_view key, uint64_t value) { return raw(key, std::to_string(value)); }
  JsonLine& text(std::string_view key, std::string_view value) {
    return raw(key, '"' + std::string{value} + '"');
  }
  JsonLine& raw(std::string_view key, std::string_view value) {
    line_ += line_.empty() ? "{\"" : ",\"";
    line_ += key;
    line_ += "\":";
    line_ += value;
    return *this;
  }
  std::string str() const { return line_ + "}"; }

 private:
  std::string line_;
};

}  // namespace triaged::bench
