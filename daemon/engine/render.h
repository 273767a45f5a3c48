#pragma once
// From the World to a Card: a pure function of (World, viewer). Called when something is about to be
// shown, by the loop thread (chat, page) and by tests. It decides nothing and changes nothing; what
// is unknown is said as unknown.

#include <map>
#include <string>

#include "core/card.h"
#include "core/world.h"

namespace triaged::engine {

/// Who looks, and with what at hand.
struct Viewer {
  Headings headings = Headings::detect;
  std::map<std::string, std::string> tools;  ///< name -> URL template, as in `tools:`
  std::string page_url;                      ///< external URL of our page; empty: no link to it
  bool change_feed = false;                  ///< a source of changes is configured
  Timestamp now;
};

Card render_card(const World& world, const Incident& incident, const Viewer& viewer);

/// What the incident is about, in one line of at most 46 characters, without severity.
std::string render_title(const World& world, const Incident& incident, const Viewer& viewer);

/// The text of a notice as it stands now; empty if it is no longer true and must not be sent.
std::string render_notice(const World& world, const Incident& incident, const Notice& notice);

}  // namespace triaged::engine
