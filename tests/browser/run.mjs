// Opens a built site in a real browser, as a reader would: from a disk, from a web host, without scripts, on paper.
//
//     node tests/browser/run.mjs SITE [SECTION…]
//
// Sections: disk, host, scripts, cards, notes, reading, layout, tree, search, walk, print, markup; all without any named. It knows of the program that wrote
// the site only the contracts of cards and notes (see there). tests/browser/selftest.mjs, for who
// changes a check, proves that each can fail; it takes minutes and wants an idle machine, so ./tests/run leaves it out.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { layout as laying } from "./layout.mjs";
import { cardsAreWhole, layersGoAndStayAway, notesOpen, paperHolds, textIsReached, titlesAndNotesAreCited, wordsAreCitedAndFound } from "./reading.mjs";
import { search as searching } from "./search.mjs";
import { cues, keyboardWalk, landmarks, languages, skipLink, zoomed } from "./tree.mjs";
import { walk as walking } from "./walk.mjs";
import { answerFor, browser, each, filesOf, nuHtmlChecker, onDisk, pagesOf, serve, settled, statedAddress, tabs } from "./site.mjs";

const search = () => searching(site, check, open);
const walk = () => walking(site, check, open);
const layout = () => laying(site, pages.filter((name) => !sendsOn(name) && name !== "404.html"), check);

const SECTIONS = { disk, host, scripts, cards, notes, reading, layout, tree, search, walk, print, markup };
const TITLES = {
  disk: "from the disk, no network: console, accessibility in light and dark, 320 px",
  host: "from a web host under a sub-path: console, requests, links",
  scripts: "the same text without scripts",
  cards: "term cards by pointer, keyboard and touch",
  notes: "annotations and quotations: keyboard, margin, passages",
  reading: "layers, notes that open, words that are copied and found by their address, paper",
  layout: "drawings, matrices, the first screen, spaced text, paper",
  tree: "the accessibility tree, the keyboard, zoom",
  search: "search from the disk and from a host: phrases, scripts without spaces, keyboard, the register",
  walk: "a reader's way by the keyboard: search, card, entry, concordance, note, paper",
  print: "print",
  markup: "markup of .html, .css and .svg",
};
const [folder, ...wanted] = process.argv.slice(2);
if (!folder || wanted.some((name) => !Object.hasOwn(SECTIONS, name))) {
  console.error(`usage: node run.mjs SITE [${Object.keys(SECTIONS).join("|")} …]`);
  process.exit(2);
}
const site = resolve(folder);
const pages = pagesOf(site);
// A page that only sends on to another one cannot be looked at; it must arrive.
const sendsOn = (name) => /<meta\b[^>]*http-equiv=["']?refresh/i.test(readFileSync(join(site, name), "utf8"));
const require = createRequire(import.meta.url);

let passed = 0;
const failures = [];

/** Counts one check; `problems` are its findings, none if all is well. */
function check(page, problems) {
  if (problems.length === 0) passed += 1;
  else failures.push(...problems.map((problem) => `${page}: ${problem}`));
}

/** A page with a list that fills with whatever goes wrong on it. */
async function open(context, mayLoad) {
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("requestfailed", (request) => problems.push(`failed request: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!mayLoad(request.url())) problems.push(`request to elsewhere: ${request.url()}`);
  });
  return { page, problems };
}

/** Calls `visit` for all pages, two at a time, each in a fresh tab; an exception is a failure of that page only. */
async function visitAll(context, mayLoad, visit) {
  await each(pages, async (name) => {
    const { page, problems } = await open(context, (url) => mayLoad(url, name));
    try {
      await visit(page, name, problems);
    } catch (error) {
      problems.push(`could not be checked: ${error.message.split("\n")[0]}`);
    }
    await page.close();
    check(name, problems);
  });
}

/** Waits until a page that sends on has done so. Whether the other page is there is seen as a failed request. */
async function arrives(page, name) {
  await page.waitForURL((url) => !decodeURIComponent(url.pathname).endsWith(`/${name}`), { timeout: 5000 })
    .catch(() => check(name, ["does not send on to another page"]));
}

// data: and blob: never leave the page.
const local = (url) => url.startsWith("data:") || url.startsWith("blob:");
const below = (site) => onDisk(site, "x").slice(0, -1);

// --- 1. From the disk, without a network -----------------------------------------------------------------------------

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Accessibility violations of the page as it is. */
function violations(page) {
  return page.evaluate(async () => {
    const result = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
      // Fetching style sheets again is what axe would do here, and a page on a disk may not.
      preload: false,
    });
    return result.violations.map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
      return `${id}: ${help}: ${places}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""}`;
    });
  });
}

/** What sticks out of a narrow window. */
function tooWide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.scrollWidth;
    if (width <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth);
    const names = wide.slice(-3).map((e) => e.tagName.toLowerCase() + (e.className ? `.${e.getAttribute("class")}` : ""));
    return [`${width} px wide in a window of ${innerWidth} px: ${names.join(", ")}`];
  });
}

async function disk() {
  const { context, close } = await browser({ offline: true });
  const address = await statedAddress(context, site);
  const mayLoad = (url, name) =>
    url.startsWith(below(site)) || local(url) || (name === "404.html" && address && url.startsWith(address));
  await visitAll(context, mayLoad, async (page, name, problems) => {
    if (name === "404.html" && address) await answerFor(page, site, address);
    await page.goto(onDisk(site, name));
    if (sendsOn(name)) return arrives(page, name);
    await settled(page);
    check(name, problems.splice(0));
    await page.evaluate(AXE);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      check(name, (await violations(page)).map((violation) => `${colorScheme}: ${violation}`));
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await settled(page);
    check(name, await tooWide(page));
  });
  await close();
}

// --- 2. From a web host, under a sub-path ----------------------------------------------------------------------------

async function host() {
  const { context, close } = await browser();
  const prefix = "/some/sub/path/";
  const probe = `${prefix}no/such/page.html`;
  const address = await statedAddress(context, site);
  const server = await serve(site, prefix, probe);
  const here = server.origin + prefix;
  const links = new Map(); // address → the first page that has it
  const mayLoad = (url, name) =>
    url.startsWith(here) || local(url) || (name === "404.html" && address && url.startsWith(address));
  await visitAll(context, mayLoad, async (page, name) => {
    // A host shows 404.html at the unknown address itself, where relative links mean something else.
    const unknown = name === "404.html" && address;
    if (unknown) await answerFor(page, site, address);
    await page.goto(unknown ? server.origin + probe : here + name.split("/").map(encodeURIComponent).join("/"));
    if (sendsOn(name)) return arrives(page, name);
    await settled(page);
    const found = await page.evaluate(() =>
      [...document.querySelectorAll("[href], [src]")].map((e) => new URL(e.getAttribute("href") ?? e.getAttribute("src"), document.baseURI).href));
    for (const url of found.map((url) => url.split("#")[0])) if (!links.has(url)) links.set(url, name);
  });
  await each([...links].filter(([url]) => url.startsWith(server.origin)), async ([url, name]) => {
    const status = url.startsWith(here) && (url === server.origin + probe ? 200 : (await fetch(url)).status);
    check(name, status === 200 ? [] : [status ? `link with status ${status}: ${url}` : `link out of the sub-path: ${url}`]);
  });
  // A browser asks for /favicon.ico by itself where a page has no <link rel="icon">.
  check("the site", [...new Set(server.outside)].map((url) => `the host was asked for ${url}, outside the sub-path`));
  server.close();
  await close();
}

// --- 3. With and without scripts -------------------------------------------------------------------------------------

/** The visible text of <main>, without what says of itself that it needs a script. */
function mainText(page) {
  return page.evaluate(() => {
    for (const element of document.querySelectorAll("[data-needs-script]")) element.remove();
    const main = document.querySelector("main");
    // The innerText of an element that is not shown at all would be all of its text.
    return main?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ? main.innerText.replace(/\s+/g, " ").trim() : "";
  });
}

async function scripts() {
  const [on, off] = [await browser({ offline: true }), await browser({ offline: true, javaScriptEnabled: false })];
  const [inTabOn, inTabOff] = [tabs(on.context), tabs(off.context)];
  await each(pages.filter((name) => !sendsOn(name)), async (name) => {
    const text = (inTab) => inTab(async (page) => {
      await page.goto(onDisk(site, name)).catch(() => {}); // section 1 reports what cannot be opened
      if (inTab === inTabOn) await settled(page);
      return mainText(page);
    });
    const [withScripts, without] = [await text(inTabOn), await text(inTabOff)];
    if (!without) return check(name, ["<main> is missing or shows no text without scripts"]);
    if (without === withScripts) return check(name, []);
    const at = [...without].findIndex((letter, i) => letter !== [...withScripts][i]);
    const from = Math.max(0, (at < 0 ? without.length : at) - 30);
    check(name, [`other text without scripts: “${without.slice(from, from + 80)}” instead of “${withScripts.slice(from, from + 80)}”`]);
  });
  await on.close();
  await off.close();
}

// --- 4. Term cards ---------------------------------------------------------------------------------------------------
//
// The contract: a term in a source is `<a class="term" href="../glossary/ID.html">`; its card is an element with the
// class `card` that holds a link to the same entry. When it is open exactly one such card is visible.

const PATIENCE = 1500; // ms for a card to open or to close; a reader would not wait longer

/** Boxes of the term link and of its visible card, as the reader sees them; `card` is null when none is open. */
function boxes(link) {
  return link.evaluate((term) => {
    const entry = (a) => a.href.split("#")[0];
    const visible = { opacityProperty: true, visibilityProperty: true };
    const cards = [...document.querySelectorAll(".card")].filter((card) =>
      card.checkVisibility(visible) && card.getBoundingClientRect().height > 0
      && [...card.querySelectorAll("a[href]")].some((a) => entry(a) === entry(term)));
    const box = (element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    };
    // A link may be broken over two lines: the pointer goes to its first piece.
    const { left, top, width, height } = term.getClientRects()[0];
    return {
      open: cards.length,
      term: box(term),
      card: cards.length ? box(cards[0]) : null,
      pointer: { x: left + width / 2, y: top + height / 2 },
      window: { width: innerWidth, height: innerHeight },
      focused: document.activeElement === term,
    };
  });
}

/** Waits until a card is open (or none is) and says whether it happened. */
async function becomes(link, open, patience = PATIENCE) {
  for (const end = Date.now() + patience; Date.now() < end;) {
    if ((await boxes(link)).open === (open ? 1 : 0)) return true;
    await link.page().waitForTimeout(30);
  }
  return false;
}

/** Puts the pointer on the word; false if something lies over it. */
async function pointAt(page, link) {
  const { pointer } = await boxes(link);
  await page.mouse.move(pointer.x, pointer.y, { steps: 3 });
  return link.evaluate((term, { x, y }) => term.contains(document.elementFromPoint(x, y)), pointer);
}

const away = (page) => page.mouse.move(1, 1, { steps: 3 });

/** Moves the pointer into the open card as a hand does, in a sixth of a second. */
async function moveInto(page, link) {
  const { pointer, card } = await boxes(link);
  const [x, y] = [(card.left + card.right) / 2, (card.top + card.bottom) / 2];
  for (let step = 1; step <= 16; step += 1) {
    await page.mouse.move(pointer.x + ((x - pointer.x) * step) / 16, pointer.y + ((y - pointer.y) * step) / 16);
    await page.waitForTimeout(10);
  }
}

/** Where an open card lies wrongly: over its word, or outside the window. */
function misplaced({ term, card, window }) {
  if (!card) return "does not open";
  const over = card.left < term.right && term.left < card.right && card.top < term.bottom && term.top < card.bottom;
  if (over) return "covers its term";
  // Half a pixel is rounding.
  const out = card.left < -0.5 || card.top < -0.5 || card.right > window.width + 0.5 || card.bottom > window.height + 0.5;
  return out ? "lies partly outside the window" : null;
}

async function cards() {
  const name = pages.filter((page) => page.startsWith("sources/")).find((page) => /<a\b[^>]*\bclass="?(?:[^">]* )?term\b/.test(readFileSync(join(site, page), "utf8")));
  if (!name) return check("sources/", ["no page has a term link (a.term), so no card could be tried"]);
  const { context, close } = await browser({ offline: true });
  const { page, problems } = await open(context, (url) => url.startsWith(below(site)) || local(url));
  const expect = (ok, otherwise) => check(name, ok ? [] : [`card: ${otherwise}`]);
  await page.goto(onDisk(site, name));
  const link = page.locator("a.term").first();
  await link.scrollIntoViewIfNeeded();

  expect((await boxes(link)).open === 0, "is open before anyone asked");
  await pointAt(page, link);
  await page.waitForTimeout(600);
  expect((await boxes(link)).open === 1, "is not open after the pointer rested 600 ms on the term");
  await away(page);
  expect(await becomes(link, false), "stays open after the pointer has left");

  await pointAt(page, link);
  if (await becomes(link, true)) {
    await moveInto(page, link);
    await page.waitForTimeout(600);
    expect((await boxes(link)).open === 1, "closes when the pointer moves into it");
    await away(page);
    expect(await becomes(link, false), "stays open after the pointer has left it");
  } else expect(false, "does not open a second time");

  // Coming back from the element before it is how the keyboard gets to a link.
  await link.focus();
  await page.keyboard.press("Shift+Tab");
  expect(await becomes(link, false), "stays open when the focus leaves the term");
  await page.keyboard.press("Tab");
  expect((await boxes(link)).focused, "the tab key does not lead back to the term");
  expect(await becomes(link, true), "does not open for the keyboard");
  await page.keyboard.press("Escape");
  expect(await becomes(link, false), "stays open after Escape");
  expect((await boxes(link)).focused, "Escape takes the focus from the term");
  await link.evaluate((term) => term.blur());

  for (const size of [{ width: 1440, height: 900 }, { width: 360, height: 640 }]) {
    await page.setViewportSize(size);
    for (let i = 0; i < Math.min(5, await page.locator("a.term").count()); i += 1) {
      const term = page.locator("a.term").nth(i);
      if (!(await term.isVisible())) continue; // folded away in a narrow window
      for (const block of ["start", "end"]) {
        await away(page);
        // Of any term: the card of the one before may lie over this one until it closes.
        await page.locator(".card:visible").first().waitFor({ state: "hidden", timeout: PATIENCE }).catch(() => {});
        await term.evaluate((element, block) => element.scrollIntoView({ block, behavior: "instant" }), block);
        if (!(await pointAt(page, term))) {
          // Something that stays in place, a header for example, lies over the edge of the window.
          await page.evaluate((by) => scrollBy(0, by), block === "start" ? -120 : 120);
          await pointAt(page, term);
        }
        await becomes(term, true);
        const wrong = misplaced(await boxes(term));
        expect(!wrong, `${wrong} (term ${i + 1} at the ${block} of a window of ${size.width}×${size.height})`);
      }
    }
  }
  check(name, problems);
  await close();
  await touch(name, expect);
}

async function touch(name, expect) {
  const { context, close } = await browser({ offline: true, hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  const { page, problems } = await open(context, (url) => url.startsWith(below(site)) || local(url));
  await page.goto(onDisk(site, name));
  const before = page.url();
  const link = page.locator("a.term:visible").first();
  const entry = await link.evaluate((term) => term.href.split("#")[0]);
  await link.tap();
  await page.waitForTimeout(600);
  if (page.url() !== before) expect(false, "a tap follows the link at once");
  else {
    expect(true);
    const state = await boxes(link);
    expect(state.open === 1, "does not open for a tap");
    if (state.open === 1) {
      expect(!misplaced(state), `${misplaced(state)} after a tap`);
      // The path of the last link in the card to this entry; found in the page since its place in the tree is the theme's.
      const inside = await page.evaluateHandle((entry) =>
        [...document.querySelectorAll(".card a[href]")].find((a) => a.href.split("#")[0] === entry && a.checkVisibility()), entry);
      await inside.asElement().tap();
      await page.waitForURL((url) => url.href.split("#")[0] === entry, { timeout: PATIENCE }).catch(() => {});
      expect(page.url().split("#")[0] === entry, "a tap on its link does not lead to the entry");
    }
  }
  check(name, problems);
  await close();
}

// --- 5. Annotations and quotations -----------------------------------------------------------------------------------
//
// The contract: behind annotated words stands `<a class="note-mark" href="#a-ID">`, the annotation is the element #a-ID
// and links back to `#at-ID`, where its words begin. The words of a passage are segments, `[data-at~="PASSAGE"]`, and
// PASSAGE is the id of the place where they begin. A citation is `.cite` and links to passages; behind quoted words,
// `.quoted`, it says with `.verdict.exact` that they stand there.

/** Boxes of annotations and of the text that lie over one another, or stick out of the window to a side. */
function misplacedNotes(page) {
  return page.evaluate(() => {
    const boxes = (selector) => [...document.querySelectorAll(selector)].map((e) => ({ name: `#${e.id}`, ...e.getBoundingClientRect().toJSON() }));
    const notes = boxes('[id^="a-"]');
    const text = boxes('[id^="p-"]').filter((box) => box.height > 0);
    // Half a pixel is rounding.
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
    const problems = [];
    notes.forEach((note, i) => {
      if (note.height === 0) problems.push(`${note.name} is not shown`);
      if (note.left < -0.5 || note.right > innerWidth + 0.5) problems.push(`${note.name} lies partly outside the window`);
      for (const other of [...notes.slice(i + 1), ...text]) if (over(note, other)) problems.push(`${note.name} and ${other.name} overlap`);
    });
    return problems.slice(0, 5);
  });
}

/** Segments of the passage that are marked no differently than when it is not the target, and others that are. */
async function unlit(page, name, passage) {
  const looks = () => page.evaluate((passage) =>
    [...document.querySelectorAll("[data-at]")].map((segment) => {
      const { backgroundColor, textDecorationLine, outlineStyle } = getComputedStyle(segment);
      return { own: segment.dataset.at.split(" ").includes(passage), look: `${backgroundColor} ${textDecorationLine} ${outlineStyle}` };
    }), passage);
  await page.goto(onDisk(site, name));
  const before = await looks();
  await page.goto(`${onDisk(site, name)}#${passage}`);
  const after = await looks();
  const dark = after.filter(({ own, look }, i) => own && look === before[i].look).length;
  const strange = after.filter(({ own, look }, i) => !own && look !== before[i].look).length;
  if (dark) return [`${dark} of the segments of ${passage} are not marked when it is the target`];
  return strange ? [`${strange} segments of others are marked when ${passage} is the target`] : [];
}

async function notes() {
  const sources = pages.filter((name) => /^sources\/[^/]+\.html$/.test(name) && !sendsOn(name));
  const annotated = sources.filter((name) => /class="note-mark"/.test(readFileSync(join(site, name), "utf8")));
  const mayLoad = (url) => url.startsWith(below(site)) || local(url);
  const [on, off] = [await browser({ offline: true }), await browser({ offline: true, javaScriptEnabled: false })];
  await each(annotated, async (name) => {
    const { page, problems } = await open(on.context, mayLoad);
    for (const width of [1440, 1280, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(onDisk(site, name));
      await settled(page);
      check(name, (await misplacedNotes(page)).map((problem) => `notes at ${width} px: ${problem}`));
    }
    check(name, await thereAndBack(page));
    check(name, problems);
    await page.close();
  });
  const inTab = tabs(off.context);
  await each(sources, (name) => inTab(async (page) => {
    await page.goto(onDisk(site, name));
    const passages = await page.evaluate(() => {
      const count = new Map();
      for (const segment of document.querySelectorAll("[data-at]")) for (const id of segment.dataset.at.split(" ")) count.set(id, (count.get(id) ?? 0) + 1);
      return [...count].sort((a, b) => b[1] - a[1]).map(([id]) => id);
    });
    // Those with most segments, and those with one.
    for (const passage of new Set([...passages.slice(0, 3), ...passages.slice(-3)])) check(name, await unlit(page, name, passage));
  }));
  const citing = pages.filter((name) => /class="cite"/.test(readFileSync(join(site, name), "utf8")) && !sendsOn(name));
  await each(citing, (name) => inTab(async (page) => {
    await page.goto(onDisk(site, name));
    const links = await page.evaluate(() => [...document.querySelectorAll('.cite a[href*="#"]')].map((link, i) => ({
      i,
      href: link.href,
      quoted: link.matches(":only-of-type") && link.parentElement.querySelector(".verdict.exact")
        ? link.parentElement.previousElementSibling?.matches(".quoted") && link.parentElement.previousElementSibling.textContent : null,
    })));
    // Some of each page.
    const step = Math.max(1, Math.floor(links.length / 4));
    for (const link of links.filter((_, i) => i % step === 0)) check(name, await lands(page, link));
  }));
  await on.close();
  await off.close();
}

/** From the mark to the annotation and back, with the keyboard alone. */
async function thereAndBack(page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  const mark = page.locator("a.note-mark").first();
  const id = (await mark.getAttribute("href")).slice(1);
  const hash = () => page.evaluate(() => location.hash.slice(1));
  await mark.focus();
  await page.keyboard.press("Enter");
  if ((await hash()) !== id) return [`the mark of ${id} does not lead to it by the keyboard`];
  if (!(await inWindow(page, id))) return [`${id} is out of sight when its mark is followed`];
  const back = `at-${id.replace(/^a-/, "")}`;
  // From where the link has led, Tab goes through the annotation.
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate((id) => ({
      inside: document.getElementById(id).contains(document.activeElement),
      href: document.activeElement.getAttribute("href"),
    }), id);
    if (!focus.inside) return [`the keyboard leaves ${id} without a way back to its words`];
    if (focus.href !== `#${back}`) continue;
    await page.keyboard.press("Enter");
    if ((await hash()) !== back) return [`the way back from ${id} does not lead to its words`];
    return (await inWindow(page, back)) ? [] : [`the words of ${id} are out of sight when the way back is followed`];
  }
  return [`${id} has no way back to its words`];
}

/** Whether the beginning of an element can be seen. */
function inWindow(page, id) {
  return page.evaluate((id) => {
    const { top } = document.getElementById(id).getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  }, id);
}

/** Follows a citation: its passage must be in sight, and hold the words that it says it holds. */
async function lands(page, { href, quoted }) {
  await page.goto(href);
  const passage = decodeURIComponent(new URL(href).hash.slice(1));
  const found = await page.evaluate((passage) => {
    const words = [...document.querySelectorAll("[data-at]")].filter((segment) => segment.dataset.at.split(" ").includes(passage));
    const top = words[0]?.getBoundingClientRect().top;
    return { isTarget: document.querySelector(":target")?.id === passage, top, height: innerHeight, words: words.map((segment) => segment.textContent).join("") };
  }, passage);
  if (!found.isTarget || !found.words) return [`a citation leads to ${passage}, which is not there`];
  if (found.top < 0 || found.top >= found.height) return [`the words of ${passage} are out of sight when a citation is followed`];
  const letters = (text) => text.normalize("NFC").replace(/[^\p{L}\p{N}]/gu, "");
  if (quoted && letters(quoted) !== letters(found.words)) return [`a citation says that ${passage} holds ${quoted} word for word, but it holds “${found.words}”`];
  return [];
}

// --- Reading, and what those are told who do not see it (reading.mjs, tree.mjs) -------------------------------------

async function reading() {
  const sources = pages.filter((name) => /^sources\/[^/]+\.html$/.test(name) && !sendsOn(name));
  const has = (name, words) => readFileSync(join(site, name), "utf8").includes(words);
  const annotated = sources.filter((name) => has(name, 'class="note-mark"'));
  if (annotated.length < 1) return check("sources/", ["an annotated source is needed to see what readers can do with notes"]);
  const expecting = (name, what) => (ok, otherwise) => check(name, ok ? [] : [`${what}: ${otherwise}`]);
  await layersGoAndStayAway(site, annotated[0], annotated[1] ?? annotated[0], expecting(annotated[0], "layers"));
  await each(annotated, (name) => notesOpen(site, name, expecting(name, "notes")));
  await each(sources, (name) => textIsReached(site, name, expecting(name, "head")));
  await each(annotated, (name) => cardsAreWhole(site, name, expecting(name, "cards")));
  await wordsAreCitedAndFound(site, annotated[0], expecting(annotated[0], "words"));
  await titlesAndNotesAreCited(site, annotated[0], expecting(annotated[0], "words"));
  const whole = pages.filter((name) => /^(sources|packets)\/[^/]+\.html$/.test(name) && !sendsOn(name));
  await each(whole, (name) => paperHolds(site, name, expecting(name, "paper")));
}

async function tree() {
  const { context, close } = await browser({ offline: true });
  const inTab = tabs(context);
  await each(pages.filter((name) => !sendsOn(name) && name !== "404.html"), (name) => inTab(async (page) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(onDisk(site, name));
    await settled(page);
    check(name, await landmarks(context, page));
    if (/^(sources|packets)\/[^/]+\.html$/.test(name)) check(name, await cues(context, page));
    check(name, await languages(page));
    check(name, await keyboardWalk(page));
    // Tab goes on from wherever it was, so the page is opened anew.
    await page.goto(onDisk(site, name));
    check(name, await skipLink(page));
    check(name, await zoomed(page));
  }));
  await close();
}

// --- 6. On paper -----------------------------------------------------------------------------------------------------

async function print() {
  const name = pages.find((page) => /^sources\/[^/]+\.html$/.test(page) && !sendsOn(page));
  if (!name) return check("sources/", ["there is no source to print"]);
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  await page.goto(onDisk(site, name));
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  check(name, pdf.startsWith("%PDF-") ? [] : ["print: not a PDF"]);
  // A page with no word on it embeds no font.
  check(name, /\/FontFile/.test(pdf) ? [] : ["print: the pages are empty"]);
  await page.emulateMedia({ media: "print" });
  check(name, (await mainText(page)) ? [] : ["print: <main> shows no text"]);
  // The sheet of A4 without its margins: what is higher would be cut into pages, what is broader would be lost.
  await page.setViewportSize({ width: 627, height: 900 });
  for (const name of pages.filter((name) => /class="(picture|scroll)"/.test(readFileSync(join(site, name), "utf8")))) {
    await page.goto(onDisk(site, name));
    check(name, await page.evaluate(() => {
      const problems = [];
      for (const picture of document.querySelectorAll("main .picture")) {
        const { height } = picture.getBoundingClientRect();
        if (height > 940) problems.push(`print: a drawing of ${Math.round(height)} px is cut into pages`);
      }
      for (const table of document.querySelectorAll("main .scroll")) {
        if (table.scrollWidth > table.clientWidth + 1) problems.push(`print: ${table.scrollWidth - table.clientWidth} px of a table are lost`);
      }
      return problems;
    }));
  }
  await close();
}

// --- 7. Markup -------------------------------------------------------------------------------------------------------
//
// The Nu Html Checker over .html, .css and .svg. Errors and warnings count, its advice ("info") does not.

/** Messages that are wrong, each with the proof. Everything else is a failure. */
const FALSE_POSITIVES = [
  // [/^the exact message$/, "what allows it, and why the checker does not know"],
  [/^Resource violates Content Security Policy \(meta tag\): .* “(?![a-z][a-z0-9+.-]*:|\/\/)[^”]*” blocked by “[a-z-]+” directive\.$/,
    "said of any relative address: the checker takes 'self' for nothing when it reads a file. What the policy really " +
    "blocks is a console error in sections 1 and 2."],
  [/^CSS: “anchor-name”: Property “anchor-name” doesn't exist\.$/,
    "CSS Anchor Positioning Level 1, § 2.1 defines it, and all engines have it; the checker's list is older."],
];

function markup() {
  // One run for each kind: in a mixed one the checker counts lines from 0, and in a folder it takes scripts for pages.
  for (const [ending, option] of [["html", "--html"], ["css", "--css"], ["svg", "--svg"]]) {
    const found = new Map(filesOf(site).filter((name) => name.endsWith(`.${ending}`) && !name.startsWith("downloads/")).map((name) => [name, []]));
    if (found.size === 0) continue;
    // The checker's recursive expressions need a deeper stack than Java's for long pages.
    const run = spawnSync("java", [...nuHtmlChecker("16m"), "--format", "json", "--stdout", option,
      ...[...found.keys()].map((name) => join(site, name))], { encoding: "utf8", maxBuffer: 1 << 30 });
    let messages;
    try {
      ({ messages } = JSON.parse(run.stdout));
    } catch {
      check(ending, [`the checker did not run: ${run.error?.message ?? (run.stderr || run.stdout).slice(0, 300)}`]);
      continue;
    }
    for (const { type, subType, message, url, lastLine, extract } of messages) {
      if ((type === "info" && subType !== "warning") || FALSE_POSITIVES.some(([wrong]) => wrong.test(message))) continue;
      const name = relative(site, decodeURIComponent(url ?? "").replace(/^file:/, ""));
      const what = `line ${lastLine ?? "?"}: ${subType ?? type}: ${message} ${(extract ?? "").replace(/\s+/g, " ").trim().slice(0, 80)}`;
      found.set(name, [...(found.get(name) ?? []), what]);
    }
    for (const [name, problems] of found) check(name, problems);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

if (pages.length === 0) check(folder, ["there is no page here"]);
for (const name of wanted.length ? wanted : Object.keys(SECTIONS)) {
  const [start, goodBefore, badBefore] = [Date.now(), passed, failures.length];
  try {
    await SECTIONS[name]();
  } catch (error) {
    check(name, [`the section broke off: ${error.stack}`]);
  }
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${name}: ${TITLES[name]}: ${pages.length} pages, ${passed - goodBefore} passed, ${failures.length - badBefore} failed, ${seconds} s`);
}
for (const failure of failures) console.log(`  ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
// Also ends the browser of a section that broke off.
process.exit(failures.length ? 1 : 0);
