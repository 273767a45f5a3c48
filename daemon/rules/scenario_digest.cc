#include "rules/scenario_digest.h"

#include <algorithm>
#include <tuple>

#include "core/fnv.h"
#include "core/labels.h"

namespace triaged::rules {
namespace {

/// Feeds a value piece by piece; each text and list is preceded by its length, so that no two
/// values look the same.
class Digest {
 public:
  void number(std::int64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      hash_.add_byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
    }
  }

  template <class... Texts>
  void texts(const Texts&... values) {
    (text(values), ...);
  }

  void text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    hash_.add(value);
  }

  template <class List, class Each>
  void list(const List& values, Each&& each) {
    number(static_cast<std::int64_t>(values.size()));
    for (const auto& value : values) each(value);
  }

  void words(const std::vector<std::string>& values) {
    list(values, [&](const std::string& value) { text(value); });
  }

  void when(const std::vector<Condition>& conditions) {
    list(conditions, [&](const Condition& c) {
      text(c.fact);
      number(static_cast<std::int64_t>(c.test));
      words(c.values);
    });
  }

  std::string hex() const { return format_hex(hash_.value()); }

 private:
  Fnv hash_;
};

void add_step(Digest& d, const Step& s) {
  d.texts(s.id, s.text, s.long_text, s.done, s.tool, s.otherwise, s.command, s.role, s.backout,
          s.effect, s.cost, s.why, s.unless);
  d.number(static_cast<std::int64_t>(s.phase));
  d.number(static_cast<std::int64_t>(s.kind));
  d.number(static_cast<std::int64_t>(s.evidence));
  d.number(s.time_box.count());
  d.number((s.parallel ? 1 : 0) + (s.risky ? 2 : 0));
  d.when(s.when);
  d.list(s.commands, [&](const Choice& c) {
    d.when(c.when);
    d.text(c.text);
  });
}

void add_judgement(Digest& d, const Scenario& s) {
  d.number(static_cast<std::int64_t>(s.default_severity));
  d.list(s.raises, [&](const SeverityRaise& r) {
    d.number(static_cast<std::int64_t>(r.to));
    d.when(r.when);
    d.text(r.reason);
    d.number(r.weight);
  });
  d.list(s.impact, [&](const Choice& c) {
    d.when(c.when);
    d.text(c.text);
  });
  d.list(s.escalations, [&](const Escalation& e) {
    d.texts(e.role, e.why);
    d.number(static_cast<std::int64_t>(e.urgency));
    d.number(static_cast<std::int64_t>(e.from));
    d.when(e.when);
  });
}

void add_ideas(Digest& d, const Scenario& s) {
  d.list(s.hypotheses, [&](const Hypothesis& h) {
    d.texts(h.id, h.text, h.check);
    d.when(h.when);
  });
  d.words(s.also_consider);
  d.list(s.questions, [&](const Question& q) {
    d.texts(q.id, q.fact, q.text, q.changes);
    d.words(q.answers);
  });
}

void add_after(Digest& d, const Scenario& s) {
  d.list(s.drafts, [&](const Draft& draft) { d.texts(draft.audience, draft.text); });
  d.list(s.follow_ups, [&](const FollowUp& f) {
    d.texts(f.kind, f.text, f.owner);
    d.when(f.when);
  });
}

}  // namespace

std::string version_of(const Scenario& scenario) {
  Digest digest;
  digest.texts(scenario.id, scenario.pack, scenario.title, scenario.summary, scenario.symptom,
               scenario.owner);
  add_judgement(digest, scenario);
  add_ideas(digest, scenario);
  digest.list(scenario.steps, [&](const Step& step) { add_step(digest, step); });
  add_after(digest, scenario);
  digest.number(static_cast<std::int64_t>(scenario.maturity));
  return digest.hex();
}

std::string digest_of(const std::vector<PackFile>& files) {
  std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> all;
  for (const PackFile& file : files) {
    const std::string_view path = file.path;
    const std::size_t slash = path.rfind('/');
    all.emplace_back(file.pack, slash == std::string_view::npos ? path : path.substr(slash + 1),
                     file.text);
  }
  std::sort(all.begin(), all.end());
  Digest digest;
  for (const auto& [pack, name, text] : all) digest.texts(pack, name, text);
  return digest.hex();
}

}  // namespace triaged::rules
