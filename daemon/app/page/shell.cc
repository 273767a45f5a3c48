#include <string>

#include "app/page/assets.h"
#include "app/page/parts.h"

namespace triaged::app {
namespace {

/// The asset's path with its digest, so that a browser may keep it until the next binary.
std::string versioned(std::string_view path) {
  const Asset* asset = find_asset(path);
  return std::string(path) + "?v=" + asset->etag.substr(1, 16);
}

void head(Html& out, std::string_view title) {
  out.tag("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      .tag("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
      .text(title)
      .tag(" · triaged</title>\n<link rel=\"icon\" type=\"image/svg+xml\"")
      .attribute("href", versioned("/static/icon.svg"))
      .tag(">\n<link rel=\"stylesheet\"")
      .attribute("href", versioned("/static/page.css"))
      .tag(">\n<script type=\"module\"")
      .attribute("src", versioned("/static/page.js"))
      .tag("></script>\n</head>\n");
}

void top(Html& out, const View& view) {
  out.tag("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header class=\"top\">\n")
      .tag("<a class=\"brand\" href=\"/\">triaged</a>\n<nav aria-label=\"Pages\">")
      .tag("<a href=\"/\">Incidents</a> <a href=\"/#try\">Try it</a></nav>\n")
      .tag("<p id=\"state\" role=\"status\">as of ")
      .time(view.now, view.now)
      .tag("</p>\n</header>\n");
}

void foot(Html& out, const View& view) {
  out.tag("<footer><p>triaged ")
      .text(view.version)
      .tag(" · <a href=\"/api/v1/incidents\">JSON</a> · ")
      .tag("<a href=\"/api/v1/openapi.json\">API</a> · <a href=\"/metrics\">metrics</a>")
      .tag("</p></footer>\n");
}

}  // namespace

Headers page_headers() {
  return {{"Content-Type", "text/html; charset=utf-8"},
          {"Content-Security-Policy", std::string(kContentSecurityPolicy)},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Cache-Control", "no-store"}};
}

std::string document(std::string_view title, const Html& fresh, const Html& below,
                     const View& view) {
  if (view.fragment) return fresh.str();
  Html out;
  head(out, title);
  out.tag("<body>\n");
  top(out, view);
  out.tag("<main id=\"main\" tabindex=\"-1\">\n<div id=\"fresh\">\n")
      .html(fresh)
      .tag("</div>\n")
      .html(below)
      .tag("</main>\n");
  foot(out, view);
  out.tag("</body>\n</html>\n");
  return out.str();
}

Html try_box(std::string_view pasted) {
  Html out;
  out.tag("<section id=\"try\" class=\"try\" aria-labelledby=\"try-title\">\n")
      .tag("<h2 id=\"try-title\">Try it</h2>\n<form method=\"post\" action=\"/preview\">\n")
      .tag("<label for=\"pasted\">Paste an alert as JSON, or say in a sentence what is wrong. ")
      .tag("You see the card it would make and why. Nothing is kept, nobody is told.</label>\n")
      .tag("<textarea id=\"pasted\" name=\"text\" rows=\"5\" required spellcheck=\"false\" ")
      .tag("autocomplete=\"off\" placeholder=\"users cannot log in since noon\">\n")
      .text(pasted)
      .tag("</textarea>\n<button type=\"submit\">Show the card</button>\n</form>\n</section>\n");
  return out;
}

std::string error_html(int status, std::string_view reason, std::string_view pasted,
                       const View& view) {
  Html fresh;
  fresh.tag("<section class=\"error\">\n<h1>")
      .text(status == 404   ? "Not here"
            : status >= 500 ? "Not now"
                            : "That did not work")
      .tag("</h1>\n<p>")
      .text(reason)
      .tag("</p>\n<p><a href=\"/\">All incidents</a></p>\n</section>\n");
  View whole = view;
  whole.fragment = false;
  return document("Error " + std::to_string(status), fresh, try_box(pasted), whole);
}

std::string_view without_severity(std::string_view lock_screen, Severity severity) {
  const std::string_view word = to_string(severity);
  if (!lock_screen.starts_with(word)) return lock_screen;
  lock_screen.remove_prefix(word.size());
  while (lock_screen.starts_with(' ') || lock_screen.starts_with(':')) lock_screen.remove_prefix(1);
  return lock_screen;
}

std::string_view actor_name(std::string_view actor) {
  return actor.starts_with("user:") ? actor.substr(5) : actor;
}

}  // namespace triaged::app
