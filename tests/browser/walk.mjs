// A reader's way through a built site, from the disk and without a network, by the keyboard alone: a term is searched for, its
// card opened in a source, the card followed to the entry, the concordance to another paragraph, that page's note and the
// words it is about; then the page is printed.

import { browser, filesOf, onDisk } from "./site.mjs";

const PATIENCE = 5000; // ms

/** What has the focus. */
const focused = (page) => page.evaluate(() => {
  const { activeElement: one } = document;
  return { href: one.href ?? "", classes: [...one.classList], inCard: one.closest(".card") !== null, inResults: one.closest("#results") !== null };
});

/** Presses `key` until what has the focus is wanted; whether it came to that. */
async function press(page, key, wanted, limit) {
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press(key);
    if (wanted(await focused(page))) return true;
  }
  return false;
}

/** Follows the link that has the focus, to an address that is wanted. */
async function follow(page, wanted) {
  await page.keyboard.press("Enter");
  return page.waitForURL((url) => wanted(url.href), { timeout: PATIENCE }).then(() => true, () => false);
}

/** Whether the element that the address names is there and can be seen. */
const arrived = (page) => page.waitForFunction(() => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return false;
  // A mark of words is an empty element before them.
  const box = (target.getClientRects().length ? target : target.parentElement).getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}, null, { timeout: PATIENCE }).then(() => true, () => false);

export async function walk(site, check, open) {
  const { context, close } = await browser({ offline: true });
  const base = onDisk(site, "x").slice(0, -1);
  const { page, problems } = await open(context, (url) => url.startsWith(base) || url.startsWith("data:"));

  // The way to be gone: an entry that a page with notes links, and that another place names.
  const way = await (async () => {
    const sources = filesOf(site).filter((name) => /^sources\/[^/]+\.html$/.test(name));
    for (const name of sources) {
      await page.goto(onDisk(site, name));
      const entries = await page.evaluate(() => document.querySelector(".text .note-mark") === null ? [] :
        [...document.querySelectorAll(".text .block a.term")].map((term) => ({ href: term.href, words: term.textContent })));
      for (const { href, words } of entries) {
        await page.goto(href);
        const lines = await page.locator(".concordance li > a").count();
        if (lines > 1) return { source: name, entry: href, words: words.trim(), lines };
      }
    }
    return null;
  })();
  if (!way) {
    await close();
    return check("search.html", ["no page has both a note and a term that is named elsewhere, so nothing was walked"]);
  }
  const found = [];
  const expect = (ok, otherwise) => {
    if (!ok) found.push(`${otherwise} (at ${page.url().slice(base.length)})`);
    return ok;
  };
  const steps = async () => {
    // Search: the field has the focus from the start, and the voices follow it.
    await page.goto(onDisk(site, "search.html"));
    await page.keyboard.type(`"${way.words}"`);
    for (const voice of ["source", "editor", "definition"]) {
      await page.keyboard.press("Tab");
      if (voice !== "source") await page.keyboard.press("Space");
    }
    const said = () => [...document.querySelectorAll("#results a")].every((link) => /\/sources\/[^/]+\.html\?.*#p-/.test(link.href) || !link.hash);
    await page.waitForFunction(() => document.getElementById("results").childElementCount > 0, null, { timeout: PATIENCE });
    await page.waitForFunction(said, null, { timeout: PATIENCE });
    await page.keyboard.press("/");
    const source = onDisk(site, way.source);
    const leads = ({ href, inResults }) => inResults && href.split(/[?#]/)[0] === source && href.includes("#p-");
    if (!expect(await press(page, "ArrowDown", leads, 400), `no result for “${way.words}” leads to a paragraph of ${way.source}`)) return;
    if (!expect(await follow(page, (url) => url.split(/[?#]/)[0] === source), "Enter does not follow a result")) return;
    expect(await arrived(page), "the paragraph of a result is not shown");

    // From there Tab leads to the term, whose card opens and can be entered.
    const isTerm = ({ href, classes, inCard }) => !inCard && classes.includes("term") && href === way.entry;
    if (!expect(await press(page, "Tab", isTerm, 600), `Tab does not lead to “${way.words}”`)) return;
    const card = await page.waitForSelector(".card", { timeout: PATIENCE }).catch(() => null);
    if (!expect(card, "a term that has the focus opens no card")) return;
    if (!expect(await press(page, "Tab", ({ href, inCard }) => inCard && href.split("#")[0] === way.entry, 10), "Tab does not lead into the card")) return;
    if (!expect(await follow(page, (url) => url.split("#")[0] === way.entry), "the card does not lead to the entry")) return;

    // Its concordance, to a paragraph of a page with notes.
    const withNotes = new Set();
    const isLine = ({ href }) => href.includes("/sources/") && href.includes("#p-");
    if (!expect(await press(page, "Tab", ({ href }) => isLine({ href }) && href.split("#")[0] === source, 600), "Tab does not lead to a line of the concordance")) return;
    if (!expect(await follow(page, (url) => url.includes("/sources/")), "a line of the concordance is not followed")) return;
    expect(await arrived(page), "the paragraph of a line is not shown");
    withNotes.add(page.url());

    // A note, and back to its words.
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator(".text .note-mark").first().focus();
    const note = (await focused(page)).href;
    if (!expect(await follow(page, (url) => url === note), "the mark of a note does not lead to it")) return;
    expect(await arrived(page), "a note that was followed is not shown");
    const isBack = ({ classes }) => classes.includes("ordinal");
    if (!expect(await press(page, "Tab", isBack, 20), "from a note Tab leads to no way back")) return;
    if (!expect(await follow(page, (url) => url.includes("#at-")), "the way back from a note is not followed")) return;
    expect(await arrived(page), "the words of a note are not shown");

    // On paper.
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 10_000, `the printed page has ${pdf.length} bytes`);
  };
  await steps().catch((error) => expect(false, `the walk broke off: ${error.message.split("\n")[0]}`));
  check(way.source, [...found, ...problems]);
  await close();
}
