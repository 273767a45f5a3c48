#include "engine/policy.h"

#include <algorithm>

namespace triaged::engine {
namespace {

bool takes(const Route& route, const Labels& labels) {
  return std::all_of(route.matchers.begin(), route.matchers.end(),
                     [&](const rules::LabelMatcher& m) { return m.matches(labels); });
}

RouteChoice choice_of(const Route& route, std::string reason) {
  RouteChoice choice;
  choice.route = route.name;
  choice.reason = std::move(reason);
  choice.team = route.team;
  choice.mode = route.mode;
  choice.post_from = route.post_from;
  if (route.mode != Mode::observe) choice.destinations = route.destinations;
  choice.escalation = route.escalation;
  return choice;
}

std::string reason_of(const Route& route) {
  if (route.matchers.empty()) return "route " + route.name + " takes everything";
  std::string reason = "route " + route.name + ":";
  for (const rules::LabelMatcher& matcher : route.matchers) reason += " " + matcher.text();
  return reason;
}

}  // namespace

const Route& route_of(const Policy& policy, const Labels& labels) {
  for (const Route& route : policy.routes) {
    if (takes(route, labels)) return route;
  }
  return policy.otherwise;
}

RouteChoice choose_route(const Policy& policy, const Labels& labels) {
  const Route& route = route_of(policy, labels);
  if (&route != &policy.otherwise) return choice_of(route, reason_of(route));
  return choice_of(route, policy.routes.empty() ? "no routes are configured" : "no route matched");
}

const std::vector<std::string>& packs_of(const Policy& policy, const RouteChoice& choice) {
  for (const Route& route : policy.routes) {
    if (route.name == choice.route) return route.packs;
  }
  return policy.otherwise.packs;
}

}  // namespace triaged::engine
