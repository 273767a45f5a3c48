#pragma once
// The read side of the HTTP interface: which document each GET path is, and how small JSON bodies of
// people's requests are read. Functions of (World, request); called on the loop thread.

#include <string>
#include <vector>

#include "app/page/assets.h"
#include "app/page/page.h"
#include "core/http_message.h"
#include "engine/loop.h"

namespace triaged::app {

struct ReadContext {
  const World& world;
  const engine::Setup& setup;
  journal::Journal& journal;
  std::string address;
};

/// 404 for what does not exist. Archived incidents are read from the journal.
HttpReply read_reply(const std::string& path, const HttpRequest& request,
                     const ReadContext& context);

View make_view(const World& world, const engine::Setup& setup, Timestamp now,
               const std::string& address);

HttpReply asset_reply(const Asset& asset, const Headers& headers);

/// Incidents that a record made a reader's view of stale; each once.
std::vector<IncidentId> changed_incidents(const Record& record);

/// {"text": "...", "reporter": "..."}.
Result<ReportIn> read_report_body(const std::string& body);

struct AskedAction {
  ActionIn action;
  std::string actor;
};
/// {"action": "take", "step": ..., "actor": ..., "reason": ...}.
Result<AskedAction> read_action_body(const std::string& body);

}  // namespace triaged::app
