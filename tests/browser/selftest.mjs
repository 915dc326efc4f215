// Proves that each check of run.mjs passes on a good site and fails on a bad one.
//
//     node tests/browser/selftest.mjs [SECTION]
//
// It takes two to five minutes. With a section it tries the faults of that one alone.
//
// A small site is made by hand in a temporary folder. Then faults are put into it, each on a page of its own, and
// every one of them must be reported; no other failure may be.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { each } from "./site.mjs";

const ADDRESS = "https://casebook.test/some/where/";

/** A page of the good site; `up` leads from its folder to the root. */
const page = (up, title, main, head = "") => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:">
<link rel="icon" href="data:,"><link rel="stylesheet" href="${up}assets/style.css">${head}
<script src="${up}assets/card.js" defer></script></head>
<body><a class="skip" href="#main">To the text</a><header><a href="${up}index.html">A dossier of two pages</a></header>
<main id="main"><h1>${title}</h1>${main}</main></body></html>
`;

const STYLE = `
:root { color-scheme: light dark; --ink: #222; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #222; } }
body { color: var(--ink); background: var(--paper); font: 18px/1.5 serif; max-width: 40rem; margin: 0 auto; overflow-wrap: anywhere; }
a { color: inherit; }
:focus-visible { outline: 2px solid; }
.skip:not(:focus) { position: absolute; clip-path: inset(50%); }
.card { position: fixed; max-width: 16rem; margin: 0; padding: .5rem; color: var(--ink); background: var(--paper); border: 1px solid; }
.card[hidden] { display: none; }
mark { background: none; color: inherit; }
:root:has(#at-n:target) [data-at~="at-n"], :root:has(#q-1:target) [data-at~="q-1"] { background: #ff0; color: #000; }
@media print { .card { display: none; } }
`;

/** Cards that keep the contract; the bad ones are made from it by replacing a piece. */
const CARD = `
(function () {
  var card = document.createElement("div"), term = null, timer = 0, touched = false;
  card.className = "card"; card.hidden = true;
  document.body.querySelector("main").append(card);
  function open(t) {
    if (term === t && !card.hidden) return;
    term = t; card.replaceChildren("What it means. ");
    var a = document.createElement("a"); a.href = t.href; a.textContent = "Entry"; card.append(a);
    card.hidden = false;
    var box = t.getBoundingClientRect(), height = card.offsetHeight;
    card.style.left = Math.max(0, Math.min(box.left, innerWidth - card.offsetWidth)) + "px";
    card.style.top = (box.bottom + 4 + height < innerHeight ? box.bottom + 4 : box.top - 4 - height) + "px";
  }
  function close() { card.hidden = true; }
  function later(f, ms) { clearTimeout(timer); timer = setTimeout(f, ms); }
  document.querySelectorAll("a.term").forEach(function (t) {
    t.addEventListener("pointerenter", function (e) { if (e.pointerType === "mouse") later(function () { open(t); }, 300); });
    t.addEventListener("pointerleave", function (e) { if (e.pointerType === "mouse") later(close, 300); });
    t.addEventListener("pointerdown", function (e) { touched = e.pointerType === "touch"; });
    t.addEventListener("focus", function () { if (!touched) open(t); });
    t.addEventListener("blur", function () { later(close, 300); });
    t.addEventListener("click", function (e) { if (touched && card.hidden) { e.preventDefault(); later(function () { open(t); }, 0); } });
  });
  card.addEventListener("pointerenter", function () { clearTimeout(timer); });
  card.addEventListener("pointerleave", function () { later(close, 300); });
  document.addEventListener("keydown", function (e) { if (e.key === "Escape") close(); });
})();
`;

const term = '<a class="term" href="../glossary/fox.html">fox</a>';
/** Words that are annotated, a passage that is quoted and runs beyond them, the annotation. */
const NOTED = `<p class="block" id="p-000001">It was <span id="at-n"></span><span id="q-1"></span><mark data-at="at-n q-1">the quick</mark><a class="note-mark" href="#a-n" aria-label="Note 1: Comment">1</a><mark data-at="q-1"> fox</mark> that ran.</p>
<aside id="a-n" class="annotation" aria-label="Note 1"><p><a class="ordinal" href="#at-n">1</a> A remark.</p></aside>`;
const quoting = (words, passage, source = "a") => `<p><span class="quoted">“${words}”</span> <span class="cite">(<a href="sources/${source}.html#${passage}">A</a> <span class="verdict exact">✓</span>)</span></p>`;
const SOURCE_PAGE = page("../", "A source", `${NOTED}<p>${"It was the quick fox that ran. ".repeat(20)}</p><p>Here a ${term} runs.</p><p>${"And ran. ".repeat(200)}</p>
<p>There the second ${term} rests.</p><p><a href="a/record.html">Record</a></p>`);
const GOOD = {
  "index.html": page("", "Front page", '<p><a href="sources/a.html">A source</a>, <a href="glossary/fox.html#m">fox</a></p>${quoting("the quick fox", "q-1")}<img src="assets/p.svg" width="20" height="20" alt="A dot">',
    `<link rel="canonical" href="${ADDRESS}index.html">`),
  "sources/a.html": SOURCE_PAGE,
  "sources/a/record.html": page("../../", "Record", "<p>One line, kept.</p>"),
  "glossary/fox.html": page("../", "Fox", '<p id="m">An animal.</p><p><a href="https://elsewhere.test/">Elsewhere</a></p><p data-needs-script></p>'),
  "sources/00-former.html": `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A source</title><meta http-equiv="refresh" content="0; url=a.html"><link rel="icon" href="data:,"></head>
<body><main><h1>A source</h1><p><a href="a.html">It is here now.</a></p></main></body></html>\n`,
  "404.html": page(ADDRESS, "Not here", `<p><a href="${ADDRESS}index.html">To the front page</a></p>`)
    .replace(/<meta http-equiv[^>]*>/, ""), // whose 'self' would be the host, not the stated address
  "assets/style.css": STYLE,
  "assets/card.js": CARD,
  "assets/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1"/></svg>\n',
};

/** Replaces `from`, which must be there. */
function changed(text, from, to) {
  if (!text.includes(from)) throw new Error(`no ${from} to replace`);
  return text.replace(from, () => to);
}

/** Runs the sections on a site of `files`; the lines about failures stand apart. */
async function run(files, ...sections) {
  const site = mkdtempSync(join(tmpdir(), "casebook-selftest-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(site, dirname(name)), { recursive: true });
    writeFileSync(join(site, name), text);
  }
  const script = fileURLToPath(new URL("run.mjs", import.meta.url));
  const [code, report] = await new Promise((done) =>
    execFile(process.execPath, [script, site, ...sections], (error, stdout, stderr) => done([error?.code ?? 0, stdout + stderr])));
  rmSync(site, { recursive: true });
  return { code, report, failures: report.split("\n").filter((line) => line.startsWith("  ")).map((line) => line.trim()) };
}

let passed = 0;
let failed = 0;
function expect(ok, otherwise, report) {
  if (ok) passed += 1;
  else {
    failed += 1;
    console.log(`${otherwise}\n${report.replace(/^/gm, "    ")}`);
  }
}

// Each trial is a site and what must be said of it. They are independent and run two at a time.
const trials = [];
const only = process.argv[2]; // the section whose faults are tried; all without

if (!only) trials.push(async () => {
  // What `reading` looks at a page made by hand does not have.
  const { code, report, failures } = await run(GOOD, "disk", "host", "scripts", "cards", "notes", "tree", "markup");
  expect(code === 0 && failures.length === 0 && /^[1-9]\d* passed, 0 failed$/m.test(report), "the good site fails", report);
});
trials.push(async () => {
  const { code, report } = await run({ "readme.txt": "" });
  expect(code === 1, "an empty site is called good", report);
});

/**
 * Pages with faults: [name, text, what must be said of it …]. Nothing else may be said of any page, but for what stands
 * behind a question mark: whether it is depends on when the page goes on to another.
 */
function faults(section, ...list) {
  if (only && section !== only) return;
  trials.push(async () => {
    const files = Object.fromEntries(list.filter(([, text]) => text !== null).map(([name, text]) => [name, text]));
    const { code, report, failures } = await run({ ...GOOD, ...files }, section);
    const sayings = list.flatMap(([name, , ...sayings]) => sayings.map((saying) => [name, saying]));
    const expected = sayings.filter(([, saying]) => !saying.startsWith("?"));
    const allowed = sayings.map(([name, saying]) => [name, saying.replace(/^\?/, "")]);
    const says = (failure, [name, saying]) => failure.startsWith(`${name}: `) && failure.includes(saying);
    for (const e of expected) expect(code === 1 && failures.some((f) => says(f, e)), `${section}: not reported: ${e.join(": ")}`, report);
    const others = failures.filter((f) => !allowed.some((e) => says(f, e)));
    expect(others.length === 0, `${section}: reported without a fault: ${others.join("\n")}`, report);
  });
}

const withoutPolicy = (text) => text.replace(/<meta http-equiv[^>]*>/, "");
const styled = (title, main, css) =>
  page("", title, main, `<link rel="stylesheet" href="data:text/css,${encodeURIComponent(css)}">`).replace("style-src 'self'", "style-src 'self' data:");
const scripted = (title, main, name) => page("", title, main, `<script src="${name}" defer></script>`);
const picture = (title, address) => page("", title, `<img src="${address}" alt="None">`);
const link = (title, address) => page("", title, `<p><a href="${address}">Somewhere</a></p>`);

const sending = (address) => GOOD["sources/00-former.html"].replaceAll("a.html", address);
faults("disk",
  ["sends.html", sending("nowhere.html"), "failed request", "does not send on"],
  ["stays.html", sending("stays.html").replace("0; url", "10; url"), "does not send on"],
  ["log.html", scripted("Log", "", "log.js"), "console log: hello"],
  ["log.js", 'console.log("hello");'],
  ["throw.html", scripted("Throw", "", "throw.js"), "script error: ouch"],
  ["throw.js", 'throw new Error("ouch");'],
  ["missing.html", picture("Missing", "no.png"), "failed request", "console error"],
  ["root.html", picture("Root", "/no.png"), "request to elsewhere", "failed request", "console error"],
  ["policy.html", picture("Policy", "https://elsewhere.test/x.png"), "console error", "request to elsewhere", "failed request"],
  ["foreign.html", withoutPolicy(picture("Foreign", "https://elsewhere.test/x.png")), "request to elsewhere", "failed request", "console error"],
  ["alt.html", page("", "Alt", '<img src="assets/p.svg" width="20" height="20">'), "light: image-alt", "dark: image-alt"],
  ["light.html", styled("Light", "<p>Some words</p>", "@media (prefers-color-scheme: light) { p { color: #aaa } }"), "light: color-contrast"],
  ["dark.html", styled("Dark", "<p>Some words</p>", "@media (prefers-color-scheme: dark) { p { color: #555 } }"), "dark: color-contrast"],
  ["target.html", styled("Target", '<p><button type="button">a</button><button type="button">b</button></p>', "button { all: unset; font-size: 9px; line-height: 1; color: inherit }"), "light: target-size", "dark: target-size"],
  ["heading.html", page("", "Heading", "<h4>x</h4>"), "light: heading-order", "dark: heading-order"],
  ["wide.html", styled("Wide", '<div class="broad">x</div>', "div.broad { width: 321px }"), "321 px wide in a window of 320 px: div.broad"],
  ["404.html", changed(GOOD["404.html"], `${ADDRESS}assets/style.css`, `${ADDRESS}assets/no.css`), "status 404", "console error", "failed request",
    "light: target-size", "dark: target-size"], // without its style sheet
);

faults("host",
  ["sends.html", sending("nowhere.html"), "status 404", "?console error", "failed request", "does not send on"],
  ["noicon.html", page("", "No icon", "").replace('<link rel="icon" href="data:,">', ""), "console error"],
  ["log.html", scripted("Log", "", "log.js"), "console log: hello"],
  ["log.js", 'console.log("hello");'],
  ["missing.html", picture("Missing", "no.png"), "/no.png", "console error"],
  ["link.html", link("Link", "nowhere.html"), "link with status 404"],
  ["case.html", link("Case", "Index.html"), "link with status 404"],
  ["folder.html", link("Folder", "sources/"), "link with status 404"],
  ["rootlink.html", link("Root link", "/index.html"), "link out of the sub-path"],
  ["root.html", picture("Root", "/x.png"), "request to elsewhere", "status 404", "console error", "link out of the sub-path"],
  ["the site", null, "the host was asked for /x.png", "the host was asked for /favicon.ico"],
  ["foreign.html", withoutPolicy(picture("Foreign", "https://elsewhere.test/x.png")), "request to elsewhere", "failed request", "console error"],
  // Found although assets/style.css exists: 404.html is shown where the unknown address is.
  ["404.html", changed(GOOD["404.html"], `${ADDRESS}assets/style.css`, "assets/style.css"), "status 404", "console error", "failed request"],
);

faults("scripts",
  ["adds.html", scripted("Adds", "<p>Read</p>", "adds.js"), "other text without scripts"],
  ["adds.js", 'document.querySelector("main").append(" this");'],
  ["shows.html", scripted("Shows", "<p hidden>Hidden</p>", "shows.js"), "other text without scripts: “Shows” instead of “Shows Hidden”"],
  ["shows.js", 'document.querySelector("main p").hidden = false;'],
  ["allowed.html", scripted("Allowed", "<p>Read</p><p data-needs-script></p>", "allowed.js")],
  ["allowed.js", 'document.querySelector("main p[data-needs-script]").append("Search");'],
  ["empty.html", page("", "Empty", "").replace("<h1>Empty</h1>", ""), "<main> is missing or shows no text"],
  ["hidden.html", styled("Hidden", "<p>x</p>", "main { display: none }"), "<main> is missing or shows no text"],
  ["faded.html", styled("Faded", "<p>x</p>", "main { opacity: 0 }"), "<main> is missing or shows no text"],
);

faults("tree",
  ["unnamed.html", page("", "Unnamed", '<nav><a href="index.html">Front</a></nav>'), "a landmark “navigation” has no name"],
  ["alike.html", page("", "Alike", '<nav aria-label="Ways"><a href="index.html">Front</a></nav><nav aria-label="Ways"><a href="index.html">Front</a></nav>'), "two landmarks “navigation” are called “Ways”"],
  ["dull.html", styled("Dull", '<p><a href="index.html">Front</a></p>', "main a:focus-visible { outline: none }"), "does not show that it has the focus"],
  ["nameless.html", page("", "Nameless", '<p><a href="index.html"></a></p>'), "has no name", "cannot be seen"],
  ["hidden.html", styled("Hidden", '<p><a href="index.html">Front</a></p>', "main a { opacity: 0 }"), "has the focus and cannot be seen"],
  // With a link in its text: where there is a single one, Tab may lead from it to itself.
  ["unskipped.html", page("", "Unskipped", '<p><a href="index.html">Front</a></p>').replace(/<a class="skip"[^]*?<\/a>/, ""), "does not lead to a way past the navigation"],
  ["broad.html", styled("Broad", "<div>x</div>", "main div { width: 700px }"), "too wide at 200 %"],
  ["chinese.html", page("", "Chinese", "<p><bdi>\u4e2d\u6587</bdi></p>"), "is said to be en"],
  ["named.html", page("", "Named", '<div class="prose"><p>A long word about the firm \u5b57\u8282, which makes it.</p></div>'), "is said to be en"],
  ["quoting.html", page("", "Quoting", '<p class="quoted">A source that names \u5b57\u8282 among words of its own</p>')],
  ["sources/within.html", changed(page("../", "Within", NOTED), '</mark><a class="note-mark"', 'st</mark><a class="note-mark"').replace('<mark data-at="q-1"> fox', '<mark data-at="q-1">fox'), "stands within a word"],
  ["sources/twice.html", page("../", "Twice", NOTED + '<p><a class="note-mark" href="#a-n" aria-label="Note 1: Comment">1</a></p>'), "2 cues for a-n", "2 cues in the accessibility tree for 1"],
);

/** A card script with one piece replaced must be reported with `saying`. */
function card(from, to, saying) {
  if (only && only !== "cards") return;
  const script = changed(CARD, from, to);
  trials.push(async () => {
    const { report, failures } = await run({ ...GOOD, "assets/card.js": script }, "cards");
    expect(failures.some((f) => f.startsWith("sources/a.html: ") && f.includes(saying)), `cards: not reported: ${saying}`, report);
  });
}
card('t.addEventListener("pointerenter"', 't.addEventListener("no"', "is not open after the pointer rested");
card('if (e.pointerType === "mouse") later(close, 300)', "", "stays open after the pointer has left");
card("clearTimeout(timer); });", "});", "closes when the pointer moves into it");
card("clearTimeout(timer); });\n  card.addEventListener(\"pointerleave\"", "clearTimeout(timer); });\n  card.addEventListener(\"no\"", "stays open after the pointer has left it");
card('t.addEventListener("focus"', 't.addEventListener("no"', "does not open for the keyboard");
card('t.addEventListener("blur"', 't.addEventListener("no"', "stays open when the focus leaves the term");
card('e.key === "Escape"', "false", "stays open after Escape");
card("close(); });\n})", "{ close(); document.activeElement.blur(); } });\n})", "Escape takes the focus");
card("function close()", 'open(document.querySelector("a.term") || card);\n  function close()', "is open before anyone asked");
card("box.bottom + 4 + height < innerHeight ? box.bottom + 4", "box.bottom + 4 + height < innerHeight ? box.bottom - 4", "covers its term (term 1 at the start");
card("box.bottom + 4 + height < innerHeight", "true", "lies partly outside the window (term 2 at the end");
card("Math.max(0, Math.min(box.left, innerWidth - card.offsetWidth))", "(box.left + innerWidth - 100)", "lies partly outside the window");
card("e.preventDefault(); later", "later", "a tap follows the link at once");
card("later(function () { open(t); }, 0);", "", "does not open for a tap");
card("a.href = t.href;", 'a.href = t.href; a.onclick = function () { return false; };', "a tap on its link does not lead to the entry");
card("function later", 'console.log("x");\n  function later', "console log: x");
faults("cards", ["sources/a.html", page("../", "A source", "<p>No terms</p>")], ["sources/", null, "no page has a term link"]);

const noted = (css, main = NOTED) => withoutPolicy(page("../", "Noted", main, css && `<style>${css}</style>`));
faults("notes",
  ["sources/over.html", noted("#a-n { position: relative; top: -30px }"), "#a-n and #p-000001 overlap"],
  ["sources/out.html", noted("#a-n { position: relative; left: -1000px }"), "#a-n lies partly outside the window"],
  ["sources/hidden.html", noted("#a-n p { display: none }"), "#a-n is not shown", "the keyboard leaves a-n"],
  ["sources/stuck.html", noted("", `${NOTED}<script>addEventListener("click", (event) => event.preventDefault());</script>`), "the mark of a-n does not lead to it"],
  ["sources/above.html", noted("#a-n { position: fixed; top: -100px }"), "a-n is out of sight"],
  ["sources/high.html", noted("span, mark { position: fixed; top: -50px }"), "the words of a-n are out of sight"],
  ["high.html", page("", "High", quoting("the quick fox", "q-1", "high")), "the words of q-1 are out of sight"],
  ["sources/astray.html", noted("", changed(NOTED, 'href="#at-n"', 'href="#q-1"')), "the keyboard leaves a-n without a way back"],
  ["sources/dark.html", noted("mark { background: none !important; color: inherit !important }"), "1 of the segments of at-n are not marked", "2 of the segments of q-1 are not marked"],
  ["sources/half.html", noted("mark + a + mark { background: none !important; color: inherit !important }"), "1 of the segments of q-1 are not marked"],
  ["sources/glaring.html", noted(":root:has(:target) mark { background: #ff0; color: #000 }"), "1 segments of others are marked when at-n is the target"],
  ["other.html", page("", "Other", quoting("the slow fox", "q-1")), "says that q-1 holds “the slow fox” word for word, but it holds “the quick fox”"],
  ["gone.html", page("", "Gone", quoting("the quick fox", "q-2")), "leads to q-2, which is not there"],
);

faults("print",
  ["assets/style.css", changed(STYLE, "@media print {", "@media print { header, main { display: none; }")],
  ["sources/a.html", SOURCE_PAGE, "the pages are empty", "<main> shows no text"],
);

faults("markup",
  ["error.html", page("", "Error", "<p><div>x</div></p>"), "line 8: error: No “p” element in scope"],
  ["warning.html", page("", "Warning", "<section><p>x</p></section>"), "line 8: warning: Section lacks heading"],
  ["policy.html", page("", "Policy", '<img src="https://elsewhere.test/x.png" alt="None">'), "warning: Resource violates Content Security Policy"],
  ["bad.css", "\np { colour: red; }\n", "line 2: error: CSS: “colour”"],
  ["bad.svg", '<svg xmlns="http://www.w3.org/2000/svg">\n<g><nonsense/></g></svg>\n', "line 2: error: Element “nonsense” not allowed", "completely-unknown element"],
);

const start = Date.now();
await each(trials, (trial) => trial());
console.log(`${passed} passed, ${failed} failed, ${Math.round((Date.now() - start) / 1000)} s`);
process.exit(failed ? 1 : 0);
