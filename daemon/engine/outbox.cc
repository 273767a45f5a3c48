#include "engine/outbox.h"

#include <algorithm>

namespace triaged::engine {
namespace {

constexpr Duration kFirstRetry = std::chrono::seconds{1};
constexpr Duration kLongestRetry = std::chrono::minutes{5};
constexpr Duration kStoppedRetry = std::chrono::minutes{1};
constexpr int kSearchTries = 4;
constexpr Duration kSearchSlack = std::chrono::seconds{5};

// Full jitter without a random source: spread by what is sent, stable for a replayed schedule.
Duration jitter(Duration longest, const Send& send, int failures) {
  const auto span = static_cast<std::uint64_t>(longest.count());
  const std::uint64_t mix =
      (send.ref.incident.value * 2654435761UL + static_cast<std::uint64_t>(failures) * 40503UL) %
      1000UL;
  return Duration{static_cast<Duration::rep>(span / 2 + span / 2 * mix / 1000)};
}

std::string channel_key(const std::string& chat, const std::string& channel) {
  return chat + "/" + channel;
}

// Slack's own form of a channel id; everything else is a name.
bool is_channel_id(const std::string& channel) {
  return channel.size() >= 9 && (channel[0] == 'C' || channel[0] == 'G' || channel[0] == 'D') &&
         std::all_of(channel.begin(), channel.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

bool notice_waits(const Incident& incident, std::uint32_t placement) {
  return std::any_of(incident.notices.begin(), incident.notices.end(), [&](const Notice& notice) {
    return placement < notice.delivered.size() && !notice.delivered[placement];
  });
}

bool lags(const Incident& incident, std::uint32_t index, const chat::Abilities& abilities) {
  const Placement& placement = incident.placements[index];
  if (!placement.fault.empty()) return false;
  if (placement.root_version == 0) return true;
  if (abilities.edit && placement.root_version < incident.version) return true;
  if (abilities.thread && placement.list_version < incident.version &&
      (placement.list_version == 0 || abilities.edit)) {
    return true;
  }
  return notice_waits(incident, index);
}

}  // namespace

std::string delivery_id(const Incident& incident, const DeliveryRef& ref) {
  const Destination& destination = incident.placements.at(ref.placement).destination;
  std::string id = to_string(incident.id) + "/" + destination.chat + "/";
  if (ref.placement > 0) id += std::to_string(ref.placement) + "/";
  id += to_string(ref.lane);
  if (ref.lane == Lane::notice) id += "-" + std::to_string(ref.notice);
  return id;
}

bool wants_chat(const Incident& incident, Timestamp now) {
  if (incident.route.mode == Mode::observe || incident.realm == Realm::drill) return false;
  if (worse(incident.route.post_from, incident.severity.severity)) return false;
  return now >= incident.post_after;
}

void Outbox::want(const Effects& effects) {
  for (const IncidentId id : effects.stale_cards) wanted_.try_emplace(id, kNoTime);
  for (const IncidentId id : effects.notices) wanted_.try_emplace(id, kNoTime);
  if (!effects.stale_cards.empty() || !effects.notices.empty()) next_wake_ = kNoTime;
}

void Outbox::restore(const World& world) {
  for (const auto& [id, incident] : world.incidents()) {
    for (std::uint32_t i = 0; i < incident.placements.size(); ++i) {
      const Placement& placement = incident.placements[i];
      if (!placement.channel_id.empty()) {
        ids_[channel_key(placement.destination.chat, placement.destination.channel)] =
            placement.channel_id;
      }
      if (!placement.fault.empty()) continue;
      wanted_.try_emplace(id, kNoTime);
      Conversation& talk = talks_[{id, i}];
      talk.ambiguous = true;
      talk.intent = incident.opened_at;
    }
  }
  next_wake_ = kNoTime;
}

Timestamp Outbox::oldest_waiting() const {
  Timestamp oldest = kNoTime;
  for (const auto& [id, since] : wanted_) {
    if (since != kNoTime && (oldest == kNoTime || since < oldest)) oldest = since;
  }
  return oldest;
}

Bucket& Outbox::channel_bucket(const Send& send) {
  // By the configured name, which is the same before and after the first post gave an id.
  const auto key = channel_key(send.chat, send.place);
  return channels_.try_emplace(key, Bucket{limits_.channel_interval, 1}).first->second;
}

Bucket& Outbox::edit_bucket(const std::string& chat) {
  return edits_.try_emplace(chat, Bucket{limits_.edit_interval, limits_.edit_burst}).first->second;
}

void Outbox::wake_at(Timestamp at) {
  if (!next_wake_ || at < *next_wake_) next_wake_ = at;
}

bool Outbox::settled(const World&, const Incident& incident, Timestamp) const {
  const bool never_posted = std::all_of(
      incident.placements.begin(), incident.placements.end(),
      [](const Placement& placement) { return placement.root_version == 0; });
  return incident.placements.empty() || (incident.merged_into.value != 0 && never_posted);
}

std::vector<Send> Outbox::due(const World& world, const ChatEnds& chats, Timestamp now) {
  next_wake_.reset();
  std::vector<std::pair<const Incident*, IncidentId>> order;
  for (auto it = wanted_.begin(); it != wanted_.end();) {
    const Incident* incident = world.find(it->first);
    if (incident == nullptr || settled(world, *incident, now)) {
      it = wanted_.erase(it);
      continue;
    }
    if (it->second == kNoTime) it->second = now;
    order.emplace_back(incident, it->first);
    ++it;
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return worse(a.first->severity.severity, b.first->severity.severity);
  });

  std::vector<Send> sends;
  for (const auto& [incident, id] : order) {
    const bool posted = std::any_of(incident->placements.begin(), incident->placements.end(),
                                    [](const Placement& p) { return p.root_version > 0; });
    if (!posted && !wants_chat(*incident, now)) {
      if (incident->post_after > now) {
        wake_at(incident->post_after);
      } else {
        wanted_.erase(id);
      }
      continue;
    }
    bool behind = false;
    for (std::uint32_t i = 0; i < incident->placements.size(); ++i) {
      const auto chat = chats.find(incident->placements[i].destination.chat);
      if (chat == chats.end() || !lags(*incident, i, chat->second.adapter->abilities())) continue;
      behind = true;
      Conversation& talk = talks_[{id, i}];
      if (talk.busy) continue;
      if (talk.intent == kNoTime) talk.intent = now;
      if (talk.not_before > now) {
        wake_at(talk.not_before);
        continue;
      }
      if (under_way_ >= limits_.in_flight) break;
      auto send = next_of(world, *incident, i, chat->second, now, talk);
      if (!send || !admit(*send, chat->second, now, talk)) continue;
      talk.busy = true;
      ++under_way_;
      sends.push_back(std::move(*send));
    }
    if (!behind) {
      wanted_.erase(id);
      if (!is_open(*incident)) {
        for (std::uint32_t i = 0; i < incident->placements.size(); ++i) talks_.erase({id, i});
      }
    }
  }
  return sends;
}

std::optional<Send> Outbox::edit_of(const Incident& incident, const DeliveryRef& ref,
                                    Timestamp now, Conversation& talk) {
  const Placement& placement = incident.placements[ref.placement];
  const Timestamp quiet = talk.last_edit + talk.edit_gap;
  if (talk.last_edit != kNoTime && quiet > now) {
    wake_at(quiet);
    return std::nullopt;
  }
  Send send;
  send.kind = Send::Kind::edit;
  send.ref = ref;
  send.message_id = ref.lane == Lane::root ? placement.root_id : placement.list_id;
  return send;
}

std::optional<Send> Outbox::next_of(const World&, const Incident& incident,
                                    std::uint32_t index, const ChatEnd& end, Timestamp now,
                                    Conversation& talk) {
  const chat::Abilities abilities = end.adapter->abilities();
  const Placement& placement = incident.placements[index];
  std::optional<Send> send;
  const auto post = [&](Lane lane, std::uint64_t notice) {
    Send made;
    made.ref = {incident.id, index, lane, notice};
    const bool look = talk.ambiguous && !talk.searched && abilities.search;
    made.kind = look         ? Send::Kind::search
                : talk.plain ? Send::Kind::plain_post
                             : Send::Kind::post;
    made.recovered = talk.ambiguous && (talk.blind || !abilities.search);
    made.oldest = talk.intent - kSearchSlack;
    return made;
  };
  if (placement.root_version == 0 || talk.repost) {
    send = post(Lane::root, 0);
  } else if (abilities.thread && placement.list_version == 0) {
    send = post(Lane::list, 0);
  } else {
    for (const Notice& notice : incident.notices) {
      if (index >= notice.delivered.size() || notice.delivered[index]) continue;
      if (notice.not_before > now) {
        wake_at(notice.not_before);
        continue;
      }
      send = post(Lane::notice, notice.id);
      break;
    }
  }
  if (!send && abilities.edit && placement.root_version < incident.version) {
    send = edit_of(incident, {incident.id, index, Lane::root, 0}, now, talk);
  } else if (!send && abilities.edit && abilities.thread &&
             placement.list_version < incident.version) {
    send = edit_of(incident, {incident.id, index, Lane::list, 0}, now, talk);
  }
  if (!send) return std::nullopt;
  send->version = incident.version;
  send->chat = placement.destination.chat;
  send->place = placement.destination.channel.empty() ? end.config.channel
                                                      : placement.destination.channel;
  send->channel = placement.channel_id.empty() ? send->place : placement.channel_id;
  if (send->kind == Send::Kind::search && placement.channel_id.empty() &&
      !is_channel_id(send->channel)) {
    const auto known = ids_.find(channel_key(send->chat, send->place));
    if (known == ids_.end()) {
      send->kind = Send::Kind::resolve;
    } else {
      send->channel = known->second;
    }
  }
  if (send->ref.lane != Lane::root) send->thread = placement.root_id;
  send->delivery = delivery_id(incident, send->ref);
  return send;
}

bool Outbox::admit(Send& send, const ChatEnd&, Timestamp now, Conversation& talk) {
  if (send.kind == Send::Kind::search || send.kind == Send::Kind::resolve) return true;
  Bucket& channel = channel_bucket(send);
  const Timestamp ready = channel.ready(now);
  if (ready > now) {
    wake_at(ready);
    return false;
  }
  if (send.kind == Send::Kind::edit) {
    Bucket& edits = edit_bucket(send.chat);
    if (!edits.take(now)) {
      wake_at(edits.ready(now));
      return false;
    }
    const bool busy = talk.last_edit != kNoTime && now - talk.last_edit < 3 * talk.edit_gap;
    talk.edit_gap = busy ? std::min(talk.edit_gap * 2, limits_.busy_edit_limit)
                         : limits_.channel_interval;
    talk.last_edit = now;
  }
  channel.take(now);
  return true;
}

void Outbox::back_off(Conversation& talk, const Send& send, const chat::Verdict& verdict,
                      Timestamp now) {
  ++talk.failures;
  if (verdict.retry_after > Duration{0}) {
    const Timestamp until = now + verdict.retry_after;
    if (send.kind == Send::Kind::edit) {
      edit_bucket(send.chat).close_until(until);
    } else {
      channel_bucket(send).close_until(until);
    }
    talk.not_before = until;
    return;
  }
  const int doublings = std::min(talk.failures - 1, 9);
  talk.not_before =
      now + jitter(std::min<Duration>(kFirstRetry * (1LL << doublings), kLongestRetry), send, talk.failures);
}

std::vector<Input> Outbox::give_up(const ChatEnds& chats, const Send& send,
                                   const std::string& error) {
  OutcomeIn outcome;
  outcome.delivery = send.ref;
  outcome.error = error;
  const auto end = chats.find(send.chat);
  const bool has_fallback =
      end != chats.end() && !end->second.config.fallback_channel.empty() && send.ref.placement == 0;
  if (has_fallback) outcome.fallback = {send.chat, end->second.config.fallback_channel};
  // A notice alone is not given up while its card stands elsewhere.
  if (send.ref.lane != Lane::root && outcome.fallback.chat.empty()) {
    outcome.error = "refused: " + error;
  }
  FaultIn fault{"chat/" + send.chat + "/" + send.channel, "chat " + send.chat + ": " + error};
  return {outcome, fault};
}

std::vector<Input> Outbox::answered(const World& world, const ChatEnds& chats, const Send& send,
                                    const chat::Verdict& verdict, Timestamp now) {
  --under_way_;
  Conversation& talk = talks_[{send.ref.incident, send.ref.placement}];
  talk.busy = false;
  next_wake_ = kNoTime;
  wanted_.try_emplace(send.ref.incident, now);
  using Kind = chat::Verdict::Kind;
  const bool edit = send.kind == Send::Kind::edit;
  const bool look = send.kind == Send::Kind::search || send.kind == Send::Kind::resolve;
  switch (verdict.kind) {
    case Kind::sent: {
      const bool faulty = world.faults().contains("chat/" + send.chat + "/" + send.channel) ||
                          world.faults().contains("chat/" + send.chat);
      talk = Conversation{.last_edit = talk.last_edit, .edit_gap = talk.edit_gap};
      OutcomeIn outcome;
      outcome.delivery = send.ref;
      outcome.sent = true;
      outcome.version = send.version;
      outcome.channel_id = verdict.channel_id;
      if (!verdict.channel_id.empty()) {
        ids_.try_emplace(channel_key(send.chat, send.place), verdict.channel_id);
      }
      outcome.message_id = verdict.message_id;
      outcome.recovered = send.recovered;
      if (!faulty) return {outcome};
      return {outcome, FaultIn{"chat/" + send.chat + "/" + send.channel, ""},
              FaultIn{"chat/" + send.chat, ""}};
    }
    case Kind::retry:
      back_off(talk, send, verdict, now);
      if (look && talk.failures >= kSearchTries) {
        talk.searched = true;
        talk.blind = true;
      }
      return {};
    case Kind::ambiguous:
      talk.ambiguous = !edit;
      talk.searched = false;
      back_off(talk, send, verdict, now);
      return {};
    case Kind::gone: talk.repost = true; return {};
    case Kind::invalid:
      if (!edit && !talk.plain) {
        talk.plain = true;
        return {FaultIn{"chat/" + send.chat + "/" + send.channel,
                        "chat " + send.chat + " refused the full card (" + verdict.error +
                            "); sent the plain form"}};
      }
      return give_up(chats, send, verdict.error);
    case Kind::refused: return give_up(chats, send, verdict.error);
    case Kind::stopped:
      talk.not_before = now + kStoppedRetry;
      return {FaultIn{"chat/" + send.chat, "chat " + send.chat + ": " + verdict.error}};
  }
  return {};
}

void Outbox::resolved(const Send& send, const std::string& channel_id, Timestamp now) {
  --under_way_;
  Conversation& talk = talks_[{send.ref.incident, send.ref.placement}];
  talk.busy = false;
  next_wake_ = kNoTime;
  wanted_.try_emplace(send.ref.incident, now);
  ids_[channel_key(send.chat, send.place)] = channel_id;
}

std::vector<Input> Outbox::searched(const Send& send, const chat::Found& found, Timestamp now) {
  --under_way_;
  Conversation& talk = talks_[{send.ref.incident, send.ref.placement}];
  talk.busy = false;
  next_wake_ = kNoTime;
  wanted_.try_emplace(send.ref.incident, now);
  for (const auto& [delivery, message_id] : found.messages) {
    if (delivery != send.delivery) continue;
    talk.searched = false;
    OutcomeIn outcome;
    outcome.delivery = send.ref;
    outcome.sent = true;
    outcome.version = 1;  // which version it shows is not known; an edit makes it true
    outcome.channel_id = found.channel_id.empty() ? send.channel : found.channel_id;
    outcome.message_id = message_id;
    outcome.recovered = true;
    return {outcome};
  }
  talk.searched = true;
  return {};
}

}  // namespace triaged::engine
