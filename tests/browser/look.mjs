// Looks at the sample pages in Chromium: node look.mjs SITE_DIRECTORY [SHOTS_DIRECTORY]
// Fails on a sideways scroll at 360 px, a policy violation, a script error, a dialog, a serious
// accessibility finding, or a page that does not follow a change. Writes screenshots if asked to.

import {readFileSync, readdirSync, mkdirSync} from "node:fs";
import {createServer} from "node:http";
import {createRequire} from "node:module";
import {chromium} from "playwright-core";

const [site, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const headers = JSON.parse(readFileSync(`${site}/headers.json`, "utf8"));
const routes = {"/": "index", "/incidents/inc-7": "incident", "/incidents/inc-5": "report", "/preview": "preview",
  "/nothing": "nothing", "/empty": "empty", "/error": "error"};
const types = {css: "text/css", js: "text/javascript", svg: "image/svg+xml"};
const streams = new Set();
let changed = false;
const failures = [];

function check(condition, what) {
  if (!condition) failures.push(what);
  console.log(condition ? "ok  " : "FAIL", what);
}

function page_of(path, fragment) {
  const name = routes[path] ?? path.slice(1).replace(/\.html$/, "");
  const text = readFileSync(`${site}/${name}${fragment ? ".fragment" : ""}.html`, "utf8");
  return changed ? text.replace("Nothing open", "One open").replace("3 open", "4 open") : text;
}

const server = createServer((request, reply) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/api/v1/stream") {
    reply.writeHead(200, {"Content-Type": "text/event-stream"});
    reply.write(": hello\n\n");
    streams.add(reply);
    return;
  }
  try {
    if (url.pathname.startsWith("/static/")) {
      const file = readFileSync(site + url.pathname);
      reply.writeHead(200, {"Content-Type": types[url.pathname.split(".").pop()]}).end(file);
    } else {
      const page = page_of(url.pathname, url.searchParams.has("fragment"));
      reply.writeHead(200, headers).end(page);
    }
  } catch {
    reply.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox"]});

async function open(options) {
  const context = await browser.newContext({locale: "en-GB", timezoneId: "UTC", ...options});
  const page = await context.newPage();
  await page.clock.install({time: new Date("2026-11-24T03:13:40Z")});
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  page.on("dialog", (dialog) => { complaints.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  return {context, page, complaints};
}

async function look(name, path, options, unfold) {
  const {context, page, complaints} = await open(options);
  await page.goto(base + path, {waitUntil: "load"});
  await page.waitForTimeout(400);
  if (unfold) await page.evaluate(() => document.querySelectorAll("details").forEach((d, i) => { if (i < 8) d.open = true; }));
  const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(wide <= inner, `${name}: nothing wider than the screen (${wide} of ${inner})`);
  check(complaints.length === 0, `${name}: no complaints ${complaints.join(" | ")}`);
  if (options.javaScriptEnabled !== false) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run());
    const bad = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    check(bad.length === 0, `${name}: accessible ${bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)}`).join("; ")}`);
  }
  if (shots) await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
  await context.close();
}

if (shots) mkdirSync(shots, {recursive: true});
const phone = {viewport: {width: 360, height: 740}, deviceScaleFactor: 2, hasTouch: true, isMobile: true};
const desk = {viewport: {width: 1280, height: 800}};
for (const [path, name] of Object.entries(routes)) {
  await look(`${name}-360`, path, phone);
  await look(`${name}-1280`, path, desk);
}
for (const [name, path] of [["index", "/"], ["incident", "/incidents/inc-7"]]) {
  await look(`${name}-360-dark`, path, {...phone, colorScheme: "dark"});
  await look(`${name}-1280-dark`, path, {...desk, colorScheme: "dark"});
}
await look("incident-360-unfolded", "/incidents/inc-7", phone, true);
await look("incident-360-noscript", "/incidents/inc-7", {...phone, javaScriptEnabled: false});
await look("incident-800", "/incidents/inc-7", {viewport: {width: 800, height: 900}});

// Hostile strings in every field: nothing runs, nothing is even tried, nothing breaks the width.
const hostile = readdirSync(site).filter((name) => /^hostile-\d+-(incident|index|preview)\.html$/.test(name));
if (hostile.length > 0) {
  const {context, page, complaints} = await open({...phone, javaScriptEnabled: true});
  await page.route("**/api/v1/stream", (route) => route.abort());
  const wide = [];
  for (const name of hostile) {
    await page.goto(`${base}/${name}`, {waitUntil: "domcontentloaded"});
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(name);
  }
  check(complaints.length === 0, `${hostile.length} hostile pages: no complaints ${complaints.slice(0, 3).join(" | ")}`);
  check(wide.length === 0, `${hostile.length} hostile pages: nothing wider than the screen ${wide.slice(0, 5)}`);
  await context.close();
}

// It follows a change, and what the reader had unfolded stays so.
{
  const {context, page, complaints} = await open(desk);
  await page.goto(`${base}/incidents/inc-7`);
  await page.waitForFunction(() => document.getElementById("state").textContent.startsWith("live"));
  await page.click("#why-load-by-caller summary");
  await page.evaluate(() => { document.querySelector("#fresh").firstElementChild.dataset.old = "yes"; });
  for (const stream of streams) stream.write("id: 9\nevent: change\ndata: {}\n\n");
  await page.waitForFunction(() => !document.querySelector("#fresh").firstElementChild.dataset.old);
  check(await page.evaluate(() => document.getElementById("why-load-by-caller").open), "a fold stays open over a change");
  const local = await page.evaluate(() => document.querySelector("#timeline time").textContent);
  check(!local.includes("UTC"), `times are in the reader's zone: ${local}`);
  await page.goto(base);
  await page.waitForFunction(() => document.getElementById("state").textContent.startsWith("live"));
  changed = true;
  for (const stream of streams) stream.write("id: 10\nevent: change\ndata: {}\n\n");
  await page.waitForFunction(() => document.querySelector("h1").textContent.startsWith("4 open"));
  check(true, "the list follows a change");
  check(complaints.length === 0, `following: no complaints ${complaints.join(" | ")}`);
  server.closeAllConnections();
  server.close();
  await page.waitForFunction(() => document.getElementById("state").classList.contains("stale"), null, {timeout: 15000});
  check(true, "a page that hears nothing says so");
  await context.close();
}
await browser.close();
console.log(failures.length === 0 ? "all good" : `${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
