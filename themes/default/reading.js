// What a page with the text of a source adds where scripts run: layers that can be put away, notes that open, copying
// with a citation, the address of some words, and where in the text one is. A classic script without requests. Without it
// every note stands open, and paragraphs have addresses.
"use strict";

casebook.onPage((page) => {
  const root = document.documentElement;
  const text = page.element.querySelector("section.text");
  if (!text) return;
  const say = text.dataset; // what the theme calls things

  // Layers. `early.js` has hidden those that were put away before.

  const off = new Set((root.dataset.off ?? "").split(" ").filter(Boolean));
  for (const box of page.element.querySelectorAll(".layers input")) {
    box.checked = !off.has(box.value);
    box.addEventListener("change", () => {
      if (box.checked) off.delete(box.value);
      else off.add(box.value);
      root.dataset.off = [...off].join(" ");
      try {
        localStorage.setItem(root.dataset.store + " off", root.dataset.off);
      } catch {
        // Then it holds for this page.
      }
    });
  }

  // What can be folded: notes, and what introduces a source. Where there is little room only the beginning of one shows, and
  // a button that opens it.

  /** Gives a part a button in its head; `name` gives that one what is heard of it, for what is seen is one word. */
  const foldable = (part, head, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "more";
    button.dataset.needsScript = ""; // without one all is open
    const tell = (isOpen) => {
      button.textContent = isOpen ? say.less : say.rest;
      button.setAttribute("aria-expanded", String(isOpen));
      name(button, isOpen);
    };
    tell(false);
    head.after(button);
    button.addEventListener("click", () => tell(part.classList.toggle("open")));
    part.addEventListener("opened", () => tell(true));
    // A finger finds the whole line.
    head.addEventListener("click", (event) => {
      if (button.checkVisibility() && !event.target.closest("a, button")) button.click();
    });
  };

  for (const note of text.querySelectorAll(".annotation")) {
    const number = note.querySelector(".ordinal").textContent;
    foldable(note, note.querySelector(".head"), (button, isOpen) =>
      button.setAttribute("aria-label", (isOpen ? say.lessOf : say.restOf).replace("#", number)));
  }
  for (const part of page.element.querySelectorAll(".before > .headnote, .before > .contents")) {
    const head = part.querySelector("h2");
    foldable(part, head, (button) => {
      button.id = `${head.id}-more`;
      button.setAttribute("aria-labelledby", `${button.id} ${head.id}`);
    });
  }

  /** A part that is asked for by its address, or by one within it, is open, and says so. */
  const openTarget = () => {
    const part = page.byId(page.fragment())?.closest(".text .annotation, .before > *");
    if (!part) return;
    part.classList.add("open");
    part.dispatchEvent(new Event("opened"));
  };

  // The note of the mark, or of the words, under the pointer is lit.
  let lit = [];
  text.addEventListener("pointerover", (event) => {
    for (const note of lit) note.classList.remove("lit");
    const mark = event.target.closest(".note-mark");
    const words = event.target.closest(".seg.note");
    const notes = mark ? [document.getElementById(casebook.named(mark.hash))] : (words?.dataset.at ?? "").split(" ").filter((id) => id.startsWith("at-")).map((id) => page.byId("a-" + id.slice(3)));
    lit = notes.filter(Boolean);
    for (const note of lit) note.classList.add("lit");
  });

  // The address of some words: the address of their paragraph, and which of its letters and digits, counted from 1. That
  // address is made of these letters and digits, so as long as it leads somewhere the count is right. A text fragment
  // follows, for browsers without scripts.

  const LETTER = /[\p{L}\p{N}]/u;
  const PLACE = /^(p-[0-9a-f]{6}(?:-\d+)?)\.(\d+)-(?:(p-[0-9a-f]{6}(?:-\d+)?)\.)?(\d+)$/;
  // The lines above a text are words of the source as well.
  const BLOCK = ":is(.text, .opening) .block[id]";
  const NOT_WORDS = ".number, .note-mark, .marker, .card, .picked, .left-out, .redacted";

  const blockOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest(BLOCK) ?? null;

  /** Whether a node is of the source's words, or stands between them. */
  const isOf = (node) => blockOf(node) !== null || text.contains(node);

  /** The words of a block, as text nodes. */
  function* wordsOf(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(NOT_WORDS)) yield walker.currentNode;
  }

  /** The letters of a block, each with its place. */
  function* lettersOf(block) {
    for (const node of wordsOf(block)) {
      let at = 0;
      for (const letter of node.data) {
        if (LETTER.test(letter)) yield { node, at, end: at + letter.length };
        at += letter.length;
      }
    }
  }

  /** The blocks that a range touches with a letter, each with the first and the last of these, counted from 1. */
  function lettersIn(range) {
    const found = [];
    for (const block of document.querySelectorAll(BLOCK)) {
      if (!range.intersectsNode(block)) continue;
      let [count, from, to] = [0, 0, 0];
      for (const { node, at, end } of lettersOf(block)) {
        count += 1;
        if (range.comparePoint(node, end) < 0 || range.comparePoint(node, at) > 0) continue;
        if (range.comparePoint(node, at) !== 0 || range.comparePoint(node, end) !== 0) continue;
        from ||= count;
        to = count;
      }
      if (to) found.push({ block, from, to });
    }
    return found;
  }

  /** Words of the text as a reader would type them, block by block. */
  function wordsIn(range, blocks) {
    return blocks.map(({ block }) => {
      let words = "";
      for (const node of wordsOf(block)) {
        if (!range.intersectsNode(node)) continue;
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        words += node.data.slice(from, to);
      }
      return words.replace(/\s+/g, " ").trim();
    });
  }

  const encode = (words) => encodeURIComponent(words).replace(/-/g, "%2D");

  function fragmentOf(blocks, words) {
    const [first, last] = [blocks[0], blocks[blocks.length - 1]];
    const place = `${page.nameOf(first.block)}.${first.from}-${first === last ? "" : page.nameOf(last.block) + "."}${last.to}`;
    const few = (all, side) => {
      const parts = all.split(" ");
      if (parts.length > 4) return (side < 0 ? parts.slice(-4) : parts.slice(0, 4)).join(" ");
      return [...all].slice(...(side < 0 ? [-12] : [0, 12])).join("");
    };
    // Of several paragraphs the first and the last, each by itself: from the one to the other a browser would mark all
    // that stands between them.
    const ends = first === last ? [words[0]] : [words[0], words[words.length - 1]];
    const texts = ends.map((all) => `text=${[...all].length <= 60 ? encode(all) : encode(few(all, 1)) + "," + encode(few(all, -1))}`);
    return `${place}:~:${texts.join("&")}`;
  }

  /** The words that an address names, and nothing that the editors set between them: ranges in order, each in one text
      node; none where there is no such paragraph, or the words are no longer there. */
  function rangesAt(fragment) {
    const [, firstId, from, lastId = firstId, to] = PLACE.exec(fragment) ?? [];
    const [first, last] = [firstId, lastId].map((id) => id && page.byId(id));
    if (!first) return [];
    const ranges = (nodes, start, end) => nodes.map((node) => {
      const range = document.createRange();
      range.setStart(node, node === start?.node ? start.at : 0);
      range.setEnd(node, node === end?.node ? end.end : node.length);
      return range;
    });
    // A former address: the words may differ, so the paragraph has to do.
    if (!first.matches(".block") || !last?.matches(".block")) return ranges([...wordsOf(first.closest(".block") ?? first)]);
    const [start, end] = [[...lettersOf(first)][from - 1], [...lettersOf(last)][to - 1]];
    if (!start || !end) return ranges([...wordsOf(first)]);
    const blocks = [...page.element.querySelectorAll(BLOCK)];
    const nodes = blocks.slice(blocks.indexOf(first), blocks.indexOf(last) + 1).flatMap((block) => [...wordsOf(block)]);
    return ranges(nodes.slice(nodes.indexOf(start.node), nodes.indexOf(end.node) + 1), start, end);
  }

  if (globalThis.CSS?.highlights) {
    // What only scripts can mark, only scripts have a style for.
    const style = new CSSStyleSheet();
    style.replaceSync("::highlight(place) { background-color: var(--lit); color: inherit }");
    document.adoptedStyleSheets.push(style);
  }

  page.onFollow(() => {
    openTarget();
    globalThis.CSS?.highlights?.delete("place");
    const ranges = rangesAt(page.fragment());
    if (!ranges.length) return;
    if (globalThis.CSS?.highlights) CSS.highlights.set("place", new Highlight(...ranges));
    const block = blockOf(ranges[0].startContainer);
    block?.setAttribute("tabindex", "-1");
    block?.focus({ preventScroll: true });
    scrollTo({ top: scrollY + ranges[0].getBoundingClientRect().top - innerHeight / 4 });
  });

  // What can be done with selected words. The buttons stand right behind the last paragraph of them, so that Tab leads there.

  const picked = document.createElement("div");
  picked.className = "picked";
  picked.setAttribute("role", "toolbar");
  picked.setAttribute("aria-label", say.picked);
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    // Pressing it must not change the selection.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    let saying = 0;
    made.addEventListener("click", async () => {
      if (!(await copy(act()))) return;
      made.textContent = say.copied;
      clearTimeout(saying);
      saying = setTimeout(() => (made.textContent = label), 2000);
    });
    picked.append(made);
  };

  /** Whether the words were copied. */
  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Some browsers allow it to pages on a disk in this way only.
      const field = document.createElement("textarea");
      field.value = words;
      picked.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // What is copied in the browser's own way: of words of the source these alone, without what the editors set between.
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && !event.target.matches?.("textarea") ? selection.getRangeAt(0) : null;
    if (!range || !isOf(range.startContainer) || !isOf(range.endContainer)) return;
    const blocks = lettersIn(range);
    if (blocks.length === 0) return;
    event.clipboardData.setData("text/plain", wordsIn(range, blocks).join("\n\n"));
    event.preventDefault();
  });

  let now = null; // { words, blocks } of the source, { words, note } of an editor

  const address = () => {
    const note = () => `${page.nameOf(now.note)}:~:text=${encode(now.words[0])}`;
    return page.address(now.note ? note() : fragmentOf(now.blocks, now.words));
  };

  /** A phrase of the theme with its places filled. */
  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

  /** Where the words stand, as the dossier calls it. */
  const place = () => {
    const label = say.label;
    if (now.note) {
      const number = now.note.querySelector(".ordinal").textContent;
      return fill(say.note, { label, number, author: now.note.dataset.author ?? say.editors });
    }
    const numbers = now.blocks.map(({ block }) => block.querySelector(":scope > .number")?.textContent ?? "");
    const [first, last] = [numbers[0], numbers.findLast((number) => /\d/.test(number))];
    if (!/\d/.test(first)) return label;
    return fill(say.place, { label, paragraph: say.paragraph.replace("#", first === last ? first : `${first}–${last}`) });
  };

  /** The words in quotation marks, where they stand, and the whole reference. */
  const cited = () => {
    const quoted = fill(say.cited, { words: now.words.join("\n\n"), place: place() });
    const lines = [quoted, page.byId("cite-whole")?.textContent ?? ""];
    // An address on somebody's disk says nothing to others.
    if (location.protocol !== "file:") lines.push(address());
    return lines.filter(Boolean).join("\n");
  };

  button(say.quote, cited);
  button(say.link, address);

  const pick = () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const within = range?.commonAncestorContainer;
    const note = (within?.nodeType === Node.TEXT_NODE ? within.parentElement : within)?.closest(".text .annotation") ?? null;
    const isWanted = !note && range && (isOf(range.startContainer) || isOf(range.endContainer));
    const blocks = isWanted ? lettersIn(range) : [];
    const said = note ? getSelection().toString().replace(/\s+/g, " ").trim() : "";
    if (blocks.length === 0 && !said) {
      if (picked.contains(document.activeElement)) return;
      now = null;
      picked.remove();
      return;
    }
    now = note ? { note, words: [said] } : { blocks, words: wordsIn(range, blocks) };
    (note ?? blocks[blocks.length - 1].block).after(picked);
    picked.style.inset = "0 auto auto 0";
    const [last] = [...range.getClientRects()].slice(-1);
    const box = picked.getBoundingClientRect();
    const x = Math.max(8, Math.min(last.right - box.width / 2, root.clientWidth - box.width - 8));
    picked.style.left = x - box.left + "px";
    picked.style.top = last.bottom + 8 - box.top + "px";
  };

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(pick, 200);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !picked.isConnected) return;
    picked.remove();
    getSelection().removeAllRanges();
  });

  // Where one is: the number of the paragraph at the top of the window, as a way back to the head of the page.

  const numbered = [...text.querySelectorAll(".block > .number")].filter((number) => /\d/.test(number.textContent));
  const where = page.element.querySelector(".position");
  if (where && numbered.length > 8) {
    const update = () => {
      if (!page.isShown()) return;
      let [low, high] = [0, numbered.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (numbered[middle].parentElement.getBoundingClientRect().top < innerHeight / 3) low = middle + 1;
        else high = middle;
      }
      where.hidden = low === 0 || text.getBoundingClientRect().bottom < 0;
      const words = low ? where.dataset.words.replace("#", numbered[low - 1].textContent) : "";
      if (where.textContent !== words) where.textContent = words;
    };
    let asked = 0;
    addEventListener("scroll", () => (asked ||= requestAnimationFrame(() => { asked = 0; update(); })), { passive: true });
    update();
  }
});
