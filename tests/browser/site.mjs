// What the checks and the screenshots share: the list of pages, a browser, a server, and the page for unknown addresses.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** Names of all files below `site`, with `/`, in one order everywhere. */
export function filesOf(site) {
  return readdirSync(site, { recursive: true })
    .filter((name) => statSync(join(site, name)).isFile())
    .map((name) => name.split(sep).join("/"))
    .sort();
}

/** Pages of the site; bundles for download are looked at by bundles.mjs. */
export const pagesOf = (site) => filesOf(site).filter((name) => name.endsWith(".html") && !name.startsWith("downloads/"));

/** The address of a page on the disk. */
export const onDisk = (site, name) => pathToFileURL(join(site, name)).href;

let running = null; // the one Chromium of this process, begun when a page is first wanted

/** Debian's Chromium. It ends with this process. */
const chromiumOf = () => (running ??= chromium.launch({
  executablePath: "/usr/bin/chromium",
  headless: true,
  // The first two are needed where the browser runs as root and without a graphics card, the rest keeps it from
  // talking to anyone on its own account.
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update"],
}));

/** A reader of its own: nothing is shared with another one, and `close` leaves nothing. `options` are those of a Playwright context. */
export async function browser(options = {}) {
  const context = await (await chromiumOf()).newContext({
    viewport: { width: 1440, height: 900 },
    // Nothing is half faded in when it is measured.
    reducedMotion: "reduce",
    ...options,
  });
  // Its window stays as long as a page is in it, and to open a tab costs less than to open a window.
  await context.newPage();
  return { context, close: () => context.close() };
}

/**
 * Tabs of `context` in which one page is looked at after another, as readers do: to open a tab costs more than to load a page.
 * What was done to a tab (its width, its colours) stays done.
 */
export function tabs(context) {
  const free = [];
  return async (use) => {
    const page = free.pop() ?? await context.newPage();
    const result = await use(page);
    free.push(page); // not where `use` failed
    return result;
  };
}

/** The address the site states for itself (the folder of the front page's canonical link), or null. */
export async function statedAddress(context, site) {
  if (!existsSync(join(site, "index.html"))) return null;
  const page = await context.newPage();
  await page.goto(onDisk(site, "index.html"));
  const href = await page.evaluate(() => document.querySelector("link[rel~=canonical]")?.href);
  await page.close();
  return href?.startsWith("http") ? new URL(".", href).href : null;
}

/** Answers requests of `page` below `address` from the folder: 404.html alone links so, because it is served at any depth. */
export async function answerFor(page, site, address) {
  await page.route((url) => url.href.startsWith(address), (route) => {
    const file = fileAt(site, route.request().url().slice(address.length));
    return file ? route.fulfill({ path: file, contentType: typeOf(file) }) : route.fulfill({ status: 404, body: "" });
  });
}

/**
 * Serves `site` below `prefix` as a plain web host does, but answers 404 to everything else, folders included.
 * `probe` is one more path, where 404.html stands as on a host that shows it for an unknown address.
 */
export async function serve(site, prefix, probe) {
  const outside = [];
  const server = createServer((request, response) => {
    const path = request.url.split("?")[0];
    if (!path.startsWith(prefix)) outside.push(request.url);
    const file = path === probe ? join(site, "404.html") : path.startsWith(prefix) && fileAt(site, path.slice(prefix.length));
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": typeOf(file), "x-content-type-options": "nosniff" }).end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, outside, close: () => server.close() };
}

function fileAt(site, path) {
  const name = decodeURIComponent(path.split(/[?#]/)[0]);
  if (name.split("/").includes("..")) return null;
  const file = join(site, name);
  return !name.endsWith("/") && existsSync(file) && statSync(file).isFile() ? file : null;
}

export const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".xml": "application/xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif",
  ".webp": "image/webp", ".woff2": "font/woff2", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8",
};
const typeOf = (file) => TYPES[extname(file)] ?? "application/octet-stream";

/** What `java` is told to run the Nu Html Checker with a stack of that size. It ends before Java's better compiler would pay off. */
export const nuHtmlChecker = (stack) => ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", `-Xss${stack}`, "-jar",
  createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar")];

/** Calls `work` for each item, two at a time: more would not be faster on two cores. */
export async function each(items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all([worker(), worker()]);
}

/** Until styles and layout have followed the last change. */
export const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** How far a page has moved by itself, as browsers measure it. */
export const shift = (page) => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
}));
