// What a reader can do on the page of a source: put layers away, open notes, copy words with where they stand, follow
// the address of some words, and read it on paper. Each function takes the site, the name of a page, and `expect(ok,
// otherwise)`, which counts a check.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser, onDisk, serve, settled, shift } from "./site.mjs";

// --- Layers ----------------------------------------------------------------------------------------------------------

/** What of each layer can be seen. */
const layers = (page) => page.evaluate(() => {
  const seen = (selector) => [...document.querySelectorAll(`section.text ${selector}`)].filter((e) => e.checkVisibility()).length;
  const term = document.querySelector("section.text .block a.term");
  return {
    notes: seen(".annotation") + seen(".note-mark"),
    terms: term && getComputedStyle(term).textDecorationLine !== "none" ? 1 : 0,
    claims: seen(".uses"),
  };
});

/** Whether a card can be seen, whole, when the pointer rests on a word; null where the pointer cannot get there. */
async function opensCard(page, words) {
  const at = await page.locator(words).first().evaluate((word) => {
    word.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = word.getClientRects()[0];
    return { x: left + width / 2, y: top + height / 2 };
  });
  await page.mouse.move(at.x, at.y, { steps: 3 });
  await page.waitForTimeout(700);
  const seen = await page.evaluate(() => {
    const card = document.querySelector(".card");
    if (!card) return false;
    const { left, top, right, bottom } = card.getBoundingClientRect();
    const corners = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]];
    return corners.every(([x, y]) => card.contains(document.elementFromPoint(x, y)));
  });
  await page.mouse.move(1, 1);
  await page.waitForFunction(() => !document.querySelector(".card"), null, { timeout: 1500 });
  return seen;
}

/** A card opens whole wherever its word stands: in a note of which only the beginning shows too. */
export async function cardsAreWhole(site, name, expect) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  await page.goto(onDisk(site, name));
  const ids = await page.evaluate(() => [...document.querySelectorAll(".text .annotation.folded")].filter((note) => {
    const term = note.querySelector("a.term")?.getClientRects()[0];
    return term && term.bottom < note.getBoundingClientRect().bottom && term.right < note.querySelector(".more").getBoundingClientRect().left;
  }).map((note) => note.id));
  for (const id of ids) expect(await opensCard(page, `#${id} a.term`), `the card of a term in the folded note ${id} is cut off`);
  await close();
}

export async function layersGoAndStayAway(site, name, other, expect) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  await page.goto(onDisk(site, name));
  const boxes = await page.locator(".layers input").evaluateAll((all) => all.map((box) => box.value));
  expect(boxes.length > 0, "no layer can be put away");
  for (const layer of boxes) {
    const before = await layers(page);
    expect(before[layer] > 0, `nothing shows of the layer ${layer}`);
    // By the keyboard alone.
    await page.locator(`.layers input[value=${layer}]`).focus();
    await page.keyboard.press("Space");
    await settled(page);
    const after = await layers(page);
    expect(after[layer] === 0, `${after[layer]} of the layer ${layer} show when it is put away`);
    expect(Object.keys(before).every((key) => key === layer || before[key] === after[key]), `putting ${layer} away changes another layer`);
    if (layer === "terms") expect(!(await opensCard(page, "section.text .block a.term:not(.correction a, :has(.correction))")), "a term that was put away still opens a card under the pointer");
    await page.goto(onDisk(site, other));
    expect((await layers(page))[layer] === 0, `the layer ${layer} is back on another page`);
    expect(!(await page.locator(`.layers input[value=${layer}]`).isChecked()), `the box of ${layer} does not say that it is away`);
    expect((await shift(page)) < 0.01, `the page moves when it opens without ${layer}`);
    await page.goto(onDisk(site, name));
    await page.locator(`.layers input[value=${layer}]`).click();
    await settled(page);
    expect(JSON.stringify(await layers(page)) === JSON.stringify(before), `the layer ${layer} does not come back`);
  }
  // A note that is asked for by its address is shown, whatever was put away.
  if (boxes.includes("notes")) {
    await page.locator(".layers input[value=notes]").click();
    const id = await page.locator(".annotation").first().getAttribute("id");
    await page.goto(`${onDisk(site, name)}#${id}`);
    expect(await page.locator(`#${id}`).isVisible(), `${id} cannot be seen at its own address when notes are away`);
  }
  // Another site on the same disk has layers of its own.
  const keys = await page.evaluate(() => Object.keys(localStorage));
  const home = new URL(".", onDisk(site, "index.html")).href;
  expect(keys.length > 0 && keys.every((key) => key.includes(home)), `keys that other sites may have as well: ${keys}`);
  await close();
}

// --- Notes that open -------------------------------------------------------------------------------------------------

export async function notesOpen(site, name, expect) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  const bodies = () => page.evaluate(() => [...document.querySelectorAll(".text .annotation")].map((note) => {
    const last = note.lastElementChild.getBoundingClientRect();
    const box = note.getBoundingClientRect();
    return { id: note.id, folded: note.matches(".folded"), whole: last.height > 0 && last.bottom <= box.bottom + 1 };
  }));
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(onDisk(site, name));
    await settled(page);
    const all = await bodies();
    const shut = all.filter((note) => !note.whole);
    expect(all.every((note) => note.whole === (width > 1152 && !note.folded)), `at ${width} px other notes are shut than should be`);
    for (const { id } of shut.slice(0, 2)) {
      const button = page.locator(`#${id} .more`);
      expect((await button.getAttribute("aria-expanded")) === "false", `${id} does not say that it is shut`);
      const box = await button.boundingBox();
      expect(box.width >= 24 && box.height >= 24, `the button of ${id} is too small for a finger`);
      await button.focus();
      await page.keyboard.press("Enter");
      await settled(page);
      expect((await bodies()).find((note) => note.id === id).whole, `${id} does not open`);
      expect((await button.getAttribute("aria-expanded")) === "true", `${id} does not say that it is open`);
      await page.keyboard.press("Enter");
      await settled(page);
      expect(!(await bodies()).find((note) => note.id === id).whole, `${id} does not shut`);
    }
    if (shut.length) {
      const { id } = shut[shut.length - 1];
      await page.locator(`a.note-mark[href="#${id}"]`).click();
      await settled(page);
      expect((await bodies()).find((note) => note.id === id).whole, `${id} does not open when its mark is followed at ${width} px`);
    }
  }
  // No note far from its words.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(onDisk(site, name));
  await settled(page);
  const far = await page.evaluate(() => [...document.querySelectorAll(".text .annotation")].map((note) => {
    const words = document.getElementById(`at-${note.id.slice(2)}`);
    return note.getBoundingClientRect().top - words.getBoundingClientRect().top;
  }));
  expect(Math.max(...far) < 500, `a note stands ${Math.round(Math.max(...far))} px below its words`);
  await close();
}

// --- What stands around the words ------------------------------------------------------------------------------------

/** The text of a source begins soon, what introduces it is folded for room alone, and nothing lies over the words. */
export async function textIsReached(site, name, expect) {
  for (const javaScriptEnabled of [true, false]) {
    const { context, close } = await browser({ offline: true, javaScriptEnabled });
    const page = await context.newPage();
    for (const [width, height, screens] of [[1440, 900, 1], [820, 1180, 1], [360, 720, 2]]) {
      await page.setViewportSize({ width, height });
      await page.goto(onDisk(site, name));
      // Without scripts nothing in the page would say so.
      if (javaScriptEnabled) await settled(page);
      const folds = page.locator(".before > *");
      const isWhole = (fold) => fold.evaluate((part) => part.scrollHeight <= part.clientHeight + 1 && [...part.children].every((child) => child.matches(".more") || child.checkVisibility()));
      for (const fold of await folds.all()) {
        const button = fold.locator(".more");
        if (!javaScriptEnabled || !(await button.isVisible())) {
          expect(await isWhole(fold), `what introduces the text is cut off without a way to open it, at ${width} px`);
          continue;
        }
        await button.focus();
        await page.keyboard.press("Enter");
        expect(await isWhole(fold), `what introduces the text does not open at ${width} px`);
        expect((await button.getAttribute("aria-expanded")) === "true", `what introduces the text does not say that it is open, at ${width} px`);
        await page.keyboard.press("Enter");
      }
      const top = await page.evaluate(() => document.querySelector(".text .block, .text .withheld").getBoundingClientRect().top + scrollY);
      if (javaScriptEnabled) expect(top < screens * height, `at ${width} px the text begins ${Math.round(top)} px below the top`);
      const covered = await page.evaluate(() => [...document.querySelectorAll(".block + .uses > summary")].flatMap((mark) => {
        const box = mark.getBoundingClientRect();
        const block = mark.parentElement.previousElementSibling;
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          if (walker.currentNode.parentElement.closest(".number")) continue;
          const words = document.createRange();
          words.selectNodeContents(walker.currentNode);
          const isOver = ({ left, top, right, bottom }) => Math.min(right, box.right) - Math.max(left, box.left) > 1 && Math.min(bottom, box.bottom) - Math.max(top, box.top) > 6;
          if ([...words.getClientRects()].some(isOver)) return [`“${mark.textContent}” lies over words of ${block.id}`];
        }
        return [];
      }));
      expect(covered.length === 0, `at ${width} px ${covered[0]}`);
    }
    await close();
  }
}

// --- Words: copied, and by their address -----------------------------------------------------------------------------

/** Selects from a letter in one block to a letter in another, and says what was selected. */
const select = (page, from, to) => page.evaluate(([from, to]) => {
  const blocks = [...document.querySelectorAll(".text > .block, .text .turn > .block, .text .part > .block")].filter((block) => /\d/.test(block.querySelector(".number")?.textContent ?? ""));
  const texts = (block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".number, .note-mark")) nodes.push(walker.currentNode);
    return nodes;
  };
  const place = ([block, at]) => {
    for (const node of texts(blocks[block])) {
      if (at <= node.length) return [node, at];
      at -= node.length;
    }
    throw new Error("the block is too short");
  };
  const [start, end] = [place(from), place(to)];
  getSelection().setBaseAndExtent(...start, ...end);
  const words = blocks.slice(from[0], to[0] + 1).map((block, i, all) => {
    const all_words = texts(block).map((node) => node.data).join("");
    return all_words.slice(i === 0 ? from[1] : 0, i === all.length - 1 ? to[1] : undefined);
  });
  const [first, last] = [from, to].map(([block]) => blocks[block].querySelector(".number").textContent);
  return { words, number: first === last ? first : `${first}–${last}` };
}, [from, to]);

const letters = (text) => text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");

/** The words that the page marks as those of its address. */
const marked = (page) => page.evaluate(() => {
  const ranges = [...(CSS.highlights.get("place") ?? [])];
  if (!ranges.length) return null;
  const { top } = ranges[0].getBoundingClientRect();
  return { words: ranges.map(String).join(""), inWindow: top >= 0 && top < innerHeight };
});

/** The phrase of the page for what is copied, with its places filled. */
const phrase = (page, name, values) => page.locator("section.text").getAttribute(`data-${name}`)
  .then((words) => words.replace(/\{(\w+)\}/g, (_, place) => values[place]));

/** Selects all of one element to all of another, and gives what the first button copies. */
async function copied(page, first, last) {
  await page.evaluate(([first, last]) => {
    const range = document.createRange();
    range.setStart(document.querySelector(first), 0);
    const end = document.querySelector(last);
    range.setEnd(end, end.childNodes.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, [first, last]);
  await page.waitForTimeout(500);
  const button = page.locator(".picked button").first();
  if (!(await button.isVisible())) return "";
  return pressed(page, button);
}

/** What a button has copied. It says so for two seconds, which on a busy machine may be over before a click returns. */
async function pressed(page, button) {
  await button.evaluate((button) => {
    const { copied } = document.querySelector("section.text").dataset;
    button.said = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (button.textContent !== copied) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(button, { childList: true });
    });
  });
  await button.click();
  await button.evaluate((button) => button.said);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** What begins in the title of a source, and what an editor says of it, can be copied with where it stands. */
export async function titlesAndNotesAreCited(site, name, expect) {
  const { context, close } = await browser({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await page.goto(onDisk(site, name));
  const label = await page.locator("section.text").getAttribute("data-label");
  const title = await page.evaluate(() => {
    const words = document.querySelector(".opening .title.block h1")?.cloneNode(true);
    for (const mark of words?.querySelectorAll(".note-mark") ?? []) mark.remove();
    return words?.textContent ?? null;
  });
  if (title !== null) {
    const cited = await copied(page, ".opening .title.block h1", ".text .block");
    expect(letters(cited).startsWith(letters(title)), `a selection that begins in the title is copied as “${cited.slice(0, 80)}”`);
    expect(cited.includes(label), `it is copied without where it stands: ${cited}`);
  }
  const note = await page.evaluate(() => {
    const note = document.querySelector(".text .annotation");
    const body = note?.querySelector(":scope > p:not(.head, .by)");
    return body ? { id: note.id, number: note.querySelector(".ordinal").textContent, author: note.dataset.author, words: body.textContent } : null;
  });
  if (note) {
    const body = `#${note.id} > p:not(.head, .by)`;
    const cited = await copied(page, body, body);
    const author = note.author ?? (await page.locator("section.text").getAttribute("data-editors"));
    const place = await phrase(page, "note", { author, number: note.number, label });
    expect(letters(cited).startsWith(letters(note.words)), `note ${note.number} is copied as “${cited.slice(0, 80)}”`);
    expect(cited.includes(place), `note ${note.number} is copied without “${place}”: ${cited}`);
  }
  await close();
}

export async function wordsAreCitedAndFound(site, name, expect) {
  const server = await serve(site, "/sub/", "/sub/none");
  const { context, close } = await browser({ permissions: ["clipboard-read", "clipboard-write"] });
  for (const base of [onDisk(site, ""), `${server.origin}/sub/`]) {
    const where = base.startsWith("file:") ? "disk" : "host";
    const page = await context.newPage();
    const here = new URL(name, base.endsWith("/") ? base : `${base}/`).href;
    await page.goto(here);
    for (const [what, from, to] of [["words", [2, 10], [2, 40]], ["words of two paragraphs", [1, 30], [2, 20]]]) {
      const { words, number } = await select(page, from, to);
      // In the browser's own way: the words, without the notes between them.
      await page.keyboard.press("Control+C");
      const plain = await page.evaluate(() => navigator.clipboard.readText());
      expect(letters(plain) === letters(words.join("")), `${where}: Ctrl+C copies ${what} as “${plain.slice(0, 300)}”`);
      // The buttons follow when the selection rests.
      await page.waitForTimeout(500);
      const bar = page.locator(".picked");
      await bar.waitFor({ timeout: 2000 }).catch(() => expect(false, `${where}: selecting ${what} offers nothing`));
      const box = await bar.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 1440, `${where}: the buttons for ${what} lie outside the window`);
      const press = (at) => pressed(page, bar.locator("button").nth(at));
      const spaced = (text) => text.replace(/\s+/g, " ");
      const cited = spaced(await press(0));
      const reference = spaced(await page.locator("#cite-whole").textContent());
      const label = await page.locator("section.text").getAttribute("data-label");
      expect(letters(cited).startsWith(letters(words.join(""))), `${where}: ${what} are copied as “${cited.slice(0, 80)}”`);
      const paragraph = (await page.locator("section.text").getAttribute("data-paragraph")).replace("#", number);
      const quoted = await phrase(page, "cited", { words: "", place: await phrase(page, "place", { label, paragraph }) });
      const behind = spaced(quoted).slice(1);
      expect(cited.includes(behind) && cited.includes(reference), `${where}: ${what} are copied without where they stand: ${cited}`);
      expect(cited.includes("file:") === false, `${where}: a path of this disk is in the citation`);
      const address = await press(1);
      expect(address.startsWith(here), `${where}: the address of ${what} is ${address}`);
      // As whoever gets the link: in a new tab; without its text fragment, so that the script has to find the words.
      for (const link of [address, address.split(":~:")[0]]) {
        const other = await context.newPage();
        await other.goto(link);
        await settled(other);
        const found = await marked(other);
        expect(found && letters(found.words) === letters(words.join("")), `${where}: ${link} leads to “${found?.words}” and not to “${words.join("")}”`);
        expect(found?.inWindow, `${where}: the words of ${link} are out of sight`);
        await other.close();
      }
      // And within the page, where text fragments lead nowhere on a disk.
      await page.evaluate((hash) => { location.hash = hash; }, new URL(address.split(":~:")[0]).hash);
      await settled(page);
      expect((await marked(page))?.inWindow, `${where}: the address of ${what} does not work within the page`);
    }
    await page.keyboard.press("Escape");
    await page.goto(`${here}#p-000000.1-2`);
    expect((await marked(page)) === null, `${where}: an address of a paragraph that is not there marks something`);
    await page.close();
  }
  server.close();
  await close();
}

// --- Paper -----------------------------------------------------------------------------------------------------------

/** The words of a page as printed: as they were painted, and line by line, as they are read. */
async function printed(page) {
  const folder = mkdtempSync(join(tmpdir(), "casebook-print-"));
  const file = join(folder, "page.pdf");
  writeFileSync(file, await page.pdf({ format: "A4", preferCSSPageSize: true }));
  const [raw, lines] = ["-raw", "-layout"].map((how) => execFileSync("pdftotext", [how, file, "-"], { encoding: "utf8", maxBuffer: 1 << 28 }));
  rmSync(folder, { recursive: true });
  return { raw, lines };
}

/** A printed source or packet holds every note by its number, and how to cite what is printed. */
export async function paperHolds(site, name, expect) {
  const { context, close } = await browser({ offline: true });
  const page = await context.newPage();
  await page.goto(onDisk(site, name));
  const wanted = await page.evaluate(() => {
    // What is for the ear alone is not on paper.
    const seen = (words) => {
      const copy = words.cloneNode(true);
      for (const heard of copy.querySelectorAll(".sr-only")) heard.remove();
      return copy.textContent;
    };
    const notes = [...document.querySelectorAll(".annotation, .packet-notes > ol > li")];
    return {
      notes: notes.map((note) => [note.querySelector(".ordinal").textContent, note.querySelector("b").textContent, seen(note.querySelector(":scope > p:not(.head, .by)"))]),
      last: (() => {
        const last = [...document.querySelectorAll(".page-source .text .block")].at(-1)?.cloneNode(true);
        for (const mark of last?.querySelectorAll(".number, .note-mark") ?? []) mark.remove();
        return last?.textContent;
      })(),
      heading: document.querySelector(".page-source .text:has(.annotation)")?.dataset.notes,
      rtl: document.documentElement.dir === "rtl",
      references: [...document.querySelectorAll("#cite-whole, .packet-cite .plain")].map((one) => one.textContent),
      entries: [...document.querySelectorAll(".packet-glossary dd")].map((one) => one.textContent),
    };
  });
  // Whatever breaks a line may also divide a word.
  const { raw, lines } = await printed(page);
  const paper = letters(raw);
  // The letters of Arabic are put on paper in forms and orders of their own, so that only the rest can be read back.
  const readable = (words) => (wanted.rtl ? words.match(/[A-Za-z0-9]{4,}/g) ?? [] : [words]).map(letters);
  const lost = (words) => readable(words).some((part) => !paper.includes(part));
  // The notes on a source stand behind all of it, under a heading of their own.
  const all = lines.split("\n");
  const heading = wanted.heading && !wanted.rtl ? all.findLastIndex((line) => letters(line) === letters(wanted.heading)) : -1;
  const [before, behind] = [all.slice(0, Math.max(heading, 0)), all.slice(heading + 1)].map((part) => letters(part.join("")));
  if (wanted.heading && !wanted.rtl) expect(heading > 0 && before.includes(letters(wanted.last).slice(0, 12)), "the notes have no heading behind the text on paper");
  for (const [number, kind, body] of wanted.notes) {
    // A note may run over two pages, between which stands the head of the next.
    const few = letters(body).slice(0, 40);
    const head = new RegExp(`^\\s*${number}\\s+${kind}(?!\\p{L})`, "mu");
    const isThere = wanted.rtl ? new RegExp(`(^|\\s)${number}(\\s|$)`, "m").test(lines.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ")) && !lost(body) : head.test(lines.normalize("NFKC")) && paper.includes(few);
    expect(isThere, `note ${number} is not on paper`);
    expect(heading < 0 || behind.includes(few.slice(0, 12)), `note ${number} stands amid the text on paper`);
  }
  for (const words of wanted.references) expect(!lost(words), `how to cite it is not on paper: ${words}`);
  for (const words of wanted.entries) expect(!lost(words.slice(0, 60)), `an entry is not on paper: ${words.slice(0, 60)}`);
  expect(wanted.references.length > 0, "it does not say how to cite it");
  await close();
}
