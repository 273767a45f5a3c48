#pragma once
// What an alert is about: service, environment, cluster, region, team, host, read from its labels by
// the configured lists. What the labels do not say stays empty and is called unknown; nothing is
// guessed from texts.

#include <functional>

#include "core/alert.h"
#include "core/facts.h"
#include "engine/policy.h"

namespace triaged::engine {

struct About {
  std::string service;
  std::string environment;
  std::string cluster;
  std::string region;
  std::string team;
  std::string host;  ///< without a port

  /// What a person would name: the service, else the host; empty if neither is known.
  const std::string& target() const { return service.empty() ? host : service; }
};

About about(const LabelLists& lists, const Labels& labels);

/// The facts every alert gives, before any pack adds its own; only those `wanted`.
Facts base_facts(const About& about, const Alert& alert,
                 const std::function<bool(std::string_view)>& wanted);

}  // namespace triaged::engine
