// The pictures of the README, one of each type of page, made anew from a built site.
//
//     node docs/screenshots/make.mjs SITE
//
// Each is the first screen of a page, of 64 colours, so that all of them together stay small. Sources, the page that most
// people read, come narrow and dark as well. It needs what tests/browser needs, and `pngquant` to make files small.

import { execFileSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, onDisk, pagesOf } from "../../tests/browser/site.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node make.mjs SITE");
  process.exit(2);
}
const site = resolve(folder);
const out = dirname(fileURLToPath(import.meta.url));
const pages = pagesOf(site);

/** Name → which page, where on it, how wide, in which colours, and what is asked of it. */
const PICTURES = {
  front: [/^index\.html$/],
  source: [/^sources\/[^/]+\.html$/, "section.text .annotation"],
  "source-narrow": [/^sources\/[^/]+\.html$/, "section.text .annotation", 390],
  "source-dark": [/^sources\/[^/]+\.html$/, "section.text .annotation", 1280, "dark"],
  record: [/^sources\/[^/]+\/record\.html$/],
  glossary: [/^glossary\.html$/],
  entry: [/^glossary\/[^/]+\.html$/],
  questions: [/^questions\.html$/],
  question: [/^questions\/[^/]+\.html$/],
  timeline: [/^timeline\.html$/],
  essay: [/^essays\/[^/]+\.html$/],
  packet: [/^packets\/[^/]+\.html$/],
  matrix: [/^matrix\.html$/],
  search: [/^search\.html$/, null, 1280, "light", "q=Oracle"],
  bibliography: [/^bibliography\.html$/],
  colophon: [/^colophon\.html$/],
  changes: [/^changes\.html$/],
  missing: [/^404\.html$/],
};

const { context, close } = await browser({ offline: true });
for (const [name, [pattern, place, width = 1280, colorScheme = "light", query = ""]] of Object.entries(PICTURES)) {
  const found = pages.filter((page) => pattern.test(page));
  if (found.length === 0) {
    console.log(`${name}: no such page`);
    continue;
  }
  const page = await context.newPage();
  await page.setViewportSize({ width, height: width < 500 ? 760 : 800 });
  await page.emulateMedia({ colorScheme });
  await page.goto(onDisk(site, found[found.length - 1]) + (query && `?${query}`));
  if (query) await page.waitForFunction(() => document.querySelectorAll("#results > li").length > 2);
  if (place) await page.evaluate((place) => scrollTo(0, scrollY + document.querySelector(place).closest(".text").getBoundingClientRect().top - 40), place);
  await page.waitForTimeout(100);
  const file = join(out, `${name}.png`);
  await page.screenshot({ path: file });
  await page.close();
  execFileSync("pngquant", ["--force", "--strip", "--output", file, "64", file]);
}
await close();
