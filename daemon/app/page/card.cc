#include "app/page/parts.h"

namespace triaged::app {
namespace {

Html spans_part(const Spans& spans, Timestamp now) {
  Html out;
  for (const Span& span : spans) {
    Html inner;
    if (span.time != kNoTime) {
      inner.time(span.time, now);
    } else if (!span.mention.empty()) {
      inner.tag("<span class=\"mention\">").text(span.mention).tag("</span>");
    } else {
      inner.link(span.url, span.text);
    }
    switch (span.style) {
      case Span::Style::bold: out.tag("<b>").html(inner).tag("</b>"); break;
      case Span::Style::code: out.tag("<code>").html(inner).tag("</code>"); break;
      case Span::Style::plain: out.html(inner); break;
    }
  }
  return out;
}

Markup open_card(Severity severity) {
  switch (severity) {
    case Severity::SEV1: return "<article class=\"card sev1\" id=\"card\">\n";
    case Severity::SEV2: return "<article class=\"card sev2\" id=\"card\">\n";
    case Severity::SEV3: return "<article class=\"card sev3\" id=\"card\">\n";
    case Severity::SEV4: return "<article class=\"card sev4\" id=\"card\">\n";
    case Severity::SEV5: break;
  }
  return "<article class=\"card sev5\" id=\"card\">\n";
}

Markup open_line(LineKind kind) {
  switch (kind) {
    case LineKind::next: return "<p class=\"line next\">";
    case LineKind::links: return "<p class=\"line links\">";
    case LineKind::hurt: return "<p class=\"line hurt\">";
    case LineKind::mitigation: return "<p class=\"line mitigation\">";
    case LineKind::progress: return "<p class=\"line progress\">";
    case LineKind::note: return "<p class=\"line note\">";
    default: return "<p class=\"line\">";
  }
}

void title(Html& out, const Html& text, TitleLevel level) {
  if (level == TitleLevel::h1) {
    out.tag("<h1>").html(text).tag("</h1>\n");
  } else {
    out.tag("<h2>").html(text).tag("</h2>\n");
  }
}

void lines(Html& out, const Card& card, TitleLevel level, Timestamp now) {
  bool titled = false;
  if (card.lines.empty() || card.lines.front().kind != LineKind::title) {
    title(out, Html().text(card.lock_screen), level);
    titled = true;
  }
  for (const CardLine& line : card.lines) {
    const Html text = spans_part(line.spans, now);
    if (line.kind == LineKind::title && !titled) {
      title(out, text, level);
      titled = true;
    } else {
      out.tag(open_line(line.kind)).html(text).tag("</p>\n");
    }
  }
}

void buttons(Html& out, const Card& card) {
  if (card.buttons.empty()) return;
  out.tag("<p class=\"buttons\">");
  for (const Button& button : card.buttons) {
    out.tag("<button type=\"button\" disabled>").text(button.label).tag("</button> ");
  }
  out.tag("</p>\n");
}

void flags(Html& out, const CardItem& item, bool is_next) {
  if (is_next) out.tag(" <strong class=\"flag start\">start here</strong>");
  const bool open = item.state == StepState::open;
  if (item.parallel && open) out.tag(" <span class=\"flag\">in parallel</span>");
  if (item.risky && open) out.tag(" <span class=\"flag risky\">risky</span>");
  if (!item.mark.empty()) out.tag(" <span class=\"mark\">").text(item.mark).tag("</span>");
}

void folded(Html& out, const CardItem& item, bool is_next) {
  if (item.why.empty() && item.unless.empty() && (item.done.empty() || is_next)) return;
  out.tag("<details").attribute("id", "why-" + item.step).tag("><summary>why</summary>");
  if (!item.why.empty()) out.tag("<p>").text(item.why).tag("</p>");
  if (!item.unless.empty()) out.tag("<p>Skip it if ").text(item.unless).tag(".</p>");
  if (!item.done.empty() && !is_next) out.tag("<p>Done when ").text(item.done).tag(".</p>");
  out.tag("</details>");
}

Markup open_item(StepState state, bool is_next) {
  if (is_next) return "<li class=\"item next\"><span class=\"tick\" aria-hidden=\"true\">▶</span>";
  switch (state) {
    case StepState::done:
      return "<li class=\"item done\"><span class=\"tick\" aria-hidden=\"true\">✓</span>"
             "<span class=\"spoken\">done: </span>";
    case StepState::skipped:
      return "<li class=\"item skipped\"><span class=\"tick\" aria-hidden=\"true\">–</span>"
             "<span class=\"spoken\">skipped: </span>";
    case StepState::open: break;
  }
  return "<li class=\"item\"><span class=\"tick\" aria-hidden=\"true\">☐</span>";
}

void item_part(Html& out, const CardItem& item, bool is_next, Timestamp now) {
  out.tag(open_item(item.state, is_next)).tag("<div><p>").html(spans_part(item.text, now));
  flags(out, item, is_next);
  out.tag("</p>");
  if (!item.command.empty()) out.tag("<pre><code>").text(item.command).tag("</code></pre>");
  if (!item.detail.empty()) out.tag("<p class=\"sub\">").text(item.detail).tag("</p>");
  if (is_next && !item.done.empty()) {
    out.tag("<p class=\"sub\">Done when ").text(item.done).tag("</p>");
  }
  folded(out, item, is_next);
  out.tag("</div></li>\n");
}

void people(Html& out, const Card& card, Markup heading, bool wake) {
  bool begun = false;
  for (const CardPerson& person : card.people) {
    if (person.wake != wake) continue;
    if (!begun) out.tag(heading).tag("<ul class=\"plain\">\n");
    begun = true;
    out.tag("<li><b>").text(person.role).tag("</b> ").text(person.why).tag("</li>\n");
  }
  if (begun) out.tag("</ul>\n");
}

}  // namespace

Html card_part(const Card& card, TitleLevel level, Timestamp now) {
  Html out;
  out.tag(open_card(card.severity));
  lines(out, card, level, now);
  buttons(out, card);
  out.tag("</article>\n");
  return out;
}

Html checklist_part(const Card& card, Timestamp now) {
  Html out;
  if (card.sections.empty()) return out;
  out.tag("<section class=\"checklist\" id=\"checklist\" aria-labelledby=\"checklist-title\">\n")
      .tag("<h2 id=\"checklist-title\">Checklist</h2>\n");
  bool next_shown = false;  // one next step, whatever the card says
  for (const CardSection& section : card.sections) {
    out.tag("<section class=\"phase\">\n<h3>").text(section.heading).tag(" <span class=\"count\">");
    if (section.total > 0) {
      out.number(section.done).tag("/").number(section.total);
    } else {
      out.tag("none");
    }
    out.tag("</span></h3>\n");
    if (!section.items.empty()) out.tag("<ul class=\"items\">\n");
    for (const CardItem& item : section.items) {
      const bool is_next = item.next && !next_shown && item.state == StepState::open;
      next_shown = next_shown || is_next;
      item_part(out, item, is_next, now);
    }
    if (!section.items.empty()) out.tag("</ul>\n");
    out.tag("</section>\n");
  }
  out.tag("</section>\n");
  return out;
}

Html thinking_part(const Card& card) {
  Html out;
  people(out, card, "<h3>Wake now</h3>\n", true);
  people(out, card, "<h3>Tell in the morning</h3>\n", false);
  const auto list = [&out](Markup heading, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    out.tag(heading).tag("<ul class=\"plain\">\n");
    for (const std::string& text : texts) out.tag("<li>").text(text).tag("</li>\n");
    out.tag("</ul>\n");
  };
  list("<h3>Ideas, each with its check</h3>\n", card.hypotheses);
  list("<h3>Open questions</h3>\n", card.questions);
  if (card.drafts.empty()) return out;
  out.tag("<details id=\"drafts\"><summary>Drafts to send <span class=\"count\">");
  out.number(card.drafts.size()).tag("</span></summary>\n");
  for (const CardDraft& draft : card.drafts) {
    out.tag("<figure class=\"draft\"><figcaption>").text(draft.audience).tag("</figcaption><p>");
    out.text(draft.text).tag("</p></figure>\n");
  }
  out.tag("</details>\n");
  return out;
}

}  // namespace triaged::app
