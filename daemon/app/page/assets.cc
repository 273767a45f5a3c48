#include "app/page/assets.h"

#include <array>

#include "core/fnv.h"
#include "core/labels.h"

namespace triaged::app {

namespace embedded {
extern const std::string_view page_css;
extern const std::string_view page_js;
extern const std::string_view icon_svg;
extern const std::string_view openapi_json;
}  // namespace embedded

namespace {

Asset make(std::string_view path, std::string_view type, std::string_view body) {
  return {path, type, body, '"' + format_hex(Fnv().add(body).value()) + '"'};
}

}  // namespace

const Asset* find_asset(std::string_view path) {
  static const std::array<Asset, 4> assets{
      make("/static/page.css", "text/css; charset=utf-8", embedded::page_css),
      make("/static/page.js", "text/javascript; charset=utf-8", embedded::page_js),
      make("/static/icon.svg", "image/svg+xml", embedded::icon_svg),
      make("/api/v1/openapi.json", "application/json", embedded::openapi_json)};
  for (const Asset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace triaged::app
