// A page as it is told to those who do not see it: the accessibility tree, the keyboard, and what zoom does. Each function
// returns what is wrong.

/** The accessibility tree of the page, as Chromium hands it to screen readers: nodes that are not ignored, in order. */
async function treeOf(context, page) {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const list = [];
  const visit = (node, above) => {
    const one = { role: node.role?.value, name: node.name?.value ?? "", above, node };
    if (!node.ignored) list.push(one);
    for (const id of node.childIds ?? []) if (byId.has(id)) visit(byId.get(id), node.ignored ? above : [...above, one]);
  };
  visit(nodes[0], []);
  return list;
}

const LANDMARKS = ["banner", "complementary", "contentinfo", "main", "navigation", "region", "search", "form",
  "doc-endnotes", "doc-glossary"];

/** Landmarks: one banner, one main; every other named, and no two of a kind alike; few enough to be told at once. */
export async function landmarks(context, page) {
  // A form without a name is none.
  const found = (await treeOf(context, page)).filter((one) => LANDMARKS.includes(one.role.toLowerCase()) && (one.role !== "form" || one.name));
  const problems = [];
  const of = (role) => found.filter((one) => one.role === role);
  if (of("main").length !== 1) problems.push(`${of("main").length} landmarks “main”`);
  if (of("banner").length !== 1) problems.push(`${of("banner").length} landmarks “banner”`);
  const seen = new Set();
  for (const { role, name } of found) {
    if (["main", "banner", "contentinfo"].includes(role)) continue;
    if (!name) problems.push(`a landmark “${role}” has no name`);
    if (seen.has(role + name)) problems.push(`two landmarks “${role}” are called “${name}”`);
    seen.add(role + name);
  }
  if (found.length > 14) problems.push(`${found.length} landmarks are too many to choose from`);
  return problems;
}

/** One cue for each annotation: a link with the name of its kind, that follows words of the text and divides none. */
export async function cues(context, page) {
  const problems = [];
  const tree = await treeOf(context, page);
  // What they are called is the theme's to say, in the language of the page; a number is part of it.
  const names = await page.evaluate(() => [...document.querySelectorAll(".note-mark")].map((mark) => mark.getAttribute("aria-label")));
  if (names.some((name) => !/\d/.test(name ?? ""))) problems.push("a cue has no number in its name");
  const marks = tree.filter((one) => one.role === "link" || one.role === "doc-noteref").filter((one) => names.includes(one.name));
  const wanted = await page.evaluate(() => [...document.querySelectorAll(".annotation[id], .packet-notes > ol > li")].filter((note) => note.querySelector("a.ordinal")).map((note) => {
    const marks = document.querySelectorAll(`a[href="#${CSS.escape(note.id).replace(/\\/g, "")}"].note-mark`);
    const mark = marks[0];
    // The letters on both sides of the mark, wherever they stand.
    const around = (forward) => {
      const walker = document.createTreeWalker(mark.closest(".block"), NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".note-mark, .number")) texts.push(walker.currentNode);
      const after = texts.filter((node) => mark.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING).map((node) => node.data).join("");
      const before = texts.filter((node) => mark.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING).map((node) => node.data).join("");
      return forward ? after.slice(0, 1) : before.slice(-1);
    };
    return { id: note.id, marks: marks.length, before: mark ? around(false) : "", after: mark ? around(true) : "" };
  }));
  if (marks.length !== wanted.length) problems.push(`${marks.length} cues in the accessibility tree for ${wanted.length} annotations`);
  const letter = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{N}]/u;
  for (const { id, marks, before, after } of wanted) {
    if (marks !== 1) problems.push(`${marks} cues for ${id}`);
    if (letter.test(before) && letter.test(after)) problems.push(`the cue of ${id} stands within a word: ${before}|${after}`);
  }
  return problems;
}

/** The first press of Tab shows a link to the text, which leads past the navigation. */
export async function skipLink(page) {
  // Where a field of the page has the focus from the start, a reader is past the navigation already.
  if (await page.evaluate(() => document.activeElement.matches("main input"))) return [];
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await page.keyboard.press("Tab");
  const box = await page.evaluate(() => {
    const { top, left, height } = document.activeElement.getBoundingClientRect();
    return { skip: document.activeElement.matches(".skip"), top, left, height };
  });
  if (!box.skip) return ["the first press of Tab does not lead to a way past the navigation"];
  if (box.top < 0 || box.left < 0 || box.height < 16) return ["the way past the navigation cannot be seen"];
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => {
    const main = document.querySelector("main");
    return main.contains(document.activeElement) || document.activeElement === document.body || !main.querySelector("a[href], button, input, summary");
  });
  return inside ? [] : ["the way past the navigation does not lead to the text"];
}

/** Tab by Tab: whatever has the focus can be seen, has a name, shows that it has the focus, and nothing holds it. */
export async function keyboardWalk(page, most = 60) {
  const problems = [];
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  let before = null;
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      // What cards do is looked at for itself.
      if (element.closest(".card")) return { key: null, named: true, shown: true, inWindow: true, outlined: true };
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const [box] = element.getClientRects();
      const middle = box && [box.left + box.width / 2, box.top + box.height / 2];
      const top = middle && document.elementFromPoint(...middle);
      window.walked = (window.walked ?? 0) + 1;
      element.dataset.walked ??= window.walked;
      return {
        name: `${element.tagName.toLowerCase()} “${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 30)}”`,
        key: element.dataset.walked,
        named: Boolean((element.getAttribute("aria-label") ?? element.textContent ?? "").trim() || element.labels?.length || element.getAttribute("aria-labelledby") || element.title),
        shown: element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box?.height > 0,
        inWindow: middle && middle[1] >= 0 && middle[1] <= innerHeight,
        covered: top && top !== element && !element.contains(top) && !top.contains(element) && !top.closest(".card"),
        outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      };
    });
    if (!at) break;
    if (at.key && at.key === before) problems.push(`${at.name} holds the focus`);
    before = at.key;
    if (!at.named) problems.push(`${at.name} has no name`);
    if (!at.shown || !at.inWindow) problems.push(`${at.name} has the focus and cannot be seen`);
    if (at.covered) problems.push(`${at.name} has the focus and lies under something`);
    if (!at.outlined) problems.push(`${at.name} does not show that it has the focus`);
    if (problems.length > 5) break;
  }
  return problems;
}

/** At 200 % a window of 1280 pixels has 640, in which nothing may need scrolling to the side. */
export async function zoomed(page) {
  await page.setViewportSize({ width: 640, height: 450 });
  // A card that is open closes when the window changes.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return wide > 0 ? [`${wide} px too wide at 200 %`] : [];
}

/** Words in another language than the page's say so, wherever they stand; without it they are read out as nonsense. */
export async function languages(page) {
  return page.evaluate(() => {
    const scripts = [[/\p{Script=Han}/u, /^(zh|ja|ko)/], [/\p{Script=Arabic}/u, /^(ar|fa|ur|ug|ps|und-arab)/i], [/\p{Script=Cyrillic}/u, /^(ru|uk|bg|sr|be|mk|kk|mn|und-cyrl)/i], [/\p{Script=Hebrew}/u, /^(he|yi)/]];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const problems = [];
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      for (const [script, language] of scripts) {
        if (!script.test(data)) continue;
        if (parentElement.closest("code, pre")) continue; // of no language
        const saying = parentElement.closest("[lang]");
        const said = saying.lang;
        // A source may name a thing in another script within its own words; what is written in one says so.
        const [own, other] = [/\p{Script=Latin}/gu, new RegExp(script.source, "gu")].map((letters) => saying.textContent.match(letters)?.length ?? 0);
        if (own > other && parentElement.closest(".lemma, .quoted, .original, section.text")) continue;
        if (parentElement.closest(".annotation, .lemma, .quoted, .original, bdi, section.text, .prose, .headnote, .definition") && !language.test(said)) problems.push(`“${data.trim().slice(0, 20)}” is said to be ${said}`);
      }
    }
    return problems.slice(0, 5);
  });
}
