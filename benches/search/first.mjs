// What a reader loads until the first result of a search is there, and how long that takes, in Chromium from a disk.
//
//     node benches/search/first.mjs SITE [KIND…]
//
// SITE is a built site of many sources, such as examples/synthesize makes; KIND is a part of the name of a kind of query, and
// without any all kinds are measured. The queries follow from the texts of the site alone, so two builds of a dossier are
// asked the same. Prints a table: of each kind the least and the most of its queries, bytes of the files of the index
// as they lie on the disk, and the median time of five, each in a fresh tab. A query that shows nothing is told as such, and
// the script then fails. Needs what the browser tests need (tests/browser).

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { browser, onDisk } from "../../tests/browser/site.mjs";

const TIMES = 5;
const QUERIES = 3; // of each kind
const PATIENCE = 20_000; // ms

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node first.mjs SITE [KIND…]");
  process.exit(2);
}
const site = resolve(folder);

// Words in the order in which they are frequent, by the number of texts that have them.
const texts = readdirSync(join(site, "data/texts")).sort().map((name) =>
  readFileSync(join(site, "data/texts", name), "utf8").toLowerCase().split("\n").map((line) => line.match(/\p{L}+|[^\p{L}\s]+/gu) ?? []));
const isWord = (word) => /^\p{L}/u.test(word);
const counts = new Map();
for (const text of texts) for (const word of new Set(text.flat().filter(isWord))) counts.set(word, (counts.get(word) ?? 0) + 1);
const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
const ranks = new Map(ranked.map((word, rank) => [word, rank + 1]));
const RARE = ranked.findIndex((word) => counts.get(word) < texts.length / 200) + 1;

/** Rows of words out of texts all over the site whose ranks are within bounds, one bound for each word; no word comes twice. */
function rows(...bounds) {
  const found = [];
  for (let turn = 0; turn < texts.length && found.length < QUERIES; turn += 1) {
    // The steps have no divisor in common with the number of texts.
    const text = texts[(turn * 7919 + 17) % texts.length];
    const row = text.flatMap((line) => line.map((_, at) => line.slice(at, at + bounds.length))).find((row) =>
      row.length === bounds.length && new Set(row).size === row.length &&
      row.every((word, at) => isWord(word) && ranks.get(word) >= bounds[at][0] && ranks.get(word) <= bounds[at][1]));
    if (row && !found.includes(row.join(" "))) found.push(row.join(" "));
  }
  return found;
}
const quoted = (...bounds) => rows(...bounds).map((row) => `"${row}"`);
/** As many words, of ranks a third apart. */
const pick = (from, to, length = 1) => Array.from({ length: QUERIES }, (_, turn) =>
  Array.from({ length }, (_, at) => ranked[Math.min(ranked.length - 1, from - 1 + Math.floor(((turn * length + at) * (to - from)) / (QUERIES * length)))]).join(" "));
const times = (bound, count) => Array(count).fill(bound);
const ANY = [1, Infinity];
const FREQUENT = [1, 20];
const MIDDLING = [400, RARE];
const fourth = ranked.findIndex((word) => counts.get(word) < texts.length / 4) + 1;

const KINDS = {
  "a rare word": pick(RARE, ranked.length),
  "the beginning of a rare word": pick(RARE, ranked.length).map((word) => word.slice(0, -1)),
  "two letters": pick(300, 3_000).map((word) => word.slice(0, 2)),
  "the most frequent word": [ranked[0]],
  "a word in a fourth of all texts": pick(fourth, fourth + 3),
  "a frequent word and a rare one": pick(RARE, ranked.length).map((word, at) => `${ranked[at]} ${word}`),
  "two frequent words": pick(1, 20, 2),
  "three frequent words": pick(1, 20, 3),
  "four frequent words": pick(1, 20, 4),
  "four words of a text, two of them rare": rows(ANY, [RARE, Infinity], ANY, [RARE, Infinity]),
  "a row of two of the twenty most frequent": quoted(...times(FREQUENT, 2)),
  "a row of three of them": quoted(...times(FREQUENT, 3)),
  "a row of four": quoted(...times(FREQUENT, 4)),
  "a row of five": quoted(...times(FREQUENT, 5)),
  "a row of two of ranks 20 to 60": quoted(...times([20, 60], 2)),
  "a row of three of ranks 20 to 60": quoted(...times([20, 60], 3)),
  "a row of two of ranks 60 to 130": quoted(...times([60, 130], 2)),
  "a row of three of ranks 60 to 130": quoted(...times([60, 130], 3)),
  "a row of two of ranks 130 to 400": quoted(...times([130, 400], 2)),
  "a row of two of ranks 250 to 700": quoted(...times([250, 700], 2)),
  "a row of a frequent word and one of middling frequency": quoted(FREQUENT, MIDDLING),
  "a row of one of middling frequency and a frequent word": quoted(MIDDLING, FREQUENT),
  "a row of a word of middling frequency and a rare one": quoted(MIDDLING, [RARE, Infinity]),
  "a row of any four words": quoted(...times(ANY, 4)),
  "a row of any six words": quoted(...times(ANY, 6)),
};

/** Puts a query into the field of a fresh tab: files of the index until the first result is there, and ms. */
async function first(context, query) {
  const page = await context.newPage();
  await page.goto(onDisk(site, "search.html"));
  await page.waitForTimeout(100); // what every search needs is loaded before anybody types
  const result = await page.evaluate(([query, patience]) => new Promise((done) => {
    const loaded = [];
    const load = casebook.load;
    casebook.load = (path) => {
      loaded.push(path.split("?")[0]);
      return load(path);
    };
    const list = document.getElementById("results");
    const field = document.querySelector("form[data-index] input[type=search]");
    const start = performance.now();
    const end = (time) => done({ time, loaded: [...loaded, field.form.dataset.index] });
    new MutationObserver(() => list.querySelector("li h2 a") && end(performance.now() - start)).observe(list, { childList: true });
    setTimeout(() => end(null), patience);
    field.value = query;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }), [query, PATIENCE]);
  await page.close();
  return { time: result.time, bytes: [...new Set(result.loaded)].reduce((sum, path) => sum + statSync(join(site, path)).size, 0) };
}

const { context, close } = await browser({ offline: true });
let failed = false;
console.log(`| query, ${texts.length.toLocaleString("en")} sources | loaded | time |\n|---|---:|---:|`);
for (const [name, queries] of Object.entries(KINDS)) {
  if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
  const [bytes, medians] = [[], []];
  for (const query of queries) {
    const runs = [];
    for (let turn = 0; turn < TIMES; turn += 1) runs.push(await first(context, query));
    const nothing = runs.some(({ time }) => time === null);
    if (nothing) console.error(`nothing was shown for ${query}`);
    failed ||= nothing;
    bytes.push(Math.max(...runs.map(({ bytes }) => bytes)));
    medians.push(runs.map(({ time }) => time ?? PATIENCE).sort((a, b) => a - b)[Math.floor(TIMES / 2)]);
  }
  const span = (numbers, unit, worth) => {
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((number) => Math.round(number / worth));
    return least === most ? `${most} ${unit}` : `${least} to ${most} ${unit}`;
  };
  console.log(queries.length ? `| ${name} | ${span(bytes, "KB", 1000)} | ${span(medians, "ms", 1)} |` : `| ${name} | none there | |`);
}
await close();
process.exit(failed ? 1 : 0);
