// Builds the dossiers of tests/fixtures/scripts with a program and opens them as a reader would: a page from right to left,
// and one without spaces between words.
//
//     node tests/browser/languages.mjs BINARY
//
// Sections of run.mjs whose checks speak no language hold for them as well, and are run on each. What is looked at here is what
// only these scripts can get wrong: sides, isolation, line breaks, paper.

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, each, onDisk, pagesOf, tabs } from "./site.mjs";

const binary = process.argv[2] && resolve(process.argv[2]);
if (!binary) {
  console.error("usage: node languages.mjs BINARY");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const temp = mkdtempSync(join(tmpdir(), "casebook-languages-"));
let passed = 0;
const failures = [];
const check = (what, ok, otherwise) => {
  if (ok) passed += 1;
  else failures.push(`${what}: ${otherwise}`);
};

/** Builds a dossier in the default theme; its fixture has the bare one. */
function build(name) {
  const folder = join(temp, name);
  cpSync(join(here, "../fixtures/scripts", name), folder, { recursive: true });
  const config = join(folder, "casebook.toml");
  writeFileSync(config, readFileSync(config, "utf8").replace('"bare"', '"default"'));
  const run = spawnSync(binary, ["build", "--deny-warnings", "--out", join(folder, "site")], { cwd: folder, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${name} cannot be built: ${run.stderr || run.stdout || run.error}`);
  return join(folder, "site");
}

/** What run.mjs says of a site. */
function common(name, site) {
  const run = spawnSync(process.execPath, [join(here, "run.mjs"), site, "disk", "host", "scripts", "cards", "notes", "reading", "layout", "tree", "search", "walk", "print", "markup"],
    { encoding: "utf8", maxBuffer: 1 << 26 });
  const lines = run.stdout.trim().split("\n");
  console.log(`${name}: ${lines.at(-1)}`);
  check(name, run.status === 0, `run.mjs:\n${run.stdout}${run.stderr}`);
}

/** On every page at three widths: nothing scrolls sideways, and the frame is on the side where lines begin. */
async function layout(name, site, direction) {
  const { context, close } = await browser({ offline: true });
  const inTab = tabs(context);
  await each(pagesOf(site), (path) => inTab(async (page) => {
    for (const width of [1440, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(onDisk(site, path));
      const found = await page.evaluate(() => {
        const root = document.documentElement;
        const heading = document.querySelector("main h1");
        const own = heading && getComputedStyle(heading);
        const words = document.createRange();
        if (heading) words.selectNodeContents(heading);
        const main = document.querySelector("main").getBoundingClientRect();
        const box = words.getBoundingClientRect();
        return {
          dir: root.dir, lang: root.lang,
          over: root.scrollWidth - innerWidth,
          // Of words that run as the page does.
          start: heading && own.direction === getComputedStyle(root).direction ? [box.left - main.left, main.right - box.right] : null,
        };
      });
      const what = `${name}/${path} at ${width} px`;
      check(what, found.dir === direction, `runs ${found.dir}`);
      check(what, found.over <= 0, `${found.over} px too wide`);
      if (found.start && path !== "404.html") {
        const [left, right] = found.start;
        check(what, direction === "rtl" ? right <= left : left <= right, `its heading stands on the wrong side (${left}, ${right})`);
      }
    }
  }));
  await close();
}

/** Source pages: where numbers and notes stand, and whether words of the other direction keep to themselves. */
async function sources(name, site, { annotated, direction, foreign }) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  await page.goto(onDisk(site, annotated));
  const sides = await page.evaluate(() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const [text, note, number] = [box(".text .block:has(.seg)"), box(".annotation"), box(".text .block .number")];
    return { note: note.left - text.right, noteAtLeft: text.left - note.right, numberAtLeft: text.left - number.right, number: number.left - text.right };
  });
  const isMirrored = direction === "rtl";
  check(name, (isMirrored ? sides.noteAtLeft : sides.note) > 0, `the margin is not behind the lines: ${JSON.stringify(sides)}`);
  check(name, (isMirrored ? sides.number : sides.numberAtLeft) > 0, `the numbers are not before the lines: ${JSON.stringify(sides)}`);
  const where = (selector) => page.evaluate((selector) => [...document.querySelectorAll(selector)].map((element) => {
    const style = getComputedStyle(element);
    return { words: element.textContent.slice(0, 40), dir: style.direction, bidi: style.unicodeBidi };
  }), selector);
  // Titles of sources and quotations in the other language.
  for (const path of ["index.html", "questions.html", "timeline.html", "colophon.html", annotated, foreign.entry]) {
    await page.goto(onDisk(site, path));
    for (const { words, dir, bidi } of await where(`main :is(bdi, q, .quoted, .original)[lang="${foreign.lang}"]`)) {
      check(`${name}/${path}`, dir === "ltr" && bidi.startsWith("isolate"), `“${words}” is not kept apart: ${dir}, ${bidi}`);
    }
  }
  await page.goto(onDisk(site, foreign.entry));
  const apart = await where(`main [lang="${foreign.lang}"]`);
  check(`${name}/${foreign.entry}`, apart.length > 0, "has no words in the other language, so nothing was looked at");
  // A stop behind a sentence of the page's direction is drawn where the sentence ends.
  await page.goto(onDisk(site, annotated));
  const stops = await page.evaluate(() => [...document.querySelectorAll(".text p.block")].map((block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.data.trim()) last = node;
    const end = last.data.trimEnd().length;
    const range = document.createRange();
    range.setStart(last, end - 1);
    range.setEnd(last, end);
    const stop = range.getBoundingClientRect();
    const line = document.createRange();
    line.selectNodeContents(block);
    const rects = [...line.getClientRects()].filter((rect) => rect.width > 0 && Math.abs((rect.top + rect.bottom) / 2 - (stop.top + stop.bottom) / 2) < 8);
    return { char: last.data[end - 1], atLeft: stop.left <= Math.min(...rects.map((rect) => rect.left)) + 1, atRight: stop.right >= Math.max(...rects.map((rect) => rect.right)) - 1 };
  }));
  for (const stop of stops) check(name, isMirrored ? stop.atLeft : stop.atRight, `the stop “${stop.char}” is not at the end of its line`);
  check(name, stops.length > 1, "no paragraphs were looked at");
  await close();
}

/** Lines of Chinese: they are full, and none begins with a mark that closes. */
async function chineseLines(site, path) {
  const { context, close } = await browser({ offline: true, viewport: { width: 360, height: 900 } });
  const page = await context.newPage();
  await page.goto(onDisk(site, path));
  const lines = await page.evaluate(() => [...document.querySelectorAll(".text p.block")].flatMap((block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".number, .note-mark")) continue;
      for (let at = 0; at < node.data.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { bottom, right } = range.getBoundingClientRect();
        const line = found.at(-1);
        if (line && Math.abs(line.bottom - bottom) < 8) Object.assign(line, { words: line.words + node.data[at], right });
        else found.push({ words: node.data[at], bottom, right });
      }
    }
    const edge = block.getBoundingClientRect().right;
    return found.map((line, at) => ({ ...line, short: at < found.length - 1 ? edge - line.right : 0 }));
  }));
  check("chinese", lines.length > 10, `only ${lines.length} lines were looked at`);
  for (const { words, short } of lines) {
    check("chinese", !/^[，。、；：？！）》」』”]/.test(words), `a line begins with a closing mark: ${words}`);
    check("chinese", short < 60, `a line ends ${Math.round(short)} px too early: ${words}`);
  }
  await close();
}

/** On paper: as many pages as there are words for, none of them wider than the sheet. */
async function paper(name, site, path) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  // The breadth of A4 without its margins.
  await page.setViewportSize({ width: 627, height: 900 });
  await page.emulateMedia({ media: "print" });
  await page.goto(onDisk(site, path));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}/${path}`, over <= 0, `is ${over} px too wide for paper`);
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  check(`${name}/${path}`, pdf.startsWith("%PDF-") && /\/FontFile/.test(pdf), "prints nothing");
  await close();
}

try {
  const dossiers = [
    { name: "arabic", direction: "rtl", annotated: "sources/letter.html", foreign: { lang: "en", entry: "glossary/public-library.html" } },
    { name: "chinese", direction: "ltr", annotated: "sources/letter.html", foreign: { lang: "en", entry: "glossary/teahouse.html" } },
  ];
  for (const dossier of dossiers) {
    const site = build(dossier.name);
    await layout(dossier.name, site, dossier.direction);
    await sources(dossier.name, site, dossier);
    for (const path of [dossier.annotated, dossier.foreign.entry, "matrix.html"]) await paper(dossier.name, site, path);
    if (dossier.name === "chinese") await chineseLines(site, dossier.annotated);
    common(dossier.name, site);
  }
} catch (error) {
  failures.push(`it broke off: ${error.stack}`);
} finally {
  rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
}
for (const failure of failures) console.log(`  ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
