// Makes the page follow along; everything on it can be read without this. Times move into the
// reader's zone, and the part in #fresh is exchanged when the daemon says that something changed.
// No dependency, no markup made here: what is put in place is what the server rendered.

const fresh = document.getElementById("fresh");
const state = document.getElementById("state");
const POLL_MS = 10000;
let heard = Date.now();

// --- times ---

const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"});
const dated = new Intl.DateTimeFormat(undefined,
  {month: "short", day: "numeric", hour: "2-digit", minute: "2-digit"});

function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (big, unit, small, sub) => big + unit + (small > 0 ? " " + small + sub : "");
  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min";
  if (s < 86400) return two(Math.floor(s / 3600), " h", Math.floor(s % 3600 / 60), " min");
  return two(Math.floor(s / 86400), " d", Math.floor(s % 86400 / 3600), " h");
}

function showTimes(root) {
  for (const time of root.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    if (time.className === "age") {
      time.textContent = duration(Date.now() - at);
    } else {
      const today = at.toDateString() === new Date().toDateString();
      time.textContent = (today ? clock : dated).format(at);
    }
    time.title = at.toISOString().slice(0, 19).replace("T", " ") + " UTC";
  }
}

// --- exchange ---

function openFolds() {
  return new Set([...fresh.querySelectorAll("details[open][id]")].map((fold) => fold.id));
}

function isReading() {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && fresh.contains(selection.anchorNode);
}

async function exchange() {
  if (isReading()) return;
  const url = new URL(location.href);
  url.searchParams.set("fragment", "1");
  const reply = await fetch(url, {headers: {Accept: "text/html"}});
  if (!reply.ok) throw new Error("status " + reply.status);
  const parsed = new DOMParser().parseFromString(await reply.text(), "text/html");
  showTimes(parsed);
  const open = openFolds();
  const focused = fresh.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && (focused.id || focused.closest("[id]")?.id);
  fresh.replaceChildren(...parsed.body.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (place) document.getElementById(place)?.querySelector("a, summary, button")?.focus();
  said();
}

function said() {
  heard = Date.now();
  state.classList.remove("stale");
  state.textContent = "live, " + clock.format(heard);
}

function silent() {
  state.classList.add("stale");
  state.textContent = "no answer since " + clock.format(heard);
}

let waiting = null;
function soon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    exchange().catch(silent);
  }, 250);
}

function poll() {
  setInterval(() => {
    if (!document.hidden) exchange().catch(silent);
  }, POLL_MS);
}

function follow() {
  const stream = new EventSource("/api/v1/stream");
  stream.addEventListener("change", soon);
  stream.addEventListener("resync", soon);
  stream.onopen = soon;
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) poll();  // no stream here; it does not come back
    else silent();
  };
}

showTimes(document);
setInterval(() => showTimes(document), 30000);
if (location.pathname === "/" || location.pathname.startsWith("/incidents/")) {
  follow();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) soon();
  });
}
