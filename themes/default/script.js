// What pages add where scripts run: cards beside terms and corrections, and buttons that copy. A classic script that asks
// for nothing but other scripts, so that it works from a disk. Without it a term leads to its entry, corrections stand in the record, and words
// to copy can be selected.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // A former address: on to the new one with the paragraph that was asked for, which a refresh would forget.
  const moved = document.querySelector(".page-moved main a");
  if (moved && location.hash) location.replace(moved.href.split("#")[0] + location.hash);

  /** What an address names: its fragment, as it is where it is no text. */
  const named = (hash) => {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return hash.slice(1);
    }
  };
  // Where a page stands: a file of a site, or a section of one file that has them all, where bundle.js has said
  // so before. Scripts reach elements, files and addresses by what is named here, and what they do with a page they do in
  // `onPage`, once for each page that is read.

  const SITE = new URL("../", document.currentScript.src || location.href);
  const page = {
    /** What holds the page. */
    element: root,
    /** The element that the page calls so. */
    byId: (id) => document.getElementById(id),
    /** What the page calls an element. */
    nameOf: (element) => element.id,
    /** What the address names on the page. */
    fragment: () => named(location.hash),
    /** Whether it is the page that is read. */
    isShown: () => true,
    /** The whole address of something on it. */
    address: (name) => `${location.href.split("#")[0]}#${name}`,
    /** Calls `act` with what the address asks of the page, now and whenever one leads to it again. */
    onFollow: (act) => {
      act(new URLSearchParams(location.search));
      addEventListener("hashchange", () => act(new URLSearchParams()));
    },
    /** Puts into the address what is asked of the page. */
    keep: (query) => history.replaceState(null, "", `?${query}${location.hash}`),
  };
  globalThis.casebook = {
    named,
    onPage: (start) => start(page),
    load: (path) =>
      new Promise((done, fail) => {
        const script = document.createElement("script");
        script.onload = () => {
          script.remove();
          done();
        };
        script.onerror = () => fail(new Error(path));
        script.src = new URL(path, SITE);
        document.head.append(script);
      }),
    addressOf: (path) => new URL(path, SITE).href,
    pathOf: (link) => link.href.split(/[?#]/)[0].slice(SITE.href.length),
    ...globalThis.casebook,
  };

  // Words that a search led to: marked in the place that it led to, or wherever they stand on the page.

  const FOLDED = /[\p{Alphabetic}\p{N}\p{M}]/u;
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
  const NOTHING = /\p{Cf}/u;

  /** The letters and digits of a text, a space where any other signs part them, and the place of each. The index and the
      page differ in such signs: lines end elsewhere, and a title that is set off here has quotation marks there. */
  const lettersOf = (text) => {
    let letters = "";
    const places = []; // where each begins and ends
    let [isApart, isTight, from] = [false, true, 0];
    for (const char of text) {
      const to = from + char.length;
      if (FOLDED.test(char)) {
        const isNextTight = UNSPACED.test(char);
        if (isApart && !isTight && !isNextTight) {
          letters += " ";
          places.push([from, from]);
        }
        const plain = char.normalize("NFD");
        letters += plain;
        for (let unit = 0; unit < plain.length; unit += 1) places.push([from, to]);
        [isApart, isTight] = [false, isNextTight];
      } else if (!NOTHING.test(char)) isApart = true;
      from = to;
    }
    return { letters, places };
  };

  /** Whether a word goes on from one letter to the next. */
  const goesOn = (letter, next) => [letter, next].every((one) => FOLDED.test(one ?? "") && !UNSPACED.test(one));

  // What the page sets among the words is no part of them: numbers of notes, and in a citation all but what its source
  // is called.
  const BLOCK = "p, li, dt, dd, td, th, h1, h2, h3, h4, h5, h6, caption, figcaption, summary, blockquote, div";
  const NOT_WORDS = ".number, .marker, .note-mark, .note-call, .verdict, .sr-only, .cite .original, .card, .picked, template, script, style";
  const isWords = (node) =>
    !node.parentElement.closest(NOT_WORDS) && !(node.parentElement.matches(".cite > a") && node.previousSibling?.matches?.("bdi"));

  /** Where phrases stand in a part of a page, as ranges. */
  const rangesOf = (phrases, part) => {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    let block = null;
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (!isWords(node)) continue;
      const its = node.parentElement.closest(BLOCK);
      if (its !== block) text += " ";
      block = its;
      nodes.push([text.length, node]);
      text += node.data;
    }
    const at = (offset, isEnd) => {
      const node = nodes.findLast(([start]) => (isEnd ? start < offset : start <= offset));
      return [node[1], offset - node[0]];
    };
    const { letters, places } = lettersOf(text);
    const ranges = [];
    for (const phrase of phrases) {
      const { letters: words } = lettersOf(phrase);
      if (!words) continue;
      for (let from = letters.indexOf(words); from >= 0; from = letters.indexOf(words, from + 1)) {
        const to = from + words.length;
        if (goesOn(letters[from - 1], letters[from]) || goesOn(letters[to - 1], letters[to])) continue;
        const range = new Range();
        range.setStart(...at(places[from][0], false));
        range.setEnd(...at(places[to - 1][1], true));
        ranges.push(range);
      }
    }
    return ranges;
  };

  casebook.onPage((page) => page.onFollow((query) => {
    const sought = query.getAll("found").filter(Boolean);
    if (!sought.length || !CSS.highlights) return;
    const place = page.byId(page.fragment());
    let ranges = place ? rangesOf(sought, place) : [];
    if (!ranges.length) {
      ranges = rangesOf(sought, page.element.querySelector("main") ?? page.element);
    }
    // What has no address of its own is called by that of a heading, and the words may stand far below it.
    const first = ranges.find((range) => place && range.comparePoint(place, 0) < 0) ?? ranges[0];
    const isSeen = (range) => {
      const box = range.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    };
    const see = () => {
      if (!first || isSeen(first)) return;
      first.startContainer.parentElement.scrollIntoView({ block: "center" });
      // Of a long paragraph the middle may be elsewhere.
      if (!isSeen(first)) scrollBy(0, first.getBoundingClientRect().top - innerHeight / 2);
    };
    see();
    // Until all is loaded the browser itself goes to what the address names, or back to where one was.
    const isReturn = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (document.readyState !== "complete" && !isReturn) addEventListener("load", () => requestAnimationFrame(see), { once: true });
    // Said here and not in the style sheet, where a browser that does not know it would report a mistake.
    const style = new CSSStyleSheet();
    style.replaceSync("::highlight(found) { background-color: var(--lit); color: var(--ink) }");
    document.adoptedStyleSheets.push(style);
    CSS.highlights.set("found", new Highlight(...ranges));
  }));

  // Cards. Each is put right after its word, so that Tab leads from the word into the card.

  const REST = 300; // ms that the pointer rests on a word before its card opens
  const LEAVE = 250; // ms that it may be away, so that it can cross from the word to the card
  const EDGE = 8; // px between the card and its word, or the edge of the window

  // What stands in the card of an entry lies in a script of its own, loaded when a reader first comes near.
  const definitions = new Map(); // id of an entry → promise of a fragment, or of null where there is none
  const arrived = new Map(); // id of an entry → what to call with it
  globalThis.casebook = {
    ...globalThis.casebook,
    card: (id, html) => {
      const template = document.createElement("template");
      template.innerHTML = html;
      // Its links lead from the folder of the cards.
      for (const link of template.content.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href");
        if (!/^[a-z]+:/i.test(href)) link.setAttribute("href", casebook.addressOf(href.replace(/^\.\.\//, "")));
      }
      arrived.get(id)?.(template.content);
    },
  };

  const definition = (id) => {
    if (!definitions.has(id)) {
      const load = (resolve) => {
        arrived.set(id, resolve);
        // After the call, if there was one.
        const without = () => resolve(null);
        casebook.load(`cards/${id}.js`).then(without, without);
      };
      definitions.set(id, new Promise(load));
    }
    return definitions.get(id);
  };

  /** The entry that a term leads to: its page is called as it is. */
  const entryOf = (word) => casebook.pathOf(word).split("/").pop().replace(/\.html$/, "");

  let open = null; // { word, card }
  let wanted = null; // the word whose card is on its way
  let timer = 0;
  let touch = false;

  /** The term or correction around `node` that may have a card. */
  const wordAt = (node) => (node.closest(".card") ? null : node.closest("a.term, .correction[data-raw]"));

  const holds = (node) => open !== null && (open.word.contains(node) || open.card.contains(node));

  const show = async (word) => {
    clearTimeout(timer);
    if (open?.word === word) return;
    close();
    wanted = word;
    const meaning = word.href ? await definition(entryOf(word)) : null;
    if (wanted !== word) return; // the reader has gone on
    const card = document.createElement("div");
    card.className = "card";
    card.setAttribute("role", "note");
    // Above all else on the page, so that nothing it stands in can cut it off.
    card.popover = "manual";
    if (meaning) card.append(meaning.cloneNode(true));
    const corrected = word.closest(".correction") ?? word.querySelector(".correction");
    if (corrected) {
      const template = (word.closest("main > article") ?? document).querySelector(".correction-card");
      if (template) card.append(template.content.cloneNode(true));
      for (const raw of card.querySelectorAll("[data-raw]")) raw.textContent = corrected.dataset.raw;
    }
    card.setAttribute("aria-label", meaning ? document.body.dataset.card : document.body.dataset.corrected);
    if (!card.firstElementChild) {
      // What a finger cannot open it can follow.
      if (touch) location.assign(word.href);
      return;
    }
    word.after(card);
    card.showPopover?.();
    word.setAttribute("aria-expanded", "true");
    open = { word, card };
    place();
  };

  const close = () => {
    clearTimeout(timer);
    wanted = null;
    if (!open) return;
    open.card.remove();
    open.word.removeAttribute("aria-expanded");
    open = null;
  };

  /** Below the word, or above it where there is more room; never over it, and inside the window. */
  const place = () => {
    const { word, card } = open;
    const lines = word.getClientRects();
    const [first, last] = [lines[0], lines[lines.length - 1]];
    const below = root.clientHeight - last.bottom - 2 * EDGE;
    const above = first.top - 2 * EDGE;
    const down = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = Math.max(down ? below : above, 0) + "px";
    const box = card.getBoundingClientRect(); // still at the origin of whatever positions it
    const x = Math.max(EDGE, Math.min((down ? last : first).left, root.clientWidth - box.width - EDGE));
    const y = down ? last.bottom + EDGE : first.top - EDGE - box.height;
    card.style.left = x - box.left + "px";
    card.style.top = y - box.top + "px";
  };

  const focused = () => open !== null && holds(document.activeElement) && document.activeElement.matches(":focus-visible");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    clearTimeout(timer);
    if (holds(event.target)) return;
    const word = wordAt(event.target);
    if (word?.href) definition(entryOf(word));
    if (word) timer = setTimeout(show, REST, word);
    else if (open && !focused()) timer = setTimeout(close, LEAVE);
    else if (wanted !== document.activeElement) wanted = null;
  });
  root.addEventListener("pointerleave", () => {
    clearTimeout(timer);
    if (open && !focused()) timer = setTimeout(close, LEAVE);
  });

  document.addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
  });
  document.addEventListener("click", (event) => {
    const word = wordAt(event.target);
    if (word && (touch || !word.href)) {
      // A finger cannot rest on a word: a tap opens the card, whose link leads on; the next tap closes it.
      event.preventDefault();
      if (touch && open?.word === word) close();
      else show(word);
    } else if (!holds(event.target)) close();
  });

  document.addEventListener("focusin", (event) => {
    const word = wordAt(event.target);
    if (word === event.target && word.matches(":focus-visible")) show(word);
    else if (!holds(event.target)) close();
  });

  document.addEventListener("keydown", (event) => {
    touch = false;
    if (event.key === "Escape" && open) {
      const { word, card } = open;
      if (card.contains(document.activeElement)) word.focus();
      close();
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches(".correction")) {
      event.preventDefault();
      if (open) close();
      else show(event.target);
    }
  });

  addEventListener("resize", close);
  addEventListener("hashchange", close);

  // A correction is no link, so the keyboard needs a way to it, unless a term in or around it has one: the card of
  // that term tells of the correction as well.
  casebook.onPage((page) => {
    for (const word of page.element.querySelectorAll(".correction[data-raw]")) {
      if (word.closest("a") || word.querySelector("a")) continue;
      word.tabIndex = 0;
      word.setAttribute("role", "button");
    }
    page.element.querySelector("[data-print]")?.addEventListener("click", () => print());
  });

  // Buttons that copy the words of the element they name, as text.

  casebook.onPage((page) => {
    for (const button of page.element.querySelectorAll("button[data-copy]")) {
      const label = button.textContent;
      button.addEventListener("click", () => {
        const selection = getSelection();
        selection.selectAllChildren(page.byId(button.dataset.copy));
        // Pages on a disk have no other way that all browsers allow.
        if (!document.execCommand("copy")) return;
        selection.removeAllRanges();
        button.textContent = button.dataset.done;
        setTimeout(() => (button.textContent = label), 2000);
      });
    }
  });
})();
