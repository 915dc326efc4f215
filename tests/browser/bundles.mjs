// Opens bundles of one file in a real browser, as a reader would who was sent one: from the disk, without a network.
//
//     node tests/browser/bundles.mjs BUNDLE.html
//
// It knows of the program that wrote them what docs/themes.md says of bundles, and the contracts of cards and search.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, nuHtmlChecker, settled } from "./site.mjs";

const [file] = process.argv.slice(2);
if (!file) {
  console.error("usage: node bundles.mjs BUNDLE.html");
  process.exit(2);
}
const path = resolve(file);
const address = pathToFileURL(path).href;
const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let passed = 0;
const failures = [];
function expect(ok, otherwise) {
  if (ok) passed += 1;
  else failures.push(otherwise);
}

/** A page at `hash` of the bundle, and what goes wrong on it: any request but for the file itself is wrong. */
async function open(context, hash = "") {
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const problems = [];
  page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address && !url.startsWith("data:")) problems.push(`request: ${url.slice(0, 200)}`);
  });
  await page.goto(address + hash);
  return { page, problems };
}

/** What shows: the ids of pages, and the window's title. */
const shown = (page) => page.evaluate(() => ({
  pages: [...document.querySelectorAll("main > article")].filter((one) => !one.hidden).map((one) => one.id),
  title: document.title,
  headings: [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length,
}));

/** Whether an element is within the window. */
const isSeen = (page, id) => page.evaluate((id) => {
  const box = document.getElementById(id)?.getBoundingClientRect();
  return Boolean(box) && box.bottom > 0 && box.top < innerHeight && box.height > 0;
}, id);

/** Follows a link by a click, and waits until the page it leads to shows. */
async function follow(page, link) {
  const href = await link.getAttribute("href");
  await link.click();
  await page.waitForFunction((href) => location.hash.split(":~:")[0] === href, href);
  await settled(page);
}

/** Ids are unique, and every fragment and every reference by id leads somewhere. */
async function links(page) {
  const wrong = await page.evaluate(() => {
    const wrong = [];
    const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one instanceof HTMLTemplateElement ? [one, ...all(one.content)] : [one]));
    const elements = all(document);
    const ids = new Set();
    for (const { id } of elements) {
      if (id && ids.has(id)) wrong.push(`the id ${id} stands twice`);
      if (id) ids.add(id);
    }
    const names = ["for", "headers", "list", "aria-controls", "aria-describedby", "aria-labelledby", "aria-details", "aria-owns"];
    for (const one of elements) {
      const href = one.getAttribute("href");
      if (href?.startsWith("#") && !ids.has(decodeURIComponent(href.slice(1)))) wrong.push(`nothing is at ${href}`);
      else if (href && !/^(#|https?:|mailto:|data:)/.test(href)) wrong.push(`${href} leads out of the file`);
      const src = one.getAttribute("src");
      if (src && !src.startsWith("data:")) wrong.push(`${src} is not in the file`);
      for (const name of names) {
        for (const id of (one.getAttribute(name) ?? "").split(/\s+/).filter(Boolean)) {
          if (!ids.has(id)) wrong.push(`${name} names ${id}, which is nowhere`);
        }
      }
    }
    return { wrong, links: elements.filter((one) => one.getAttribute("href")?.startsWith("#")).length };
  });
  expect(wrong.links > 20, "the bundle has hardly any links");
  expect(wrong.wrong.length === 0, wrong.wrong.slice(0, 10).join("\n  "));
}

/** A reader's way from the table of contents to a paragraph. */
async function walk(context, width) {
  const at = (what) => `${width} px: ${what}`;
  const { page, problems } = await open(context);
  await page.setViewportSize({ width, height: 800 });
  const begin = await shown(page);
  expect(begin.pages.join() === "index" && begin.headings === 1, at(`at first ${JSON.stringify(begin)} shows`));

  await follow(page, page.locator("header.site a.to-pages"));
  await follow(page, page.locator("main > article:not([hidden]) a[href^='#sources.']").first());
  const source = await shown(page);
  expect(source.pages.length === 1 && source.pages[0].startsWith("sources.") && source.headings === 1,
    at(`the contents lead to ${JSON.stringify(source)}`));
  expect(source.title !== begin.title, at("the title stays that of the front page"));
  expect(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName) === source.pages[0], at("the new page has no focus"));
  expect(await page.evaluate(() => scrollY < 300), at("the new page does not begin at its top"));

  // A card, and by its link to the entry.
  const term = page.locator("main > article:not([hidden]) .text a.term").first();
  await term.scrollIntoViewIfNeeded();
  await term.hover();
  const card = page.locator(".card");
  await card.waitFor();
  expect((await card.textContent()).trim().length > 20, at("the card is empty"));
  await card.locator(".card-more a").scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await follow(page, card.locator(".card-more a"));
  const entry = await shown(page);
  expect(entry.pages.length === 1 && entry.pages[0].startsWith("glossary."), at(`the card leads to ${entry.pages}`));
  expect(await page.locator(".card").count() === 0, at("the card stays open on the next page"));

  // Back to the same place, forward again.
  await page.goBack();
  await settled(page);
  const back = await shown(page);
  expect(back.pages.join() === source.pages.join(), at(`back leads to ${back.pages}`));
  const after = await page.evaluate(() => scrollY);
  expect(Math.abs(after - before) < 40, at(`back leads to the height ${after} and not to ${before}`));
  await page.goForward();
  await settled(page);
  expect((await shown(page)).pages.join() === entry.pages.join(), at("forward does not lead to the entry"));

  // From a line of the concordance to the paragraph.
  const line = page.locator("main > article:not([hidden]) .concordance a[href*=':']").first();
  const href = await line.getAttribute("href");
  await follow(page, line);
  const paragraph = await shown(page);
  expect(paragraph.pages.length === 1 && href.startsWith(`#${paragraph.pages[0]}:`), at(`${href} leads to ${paragraph.pages}`));
  expect(await isSeen(page, decodeURIComponent(href.slice(1))), at(`${href} is not in the window`));
  expect(await page.evaluate(() => document.querySelector(":target") !== null), at("the paragraph is not marked"));

  // Nothing is wider than the window, on any kind of page.
  const kinds = await page.evaluate(() => {
    const kinds = new Map([...document.querySelectorAll("main > article")].map((one) => [one.className, one.id]));
    return [...kinds.values()];
  });
  for (const id of kinds) {
    await page.evaluate((id) => (location.hash = id), id);
    await page.waitForFunction((id) => !document.getElementById(id).hidden, id);
    await settled(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide <= 0, at(`${id} is ${wide} px wider than the window`));
    const state = await shown(page);
    expect(state.pages.join() === id && state.headings === 1, at(`${id}: ${JSON.stringify(state)}`));
  }
  expect(problems.length === 0, at(problems.join("\n  ")));
  await page.close();
}

/** Search finds what it finds on the site, and marks it where it leads. */
async function search(context) {
  const { page, problems } = await open(context, "#search");
  const words = await page.evaluate(() => {
    const text = document.querySelector("article[id^='sources.'] .text .block:nth-of-type(3)") ?? document.querySelector("article[id^='sources.'] .text .block");
    const copy = text.cloneNode(true);
    for (const other of copy.querySelectorAll(".number, .note-mark, .marker")) other.remove();
    return copy.textContent.trim().split(/\s+/).slice(0, 5).join(" ").replace(/["“”„]/g, "");
  });
  await page.locator("input[type=search]").fill(`"${words}"`);
  const first = page.locator(".results > li h2 a, .results > li .excerpt a").first();
  await first.waitFor();
  const excerpt = page.locator(".results > li .excerpt a").first();
  const href = await excerpt.getAttribute("href");
  expect(href.startsWith("#sources."), `search leads to ${href}`);
  const asked = await page.evaluate(() => location.hash);
  expect(asked.startsWith("#search?q="), `the address of a search is ${asked}`);
  const other = await open(context, asked);
  await other.page.locator(".results > li").first().waitFor();
  expect(await other.page.inputValue("input[type=search]") === `"${words}"`, "an address with a query does not ask it");
  for (const query of ["a & b = c#d?", "50 %+"]) {
    await other.page.locator("input[type=search]").fill(query);
    await other.page.waitForFunction((query) => new URLSearchParams(location.hash.split(/\?(.*)/s)[1]).get("q") === query, query);
    await other.page.reload();
    await other.page.waitForFunction(() => document.querySelector("input[type=search]").value !== "");
    expect(await other.page.inputValue("input[type=search]") === query, `read again the page does not ask ${query}`);
  }
  await other.page.locator("input[type=search]").fill("");
  await other.page.waitForFunction(() => location.hash === "#search");
  expect(other.problems.length === 0, other.problems.join("\n  "));
  await other.page.close();
  await excerpt.click();
  await page.waitForFunction(() => location.hash.startsWith("#sources.") && !location.hash.includes("?"));
  await settled(page);
  const id = decodeURIComponent(href.slice(1).split("?")[0]);
  expect(await isSeen(page, id), `search leads to ${id}, which is not in the window`);
  expect(await page.evaluate(() => CSS.highlights.get("found")?.size > 0), "what was found is not marked");
  await page.goBack();
  await page.waitForFunction(() => !document.getElementById("search").hidden);
  expect(await page.locator(".results > li").count() > 0, "after a step back the results are gone");
  expect(await page.evaluate(() => location.hash) === asked, "after a step back the address has lost the query");
  expect(problems.length === 0, problems.join("\n  "));
  await page.close();
}

/** What readers have put away stays away on the next page; words that the browser finds show. */
async function layers(context) {
  const { page, problems } = await open(context);
  const id = await page.evaluate(() => document.querySelector("main > article .layers")?.closest("article").id);
  if (id) {
    await page.evaluate((id) => (location.hash = id), id);
    const box = page.locator("main > article:not([hidden]) .layers input").first();
    await box.waitFor();
    const before = await box.isChecked();
    await box.click();
    expect(await page.evaluate(() => document.documentElement.dataset.off.length > 0) === before, "a layer that is put away stays");
    await box.click();
  }
  expect(await page.evaluate(() => document.querySelector("main > article[hidden]").hidden === "until-found"), "hidden pages cannot be found by the browser");
  expect(problems.length === 0, problems.join("\n  "));
  await page.close();
}

/** Accessibility of one page of each kind. */
async function accessible(context, scheme) {
  const { page, problems } = await open(context);
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(AXE);
  const kinds = await page.evaluate(() => {
    const kinds = new Map();
    for (const one of document.querySelectorAll("main > article")) if (!kinds.has(one.className)) kinds.set(one.className, one.id);
    return [...kinds.values()];
  });
  for (const id of kinds) {
    await page.evaluate((id) => (location.hash = id), id);
    await page.waitForFunction((id) => !document.getElementById(id).hidden, id);
    const found = await page.evaluate(async () => {
      // The checker looks at each element, hidden or not, so the other pages are away for a moment.
      const others = [...document.querySelectorAll("main > article[hidden]")];
      for (const other of others) other.remove();
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const result = await axe.run({ runOnly: tags, resultTypes: ["violations"], preload: false });
      document.querySelector("main").append(...others);
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
    });
    expect(found.length === 0, `${scheme}, ${id}: ${found.join("\n  ")}`);
  }
  expect(problems.length === 0, `${scheme}: ${problems.join("\n  ")}`);
  await page.close();
}

/** Without scripts all pages follow one another, and links lead from one to the next. */
async function plain() {
  const { context, close } = await browser({ offline: true, javaScriptEnabled: false });
  const html = readFileSync(path, "utf8");
  const links = [...html.matchAll(/href="#(sources\.[^"]+:p-[^"]+)"/g)].map(([, id]) => id);
  const ids = [...new Set(links)];
  expect(ids.length > 3, "hardly any link leads to a paragraph");
  for (const id of [ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1), "sources", "glossary"].filter(Boolean)) {
    const wanted = id === "sources" ? "pages" : id;
    const { page, problems } = await open(context, `#${wanted === "pages" ? "bundle:pages" : wanted}`);
    const element = page.locator(`[id="${wanted === "pages" ? "bundle:pages" : wanted}"]`);
    await element.waitFor();
    // Pages above are laid out as they come near, so what was asked for may still move a little.
    await page.waitForTimeout(150);
    const [box, height] = [await element.boundingBox(), page.viewportSize().height];
    expect(box && box.y < height && box.y + box.height > 0, `without scripts ${id} is not in the window: ${JSON.stringify(box)}`);
    expect(problems.length === 0, `without scripts: ${problems.join("\n  ")}`);
    await page.close();
  }
  await close();
}

/** The checker of the Web's own standards. */
function markup() {
  const run = spawnSync("java", [...nuHtmlChecker("64m"), "--format", "json", "--errors-only", path],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  const { messages: all } = JSON.parse(run.stderr);
  // CSS Anchor Positioning Level 1, § 2.1 defines it; the checker's list is older.
  const messages = all.filter(({ message }) => !message.startsWith("CSS: “anchor-name”"));
  expect(messages.length === 0, messages.slice(0, 10).map(({ message, extract }) => `markup: ${message}: ${extract ?? ""}`).join("\n  "));
}

async function fragments(context) {
  const { page } = await open(context);
  await links(page);
  await page.close();
}

const SECTIONS = {
  fragments,
  "walk, 1440 px": (context) => walk(context, 1440),
  "walk, 360 px": (context) => walk(context, 360),
  search,
  layers,
  light: (context) => accessible(context, "light"),
  dark: (context) => accessible(context, "dark"),
  plain,
  markup,
};
const { context, close } = await browser({ offline: true });
for (const [name, section] of Object.entries(SECTIONS)) {
  const start = Date.now();
  try {
    await section(context);
  } catch (error) {
    failures.push(`${name} broke off: ${error.stack}`);
  }
  console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
await close();
for (const failure of failures) console.log(`- ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
