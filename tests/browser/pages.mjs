// Serves built sites the way GitHub Pages does, below a path that nobody knew before, and goes every way on them in a browser:
//
//     node tests/browser/pages.mjs PROGRAM
//
// PROGRAM is the compiled casebook; it builds the dossier of this repository and the one that `casebook new` writes, for the
// address at which they are then served. At the end a page is taken away, to see that the checks find it missing.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { browser, each, pagesOf, TYPES } from "./site.mjs";

const [program] = process.argv.slice(2);
if (!program) {
  console.error("usage: node pages.mjs PROGRAM");
  process.exit(2);
}
const casebook = (args, cwd) => execFileSync(resolve(program), args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
const repository = resolve(import.meta.dirname, "../..");

/** A host like GitHub Pages, with one site below `prefix`; `hidden` are paths that it is made to have lost. */
async function host(prefix) {
  const state = { site: null, hidden: new Set(), outside: [] };
  const file = (name) => {
    if (name.split("/").includes("..") || state.hidden.has(name)) return null;
    const path = join(state.site, name);
    return existsSync(path) && statSync(path).isFile() ? path : null;
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split("?")[0]);
    const answer = (status, name) => {
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(readFileSync(name));
    };
    const moved = (to) => response.writeHead(301, { location: encodeURI(to) }).end();
    if (path === prefix.slice(0, -1)) return moved(prefix);
    if (!path.startsWith(prefix)) {
      state.outside.push(request.url);
      return response.writeHead(404, { "content-type": "text/plain" }).end("no such site");
    }
    const name = path.slice(prefix.length);
    // A file; or a page by its name without ending; or a folder, which has its front page and a slash behind it.
    const found = name === "" || name.endsWith("/") ? file(`${name}index.html`) : file(name) ?? file(`${name}.html`);
    if (found) return answer(200, found);
    const folder = join(state.site, name);
    if (name && !name.endsWith("/") && existsSync(folder) && statSync(folder).isDirectory()) return moved(`${path}/`);
    answer(404, join(state.site, "404.html"));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { state, base: `http://127.0.0.1:${server.address().port}${prefix}`, close: () => server.close() };
}

let passed = 0;
let failures = [];
function check(what, problems) {
  if (problems.length === 0) passed += 1;
  else failures.push(...problems.map((problem) => `${what}: ${problem}`));
}

/** A tab that notes whatever goes wrong in it. `unknown` is an address that is to be answered with 404. */
async function open(context, base, unknown) {
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    // The browser says itself that an address was unknown.
    if (message.location().url !== unknown) problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  page.on("requestfailed", (request) => problems.push(`failed request: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400 && response.url() !== unknown) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) problems.push(`request to elsewhere: ${request.url()}`);
  });
  return { page, problems };
}

/** What a page links and loads, the ids that it has, and the address that it gives for itself. */
const look = (page) => page.evaluate(() => ({
  links: [...document.querySelectorAll("[href], [src]")].map((element) => new URL(element.getAttribute("href") ?? element.getAttribute("src"), document.baseURI).href),
  ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
  canonical: document.querySelector("link[rel=canonical]")?.href ?? null,
  shared: document.querySelector("meta[property='og:url']")?.content ?? null,
  sheets: document.styleSheets.length,
}));

/** Links that lead nowhere: to an address without a file, or to a place that its page does not have. */
async function dead(links, ids, base) {
  const problems = [];
  const answers = new Map();
  await each([...new Set([...links.keys()].map((url) => url.split("#")[0]))], async (url) => {
    if (url.startsWith(base)) answers.set(url, (await fetch(url)).status);
  });
  for (const [url, from] of links) {
    const [address, fragment] = url.split("#");
    if (!url.startsWith(base)) {
      if (new URL(url).host === new URL(base).host) problems.push(`${from}: leads out of the site: ${url}`);
      continue;
    }
    if (answers.get(address) !== 200) problems.push(`${from}: status ${answers.get(address)}: ${url}`);
    else if (fragment && ids.has(address) && !ids.get(address).has(decodeURIComponent(fragment))) problems.push(`${from}: no such place: ${url}`);
  }
  return problems;
}

const sendsOn = (site, name) => /<meta\b[^>]*http-equiv=["']?refresh/i.test(readFileSync(join(site, name), "utf8"));

/** Goes every way on a site. */
async function walk(context, site, base, what) {
  const names = pagesOf(site).filter((name) => name !== "404.html");
  const address = (name) => base + name.split("/").map(encodeURIComponent).join("/");
  const links = new Map();
  const ids = new Map();
  const own = new Map(); // page → the address that it gives for itself
  await each(names, async (name) => {
    const { page, problems } = await open(context, base);
    await page.goto(address(name));
    if (sendsOn(site, name)) {
      await page.waitForURL((url) => url.href.split("#")[0] !== address(name), { timeout: 5000 }).catch(() => problems.push("does not send on"));
    } else {
      const seen = await look(page);
      seen.links.forEach((url) => links.has(url) || links.set(url, name));
      ids.set(address(name), new Set(seen.ids));
      own.set(name, seen.canonical);
      if (name === "index.html") ids.set(base, new Set(seen.ids));
      const wanted = name === "index.html" ? base : address(name);
      if (seen.canonical !== wanted || seen.shared !== wanted) problems.push(`gives ${seen.canonical} and ${seen.shared} for its address`);
    }
    check(`${what} ${name}`, problems);
    await page.close();
  });
  check(what, await dead(links, ids, base));

  // Addresses as people shorten them: without the ending, and the folder of the site without a slash.
  await each([...names.slice(0, 5), ...names.filter((name) => name.startsWith("sources/")).slice(0, 3)], async (name) => {
    const { page, problems } = await open(context, base);
    const response = await page.goto(address(name.replace(/\.html$/, "")));
    if (response.status() !== 200) problems.push(`status ${response.status()}`);
    if ((await look(page)).sheets === 0) problems.push("has no style sheet");
    check(`${what} ${name} without its ending`, problems);
    await page.close();
  });
  const folder = await fetch(base.slice(0, -1), { redirect: "manual" });
  check(`${what} without a slash`, folder.status === 301 && folder.headers.get("location") === new URL(base).pathname ? [] : [`status ${folder.status}`]);

  // Addresses that nobody has, at any depth.
  for (const name of ["nowhere", "nowhere/", "sources/nowhere.html", "a/b/c/d/nowhere.html", "sources"]) {
    const { page, problems } = await open(context, base, name === "sources" ? `${base}sources/` : base + name);
    const response = await page.goto(base + name);
    if (response.status() !== 404) problems.push(`status ${response.status()} and not 404`);
    const seen = await look(page);
    if (seen.sheets === 0) problems.push("has no style sheet");
    if (seen.canonical) problems.push("gives itself an address");
    // Places of the page itself are at the address that nobody has.
    const [here, away] = [true, false].map((own) => seen.links.filter((url) => (url.split("#")[0] === page.url().split("#")[0]) === own));
    problems.push(...here.filter((url) => !seen.ids.includes(url.split("#")[1])).map((url) => `no such place: ${url}`));
    problems.push(...await dead(new Map(away.map((url) => [url, "404.html"])), ids, base));
    await page.click("main a[href]");
    await page.waitForURL((url) => [base, `${base}index.html`].includes(url.href), { timeout: 5000 }).catch(() => problems.push("leads not to the front page"));
    check(`${what} 404 at ${name}`, problems);
    await page.close();
  }

  // What search engines and readers of feeds are told.
  const { page, problems } = await open(context, base);
  await page.goto(base);
  const xml = (name) => page.evaluate(async (url) => {
    const tree = new DOMParser().parseFromString(await (await fetch(url)).text(), "application/xml");
    const text = (tag) => [...tree.getElementsByTagName(tag)].map((element) => element.textContent);
    const inside = [...tree.getElementsByTagName("content")].flatMap((content) =>
      [...new DOMParser().parseFromString(content.textContent, "text/html").querySelectorAll("[href], [src]")]
        .map((element) => element.getAttribute("href") ?? element.getAttribute("src")));
    return {
      broken: tree.querySelector("parsererror")?.textContent ?? null,
      locs: text("loc"), ids: text("id"), updated: text("updated"),
      hrefs: [...tree.getElementsByTagName("link")].map((link) => link.getAttribute("href")), inside,
    };
  }, base + name);
  const sitemap = await xml("sitemap.xml");
  const listed = new Set(sitemap.locs);
  if (sitemap.broken) problems.push(`sitemap.xml: ${sitemap.broken}`);
  for (const [name, url] of own) if (!listed.delete(url)) problems.push(`sitemap.xml does not name ${name}`);
  problems.push(...[...listed].map((url) => `sitemap.xml names ${url}, which no page gives for its address`));
  const feed = await xml("feed.xml");
  if (feed.broken) problems.push(`feed.xml: ${feed.broken}`);
  if (new Set(feed.ids).size !== feed.ids.length || feed.ids.length < 2) problems.push(`feed.xml has the ids ${feed.ids}`);
  if (feed.updated.some((time) => !/^\d{4}-\d\d-\d\dT00:00:00Z$/.test(time))) problems.push(`feed.xml has the times ${feed.updated}`);
  const relative = feed.inside.filter((url) => !/^https?:/.test(url));
  if (relative.length) problems.push(`feed.xml has relative addresses: ${relative}`);
  const leading = [...feed.ids, ...feed.hrefs, ...feed.inside].filter((url) => /^https?:/.test(url));
  problems.push(...await dead(new Map(leading.map((url) => [url, "feed.xml"])), ids, base));
  check(`${what} sitemap and feed`, problems);
  await page.close();
}

const temp = mkdtempSync(join(tmpdir(), "casebook-pages-"));
const { context, close } = await browser();
const start = Date.now();
casebook(["new", join(temp, "new")], temp);
let server;
for (const [what, root] of [["this repository", repository], ["casebook new", join(temp, "new")]]) {
  server?.close();
  server = await host(`/${randomBytes(6).toString("hex")}/`);
  const site = join(temp, `site of ${what}`);
  casebook(["build", "--locked", "--root", root, "--base-url", server.base, "--out", site], root);
  server.state.site = site;
  await walk(context, site, server.base, what);
  check(what, [...new Set(server.state.outside.splice(0))].map((url) => `the host was asked for ${url}, outside of the site`));
}

// Whether it would be noticed if a page were gone that others link, and that the feed names.
const before = { passed, failures };
failures = [];
server.state.hidden = new Set(["changes.html"]);
await walk(context, server.state.site, server.base, "without a page");
const unsaid = [
  /^without a page changes\.html: status 404/, /^without a page changes\.html: gives null/, /^without a page: .*\.html: status 404: .*changes\.html$/,
  /^without a page sitemap and feed: feed\.xml: status 404/, /^without a page sitemap and feed: sitemap\.xml names .*changes\.html/,
].filter((words) => !failures.some((failure) => words.test(failure)));
({ passed, failures } = before);
check("the checks themselves", unsaid.map((words) => `nothing is said like ${words}`));

await close();
server.close();
rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
for (const failure of failures.slice(0, 50)) console.error(failure);
console.log(`as GitHub Pages serves it: ${passed} passed, ${failures.length} failed, ${((Date.now() - start) / 1000).toFixed(1)} s`);
process.exit(failures.length ? 1 : 0);
