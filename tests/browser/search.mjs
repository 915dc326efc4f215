// Search in a built site, as a reader does it: from the disk without a network, and from a web host.
//
// What the pages hold is read from the files of texts, whose form src/search/files.rs tells; what is found is compared with
// a plain search in them. tests/fixtures/search/words.json says what the words of a text are.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { browser, filesOf, onDisk, serve, shift } from "./site.mjs";

const PAGE = "search.html";
const PATIENCE = 5000; // ms for a result on a busy machine; how fast it is is measured elsewhere

/** Every paragraph that can be found: { path, id, number, text, voice }. */
function paragraphs(site) {
  const all = [];
  const casebookSearch = (kind, number, value) => {
    if (kind !== "texts") return;
    for (const [path, , , , , voice, blocks] of value) {
      for (const [id, place, text] of blocks) all.push({ path, id, number: place, text, voice });
    }
  };
  for (const name of filesOf(site).filter((name) => /^search\/.*\.js$/.test(name))) {
    runInNewContext(readFileSync(join(site, name), "utf8"), { casebookSearch });
  }
  return all;
}

/** Types a query as a reader does, or puts it there at once, and waits until the page has said what it found. */
async function type(page, query, atOnce = false) {
  await page.fill("#q", "");
  await page.waitForFunction(() => document.getElementById("said").textContent === "", null, { timeout: PATIENCE });
  if (atOnce) await page.fill("#q", query);
  else await page.locator("#q").pressSequentially(query);
  await page.waitForFunction(() => document.getElementById("said").textContent !== "", null, { timeout: PATIENCE });
}

/** How many pages the status says were found. */
const said = (page) => page.evaluate(() => {
  const status = document.getElementById("said");
  if (status.textContent === status.dataset.none) return 0;
  // Some languages have a form for two, without a figure.
  const form = Object.entries(JSON.parse(status.dataset.found)).find(([, words]) => words === status.textContent)?.[0];
  return { one: 1, two: 2 }[form] ?? Number(/\d+/.exec(status.textContent)[0]);
});

/** Until a page has been loaded and shown, with what is done then. */
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))));

export async function search(site, check, open) {
  const expect = (ok, otherwise) => check(PAGE, ok ? [] : [otherwise]);
  const all = paragraphs(site);
  expect(all.length > 0, "no text can be searched");
  if (!all.length) return;
  const server = await serve(site, "/some/sub/path/");
  const places = [
    [await browser({ offline: true }), onDisk(site, PAGE), onDisk(site, "x").slice(0, -1)],
    [await browser(), `${server.origin}/some/sub/path/${PAGE}`, `${server.origin}/some/sub/path/`],
  ];
  for (const [{ context, close }, address, base] of places) {
    const from = address.split(":")[0];
    const { page, problems } = await open(context, (url) => url.startsWith(base) || url.startsWith("data:"));
    await page.goto(address);
    expect(await page.evaluate(() => document.activeElement?.id === "q"), `${from}: the field has no focus`);

    // The words of a text.
    const examples = JSON.parse(readFileSync(new URL("../fixtures/search/words.json", import.meta.url), "utf8"));
    const words = (texts) => page.evaluate((texts) => texts.map((text) => casebookSearch.words(text)), texts);
    const made = await words(examples.map(([text]) => text));
    examples.forEach(([text, expected], at) => {
      expect(JSON.stringify(made[at]) === JSON.stringify(expected), `the words of “${text}” are ${JSON.stringify(made[at])}`);
    });

    // Rows of four words out of paragraphs all over the site: each is found on as many pages as have it.
    const folded = await words(all.map(({ text }) => text));
    const isIn = (words, row) => words.some((_, at) => row.every((word, step) => words[at + step] === word));
    const places = (row) => new Set(all.filter((_, at) => isIn(folded[at], row)).map(({ path, voice }) => `${voice} ${path}`));
    const rich = all.map((one, at) => ({ ...one, words: folded[at] })).filter(({ words, number }) => words.length >= 12 && number >= 0);
    const step = Math.max(1, Math.floor(rich.length / 12));
    for (const { words } of rich.filter((_, at) => at % step === 0)) {
      const row = words.slice(4, 8);
      await type(page, `"${row.join(" ")}"`);
      const [found, expected] = [await said(page), places(row).size];
      expect(found === expected, `${from}: “${row.join(" ")}” is found on ${found} pages and stands on ${expected}`);
    }

    // Of frequent words lists are long and lie in blocks: each alone, two in a row, two anywhere.
    const counts = new Map();
    for (const word of folded.flat()) if (/^[a-z]{2,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const [most, second] = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
    if (second) {
      const [ofMost, ofSecond] = [places([most]), places([second])];
      const both = [...ofMost].filter((place) => ofSecond.has(place)).length;
      for (const [query, expected] of [[`"${most}"`, ofMost.size], [`"${most} ${second}"`, places([most, second]).size], [`${most} ${second} `, both]]) {
        // What is said of the first of two words is no answer.
        await type(page, query, true);
        expect((await said(page)) === expected, `${from}: “${query}” is found on ${await said(page)} pages and stands on ${expected}`);
      }
    }

    // Acronyms with dots and without.
    const acronym = all.map(({ text }) => text.match(/\b(?:\p{Lu}\.){2,4}/u)?.[0]).find(Boolean);
    if (acronym) {
      const expected = places([acronym.replaceAll(".", "").toLowerCase()]).size;
      for (const query of [`"${acronym}"`, `"${acronym.replaceAll(".", "")}"`]) {
        await type(page, query);
        expect((await said(page)) === expected, `${from}: ${query} is found on ${await said(page)} pages and stands on ${expected}`);
      }
    }

    // A script without spaces.
    const han = all.map(({ text }) => text.match(/\p{Script=Han}{3,6}/u)?.[0]).find(Boolean);
    if (han) {
      for (const row of [han, han.slice(0, 2), han.slice(-1)]) {
        await type(page, row);
        const [found, expected] = [await said(page), places([...row]).size];
        expect(found === expected, `${from}: “${row}” is found on ${found} pages and stands on ${expected}`);
      }
    }

    // The way from a word to the words of a source, or to a paragraph of an editor, by the keyboard.
    const source = rich.find(({ voice, number }) => voice === "source" && number > 0);
    const isEditors = (one) => one.voice !== "source" && /^(essays|glossary)\//.test(one.path) && one.id.startsWith("ed-");
    for (const wanted of [source, rich.find(isEditors)].filter(Boolean)) {
      const row = wanted.words.slice(2, 6).join(" ");
      await type(page, `"${row}"`);
      await page.keyboard.press("ArrowDown");
      expect(await page.evaluate(() => document.activeElement?.closest("#results h2") !== null), `${from}: the arrow does not lead to the first result`);
      for (let count = 0; count < 60; count += 1) {
        await page.keyboard.press("ArrowDown");
        if (await page.evaluate((path) => document.activeElement.href?.includes(`/${path}?`) && document.activeElement.querySelector("mark") !== null && !document.activeElement.closest("h2"), wanted.path)) break;
      }
      const marks = await page.evaluate(() => [...document.activeElement.querySelectorAll("mark")].map((mark) => mark.textContent));
      expect(marks.length > 0, `${from}: the words found are not marked in the excerpt`);
      const kept = page.url();
      expect(new URL(kept).searchParams.get("q") === `"${row}"`, `${from}: the address does not keep the query`);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.href.includes(wanted.path), { timeout: PATIENCE });
      await page.waitForFunction(() => CSS.highlights.has("found"), null, { timeout: PATIENCE }).catch(() => {});
      const landed = await page.evaluate(() => {
        const ranges = [...(CSS.highlights.get("found") ?? [])];
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        const box = ranges[0]?.getBoundingClientRect();
        return {
          words: ranges.map((range) => range.toString()),
          inside: target !== null && ranges.every((range) => target.contains(range.startContainer)),
          seen: Boolean(box) && box.bottom > 0 && box.top < innerHeight,
        };
      });
      expect(landed.words.length > 0, `${from}: no words are marked in ${page.url()}`);
      expect(new URL(page.url()).hash === `#${wanted.id}`, `${from}: the way leads to ${page.url()} and not to #${wanted.id}`);
      expect(landed.inside, `${from}: other words than those of the paragraph are marked`);
      expect(landed.seen, `${from}: the marked words are out of sight`);
      await page.goBack();
      await page.waitForFunction(() => document.getElementById("results").childElementCount > 0, null, { timeout: PATIENCE });
      expect((await page.inputValue("#q")) === `"${row}"`, `${from}: going back loses the query`);
      await page.keyboard.press("Escape");
    }

    // All that the index holds of a paragraph is marked on its page, wherever lines end and whatever stands among the words,
    // and is in sight when the page has been loaded, also where only a heading above it has an address.
    const ofEditors = all.filter((one) => one.id && one.number >= 0 && one.text.length < 1200 && !one.path.startsWith("sources/"));
    const isAlone = (one) => all.filter(({ path, id }) => path === one.path && id === one.id).length === 1;
    const sample = (from, most) => from.filter((_, at) => at % Math.ceil(from.length / most) === 0);
    const isMixed = ({ text }) => /[("“„«「『（]/.test(text);
    const below = ofEditors.filter((one) => one.path.startsWith("essays/") && !isAlone(one) && one.text.length > 12);
    const tried = [...sample(ofEditors.filter(isAlone).filter(isMixed), 16), ...sample(ofEditors.filter(isAlone), 8), ...sample(below, 8), ...below.slice(-1)];
    const { page: found } = await open(context, () => true);
    await found.setViewportSize({ width: 800, height: 500 });
    for (const { path, id, text } of new Set(tried)) {
      await found.goto(`${base}${path}?${new URLSearchParams({ found: text })}#${encodeURIComponent(id)}`);
      await settled(found);
      const landed = await found.evaluate(() => {
        const ranges = [...(CSS.highlights.get("found") ?? [])];
        const box = ranges[0]?.getBoundingClientRect();
        return { words: ranges.map(String), seen: Boolean(box) && box.bottom > 0 && box.top < innerHeight };
      });
      expect(landed.words.length > 0, `${from}: “${text}” is not marked in ${path}#${id}`);
      if (landed.words.length) expect(landed.seen, `${from}: “${text}” is marked out of sight in ${path}#${id}`);
    }
    await found.close();

    // Voices apart, and the rest of the keyboard.
    if (most) {
      const ofVoice = (voice) => [...places([most])].filter((place) => place.startsWith(voice)).length;
      await type(page, `"${most}"`);
      await page.click('input[value="source"]');
      await page.waitForFunction((n) => !document.getElementById("said").textContent.includes(n), String(places([most]).size), { timeout: PATIENCE }).catch(() => {});
      const left = await said(page);
      expect(left === ofVoice("editor") + ofVoice("definition"), `${from}: without the sources “${most}” is found on ${left} pages`);
      await page.click('input[value="source"]');
      await page.locator('input[value="editor"]').focus();
      await page.keyboard.press("/");
      expect(await page.evaluate(() => document.activeElement?.id === "q"), `${from}: / does not lead to the field`);
    }
    // After a click beside everything as well.
    await page.locator("h1").click();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id === "q"), `${from}: / does not lead to the field after a click on the page`);

    // An address with a query shows what is found, and nothing moves when it has been found.
    for (const width of [1440, 360]) {
      const { page: other } = await open(context, () => true);
      await other.setViewportSize({ width, height: 800 });
      await other.goto(`${address}?q=${encodeURIComponent(source.words.slice(2, 4).join(" "))}`);
      await other.waitForFunction(() => document.getElementById("said").textContent !== "", null, { timeout: PATIENCE });
      const moved = await shift(other);
      // Nothing has the focus there, and the arrow keys go through what is found all the same.
      await other.keyboard.press("ArrowDown");
      expect(await other.evaluate(() => document.activeElement === document.querySelector("#results a")), `${from}: the arrow does not lead to the first result of an address with a query at ${width} px`);
      expect(moved < 0.01, `${from}: the page of an address with a query moves by ${moved.toFixed(3)} at ${width} px`);
      await other.fill("#q", "");
      await other.waitForFunction(() => document.getElementById("register").checkVisibility(), null, { timeout: PATIENCE })
        .catch(() => expect(false, `${from}: the register does not come back when the field is emptied`));
      await other.close();
    }
    for (const signs of ["%", "...", "**", "🎉"]) {
      await type(page, signs).catch(() => {});
      const words = await page.evaluate(() => [document.getElementById("said").textContent, document.getElementById("said").dataset.wordless]);
      expect(words[1] && words[0] === words[1], `${from}: of “${signs}” is not said that there is no word in it`);
    }
    await type(page, "qqzzxxq");
    expect((await said(page)) === 0, `${from}: something is found that is nowhere`);
    check(PAGE, problems.map((problem) => `${from}: ${problem}`));
    await close();
  }
  server.close();

  // Without a script: the register.
  const { context, close } = await browser({ offline: true, javaScriptEnabled: false });
  const { page } = await open(context, () => true);
  await page.goto(onDisk(site, PAGE));
  const seen = await page.locator("#q").isVisible();
  expect(!seen, "without a script there is a field that does nothing");
  const register = await page.locator("#register a").count();
  const terms = filesOf(site).filter((name) => /^glossary\/[^/]+\.html$/.test(name)).length;
  expect(register >= terms, `the register leads to ${register} terms of ${terms}`);
  await close();
}
