#pragma once
// The page: what a person sees in a browser, as whole HTML documents. Server-rendered, readable
// without script and without colour, at 360 px and on paper. Pure functions of (World, View) and of
// cards that the app has rendered; they decide nothing, read no clock and find no file. Called on
// the thread that owns the World.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/api/json.h"
#include "app/api/preview.h"
#include "core/card.h"
#include "core/http_message.h"
#include "core/world.h"

namespace triaged::app {

/// The same for every page. No inline script or style exists, so none is allowed.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Content-Type and everything that keeps a browser from being too helpful.
Headers page_headers();

using CardOf = std::function<Card(const Incident&)>;

/// What a page needs besides the World.
struct View {
  Timestamp now;
  CardOf card;  ///< renders one incident as this page's reader sees it; must be set
  std::string
      base_url;  ///< how senders reach us, for the commands shown; e.g. http://127.0.0.1:9095
  std::string version;
  bool fragment = false;     ///< only the part that page.js exchanges (`?fragment=1`)
  std::size_t listed = 100;  ///< incidents per severity; the rest is said as a number
};

std::string index_html(const World& world, const View& view);

std::string incident_html(const World& world, const Incident& incident, const View& view);

/// The answer to the form of the "try it" box (field `text`); `pasted` is shown again in the box.
std::string preview_html(const Preview& preview, std::string_view pasted, const View& view);

/// A page for an error a person can meet: what, and what to do now. `pasted` as above.
std::string error_html(int status, std::string_view reason, std::string_view pasted,
                       const View& view);

}  // namespace triaged::app
