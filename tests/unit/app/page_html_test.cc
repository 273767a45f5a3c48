#include <catch2/catch.hpp>

#include "app/page/assets.h"
#include "app/page/code_point.h"
#include "app/page/html.h"
#include "app/page/page.h"
#include "unit/app/sample_world.h"

using namespace triaged;
using namespace triaged::app;

namespace {

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string incident_page(std::uint64_t id) {
  const World world = samples::night();
  return incident_html(world, *world.find(IncidentId{id}), samples::view());
}

}  // namespace

TEST_CASE("foreign text cannot become markup") {
  CHECK(escape_html("<b a=\"x\" c='y'>&`") == "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;&#96;");
  CHECK(escape_html("a\nb\tc") == "a\nb\tc");
}

TEST_CASE("what a reader cannot see is shown, and broken bytes are replaced") {
  CHECK(escape_html("a\u202Eb") == "a\\u{202E}b");
  CHECK(escape_html(std::string_view("a\0b", 3)) == "a\\u{0000}b");
  CHECK(escape_html("a\xFF\xC0\x80z") == "a\uFFFD\uFFFD\uFFFDz");
  CHECK(escape_html("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(escape_html("grün 🔴 → 語") == "grün 🔴 → 語");
}

TEST_CASE("only http and https links with a host are links") {
  for (const char* good : {"http://a", "https://a.example/x?y=1&z=2#f", "HTTPS://a.example"}) {
    CHECK(is_safe_url(good));
  }
  for (const char* bad :
       {"", "javascript:alert(1)", "data:text/html,x", "//a.example", "http://", "https:///x",
        "http:a", "ftp://a", " http://a", "http://a b", "http://a\"onclick=", "http://a\nb",
        "http://\u202Ea", "https://@evil", "http://a\\b", "vbscript:x", "https://a<b"}) {
    INFO(bad);
    CHECK_FALSE(is_safe_url(bad));
  }
}

TEST_CASE("the six phases stand in their order with their progress", "[P7]") {
  const std::string page = incident_page(7);
  std::size_t last = 0;
  for (const char* heading : {"Detect &amp; Define <span class=\"count\">1/2",
                              "Evaluate &amp; Escalate <span class=\"count\">0/3",
                              "Troubleshoot &amp; Triage <span class=\"count\">2/4",
                              "Execute &amp; Experiment <span class=\"count\">0/3",
                              "Communicate &amp; Contain <span class=\"count\">0/1",
                              "Track &amp; Terminate <span class=\"count\">0/1"}) {
    const std::size_t here = page.find(heading);
    INFO(heading);
    REQUIRE(here != std::string::npos);
    CHECK(here > last);
    last = here;
  }
}

TEST_CASE("plain headings change words, not structure", "[PT]") {
  const World world = samples::night();
  const Incident& incident = *world.find(IncidentId{7});
  View view = samples::view();
  const std::string detect = incident_html(world, incident, view);
  view.card = [](const Incident& one) {
    Card card = samples::card_of(one);
    for (CardSection& section : card.sections) {
      section.heading = heading(section.phase, Headings::plain);
    }
    return card;
  };
  std::string plain = incident_html(world, incident, view);
  for (std::size_t i = 0; i < kPhases; ++i) {
    const std::string from = escape_html(heading(static_cast<Phase>(i), Headings::plain));
    const std::string to = escape_html(heading(static_cast<Phase>(i), Headings::detect));
    const std::string before = "<h3>" + from + " <span";
    const std::size_t found = plain.find(before);
    REQUIRE(found != std::string::npos);
    plain.replace(found, before.size(), "<h3>" + to + " <span");
  }
  CHECK(plain == detect);
}

TEST_CASE("a page shows exactly one next step and one next update", "[H3]") {
  const World world = samples::night();
  View view = samples::view();
  view.card = [](const Incident& one) {
    Card card = samples::card_of(one);
    for (CardSection& section : card.sections) {
      for (CardItem& item : section.items) item.next = item.state == StepState::open;
    }
    return card;
  };
  const std::string page = incident_html(world, *world.find(IncidentId{7}), view);
  CHECK(count(page, "class=\"item next\"") == 1);
  CHECK(count(page, "start here") == 1);
  CHECK(count(page, "<p class=\"line next\">") == 1);
  CHECK(count(page, "<p class=\"line progress\">Update 03:18") == 1);
}

TEST_CASE("the page says who is hurt, and that as an input of the severity", "[Q6]") {
  const std::string page = incident_page(7);
  CHECK(count(page, "<p class=\"line hurt\">Hurt: checkout 38% failing") == 1);
  CHECK(count(page, "<b>who is hurt</b> checkout 38% failing, login p95 6 s") == 1);
  CHECK(count(page, "<b>share of users</b> unknown") == 1);
  CHECK(count(incident_page(6), "Hurt: unknown") == 1);
}

TEST_CASE("why is marked in the text that matched, and the runners-up say what they lacked",
          "[P1b]") {
  const std::string page = incident_page(7);
  CHECK(count(page, "orders-primary <mark>p95 latency is 4.8 s</mark>, usually 0.1 s") == 1);
  CHECK(count(page, "lacked waiting-clients, too-many-clients") == 1);
  CHECK(count(page, "<b>connection-pool</b> 180 of 200 needed") == 1);
}

TEST_CASE("the list is by severity, resolved and closed apart", "[Q2]") {
  const std::string page = index_html(samples::night(), samples::view());
  const auto place = [&page](std::string_view text) {
    const std::size_t found = page.find(text);
    INFO(text);
    REQUIRE(found != std::string::npos);
    return found;
  };
  CHECK(place("<h2>SEV1") < place("<h2>SEV2"));
  CHECK(place("<h2>SEV2") < place("<h2>SEV3"));
  CHECK(place("<h2>SEV3") < place("Resolved, not closed"));
  CHECK(place("Resolved, not closed") < place("Closed <span"));
  CHECK(count(page, ">orders-primary slow, checkout 38% failing, 6 min</a>") == 1);
  CHECK(count(page, "3 open, worst SEV1") == 2);
  CHECK(count(page, "not_in_channel") == 1);
}

TEST_CASE("an empty page teaches the first command") {
  const std::string page = index_html(World(), samples::view());
  CHECK(count(page, "curl -H") == 1);
  CHECK(count(page, "http://127.0.0.1:9095/api/v2/alerts") == 1);
  CHECK(count(page, "Nothing open") == 2);
}

TEST_CASE("a fragment is the exchanged part and nothing else") {
  const World world = samples::night();
  View view = samples::view();
  const std::string whole = index_html(world, view);
  view.fragment = true;
  const std::string part = index_html(world, view);
  CHECK(part.find("<html") == std::string::npos);
  CHECK(whole.find("<div id=\"fresh\">\n" + part + "</div>") != std::string::npos);
}

TEST_CASE("a long list says how many more there are") {
  World world;
  for (std::uint64_t id = 1; id <= 130; ++id) {
    Incident incident;
    incident.id = IncidentId{id};
    incident.key.target = std::to_string(id);
    incident.opened_at = samples::now();
    world.restore(std::move(incident));
  }
  const std::string page = index_html(world, samples::view());
  CHECK(count(page, "<li class=\"incident") == 100);
  CHECK(count(page, "+ 30 more") == 1);
}

TEST_CASE("a preview says that nothing was kept, and why nothing would open") {
  Preview preview;
  preview.reason = "resolved before it was ever firing";
  const std::string page = preview_html(preview, "{\"a\": \"</textarea><b>\"}", samples::view());
  CHECK(count(page, "No incident would be opened.") == 1);
  CHECK(count(page, "resolved before it was ever firing") == 1);
  CHECK(count(page, "{&quot;a&quot;: &quot;&lt;/textarea&gt;&lt;b&gt;&quot;}") == 1);
  CHECK(count(page, "</textarea>") == 1);
}

TEST_CASE("no page has inline script or style, and the policy allows none") {
  for (const std::string& page :
       {index_html(samples::night(), samples::view()), incident_page(7), incident_page(5)}) {
    CHECK(count(page, "<script") == 1);
    CHECK(count(page, "<script type=\"module\" src=\"/static/page.js?v=") == 1);
    CHECK(count(page, " style=") == 0);
    CHECK(count(page, " onclick") == 0);
    CHECK(count(page, "<style") == 0);
  }
  CHECK(kContentSecurityPolicy.find("unsafe") == std::string_view::npos);
  CHECK(header(page_headers(), "x-content-type-options") == "nosniff");
}

TEST_CASE("the page's files are in the binary, byte for byte") {
  const Asset* css = find_asset("/static/page.css");
  REQUIRE(css != nullptr);
  CHECK(css->body.size() > 1000);
  CHECK(css->body.find("prefers-color-scheme: dark") != std::string_view::npos);
  const Asset* js = find_asset("/static/page.js");
  REQUIRE(js != nullptr);
  CHECK(js->body.find("innerHTML") == std::string_view::npos);
  CHECK(js->body.find("eval") == std::string_view::npos);
  CHECK(js->etag.size() == 18);
  CHECK(find_asset("/static/other") == nullptr);
  CHECK(find_asset("/api/v1/openapi.json") != nullptr);
}

TEST_CASE("whom to wake and whom to tell in the morning are two lists, each with its reason",
          "[P2b]") {
  const std::string page = incident_page(7);
  const std::size_t wake = page.find("<h3>Wake now</h3>");
  const std::size_t morning = page.find("<h3>Tell in the morning</h3>");
  REQUIRE(wake < morning);
  CHECK(page.find("<b>@pg-oncall</b> owns orders-primary") > wake);
  CHECK(page.find("<b>@pg-oncall</b> owns orders-primary") < morning);
  CHECK(page.find("<b>product</b> 38% of checkouts fail") > morning);
}
