// The preview in a real browser: what is saved appears by itself, errors lie over the page, and nobody else learns anything.
//
//     node tests/browser/preview.mjs PROGRAM
//
// PROGRAM is a casebook with the command `serve`. A small dossier is made in a temporary folder and edited while browsers
// look at it.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { browser } from "./site.mjs";

const [program] = process.argv.slice(2);
if (!program) {
  console.error("usage: node preview.mjs PROGRAM");
  process.exit(2);
}
const PATIENCE = 30_000; // ms; what has to come is waited for and never measured
const folder = mkdtempSync(join(tmpdir(), "casebook-preview-"));
let failed = 0;
let passed = 0;

function check(what, ok) {
  if (ok) passed += 1;
  else {
    failed += 1;
    console.log(`  ${what}`);
  }
}

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const paragraphs = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => `Paragraph ${first + i} ${"of some length ".repeat(20)}.`).join("\n\n");

const essay = (words) => `+++\ntitle = "Long"\n+++\n## Beginning {#beginning}\n\n${paragraphs(1, 30)}\n\n## Middle {#middle}\n\n${words}\n\n${paragraphs(31, 60)}\n`;

write("casebook.toml", 'title = "Preview"\n');
write("content/index.md", "An introduction.\n");
write("content/essays/long.md", essay("As it was."));
write("content/essays/other.md", '+++\ntitle = "Other"\n+++\nNothing happens here.\n');

/** The program at a port of its own. */
async function start(args = []) {
  const child = spawn(resolve(program), ["serve", "--port", "0", ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  const address = await new Promise((done, fail) => {
    child.stdout.once("data", (data) => done(String(data).trim()));
    child.once("exit", () => fail(new Error("the preview did not start")));
  });
  const stop = () => new Promise((done) => {
    child.once("exit", done);
    child.kill("SIGINT");
  });
  return { address, stop };
}

/** Opens a page and waits until it is that of the site. */
async function look(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("script[data-version^='page:']"), null, { timeout: PATIENCE });
  // A mark that a new load of the page would wipe out.
  await page.evaluate(() => (window.mark = true));
  return page;
}

const says = (page, words) => page.waitForFunction((words) => document.body?.innerText.includes(words), words, { timeout: PATIENCE }).then(() => true, () => false);
const overlay = (page) => page.evaluate(() => document.getElementById("casebook-preview")?.shadowRoot.querySelector("section").innerText ?? null);
const overlaid = (page, is) => page.waitForFunction((is) => Boolean(document.getElementById("casebook-preview")) === is, is, { timeout: PATIENCE }).then(() => true, () => false);
const isMarked = (page) => page.evaluate(() => window.mark === true);

async function run() {
  const preview = await start();
  const [one, two] = [await browser(), await browser()];
  const [page, same, other] = [await look(one.context, `${preview.address}essays/long.html`), await look(two.context, `${preview.address}essays/long.html`), await look(two.context, `${preview.address}essays/other.html`)];
  await page.bringToFront();

  // A change appears, where the reader was, and only on the page that changed.
  await page.evaluate(() => document.getElementById("middle").scrollIntoView({ behavior: "instant" }));
  await page.evaluate(() => scrollBy({ top: 40, behavior: "instant" }));
  const before = await page.evaluate(() => document.getElementById("middle").getBoundingClientRect().top);
  write("content/essays/long.md", essay("As it is now.").replace("## Beginning", `${paragraphs(100, 105)}\n\n## Beginning`));
  check("an edit does not appear", await says(page, "As it is now."));
  // Whatever else moves the page as it loads has done so by then.
  await page.waitForFunction(() => document.readyState === "complete");
  await page.waitForTimeout(500);
  const after = await page.evaluate(() => document.getElementById("middle").getBoundingClientRect().top);
  check(`the reader's place is lost: ${before} px from the top, then ${after} px`, Math.abs(before - after) < 3);
  await same.bringToFront();
  check("the edit does not appear in a second browser", await says(same, "As it is now."));
  check("a page was loaded again that did not change", await isMarked(other));

  // A style sheet is changed without loading the page.
  await page.bringToFront();
  await page.evaluate(() => (window.mark = true));
  write("themes/default/style.css", `${readFileSync(new URL("../../themes/default/style.css", import.meta.url))}\nbody { outline: 7px solid red }\n`);
  const styled = await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px", null, { timeout: PATIENCE }).then(() => true, () => false);
  check("a new style sheet does not appear", styled);
  check("a new style sheet loads the page again", await isMarked(page));
  check("two style sheets stay", await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1, null, { timeout: PATIENCE }).then(() => true, () => false));

  // One that is overtaken by the next, since it comes late, leaves nothing of itself nor of those before.
  const style = (rule) => write("themes/default/style.css", `${readFileSync(new URL("../../themes/default/style.css", import.meta.url))}\n${rule}\n`);
  const links = (count) => page.waitForFunction((count) => document.querySelectorAll("link[rel=stylesheet]").length === count, count, { timeout: PATIENCE }).then(() => true, () => false);
  let go = null;
  const late = new Promise((done) => (go = done));
  let first = true;
  await page.route("**/style.*.css", async (route) => {
    const isFirst = first;
    first = false;
    if (isFirst) await late;
    await route.continue().catch(() => {});
  });
  style("body { --overtaken: yes }");
  check("a late style sheet is not waited for", await links(2));
  style("body { outline: 6px solid red }");
  check("a style sheet does not overtake a late one", await links(1));
  go();
  const worn = () => page.evaluate(() => [getComputedStyle(document.body).outlineWidth, getComputedStyle(document.body).getPropertyValue("--overtaken")]);
  const now = await worn();
  check(`rules of former style sheets stay: ${now}`, now[0] === "6px" && now[1] === "");
  await page.unroute("**/style.*.css");

  // Errors lie over the page, take no focus, can be closed, and go when they are mended.
  write("content/essays/long.md", essay("[[nowhere]]"));
  check("an error does not appear", await overlaid(page, true));
  const told = await overlay(page);
  check(`the error is told otherwise: ${told}`, told.includes("error[link-unknown]") && told.includes("content/essays/long.md"));
  check("the error takes the focus", await page.evaluate(() => document.activeElement === document.body));
  check("the last good page is gone", await says(page, "As it is now."));
  await page.keyboard.press("Escape");
  check("Escape does not close it", await overlaid(page, false));
  write("content/essays/long.md", essay("[[elsewhere]]"));
  check("another error does not appear", await overlaid(page, true));
  write("content/essays/long.md", essay("Mended."));
  check("a mended page does not appear", await says(page, "Mended."));
  check("the error stays though it is mended", await overlaid(page, false));

  // A page that goes says so and comes back.
  await page.evaluate(() => (window.mark = true));
  rmSync(join(folder, "content/essays/long.md"));
  check("a page that is gone does not say so", await overlaid(page, true) && (await overlay(page)).includes("no longer part of the site"));
  write("content/essays/long.md", essay("Mended."));
  check("a page that is back still says that it is gone", await overlaid(page, false));

  // More windows than a browser makes connections to one host; the one that hears for all of them may be among those closed.
  const windows = [];
  for (let number = 0; number < 20; number += 1) windows.push(await look(two.context, `${preview.address}essays/long.html`));
  const seen = async (words) => (await Promise.all(windows.map((page) => says(page, words)))).filter(Boolean).length;
  write("content/essays/long.md", essay("As twenty see it."));
  check("an edit does not appear in each of twenty windows", (await seen("As twenty see it.")) === 20);
  for (const page of [same, other, ...windows.splice(0, 10)]) await page.close();
  write("content/essays/long.md", essay("As ten see it."));
  check("an edit does not appear in the windows that are left", (await seen("As ten see it.")) === 10);
  for (const page of windows) await page.close();

  await hostile(one.context, preview.address);

  // The preview ends and another comes in its place.
  const port = new URL(preview.address).port;
  await preview.stop();
  write("content/essays/long.md", essay("After a pause."));
  const again = await start(["--port", port]).catch(() => null);
  if (again) {
    await page.bringToFront();
    check("a page does not find the preview again", await says(page, "After a pause."));
    await again.stop();
  }
  await one.close();
  await two.close();
}

/** A page on another origin tries every way to the preview that browsers have. */
async function hostile(context, address) {
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>x</title>"));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const page = await context.newPage();
  for (const host of ["127.0.0.1", "localhost"]) {
    await page.goto(`http://${host}:${server.address().port}/`);
    const learnt = await page.evaluate(async (address) => {
      const learnt = [];
      const loads = (element, key, url) => new Promise((done) => {
        element.onload = () => done(true);
        element.onerror = () => done(false);
        element[key] = url;
        document.body.append(element);
        setTimeout(() => done(false), 3000);
      });
      const script = `${address}__casebook/preview.js`;
      await fetch(address).then(() => learnt.push("fetch"), () => {});
      await fetch(address, { mode: "no-cors" }).then((response) => response.type === "opaque" && response.status && learnt.push("no-cors"), () => {});
      if (await loads(document.createElement("script"), "src", script)) learnt.push("script");
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
      if (await loads(link, "href", `${address}assets/style.css`)) learnt.push("style");
      if (await loads(new Image(), "src", address)) learnt.push("image");
      const frame = document.createElement("iframe");
      await loads(frame, "src", address);
      try {
        if (frame.contentWindow.document.body.innerText.includes("introduction")) learnt.push("frame");
      } catch {
        // Another origin, as it has to be.
      }
      if (frame.contentWindow.length > 0) learnt.push("frames in the frame");
      const events = await new Promise((done) => {
        const source = new EventSource(`${address}__casebook/events?path=/`);
        source.onmessage = source.onopen = () => done(true);
        source.onerror = () => done(false);
        setTimeout(() => done(false), 3000);
      });
      if (events) learnt.push("events");
      return learnt;
    }, address);
    check(`a page at http://${host} learns by ${learnt.join(", ")}`, learnt.length === 0);
  }
  await page.close();
  server.close();
}

try {
  await run();
} catch (error) {
  check(`it broke off: ${error.stack}`, false);
}
rmSync(folder, { recursive: true, force: true });
console.log(`preview: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
