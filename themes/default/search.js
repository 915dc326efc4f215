// Search: reads the index of the site and shows what it finds. A classic script that loads its data by script elements, so
// that it works from a disk as from a server. What the files hold is told in src/search/files.rs, how words are folded in
// src/search/words.rs; both are made here in the same way.
"use strict";

casebook.onPage((page) => {
  const form = page.element.querySelector("form[data-index]");
  if (!form) return;
  const field = form.elements.q;
  const voices = [...form.elements.in];
  const list = page.byId("results");
  const said = page.byId("said");
  const more = page.byId("more");
  const register = page.byId("register");

  const FIRST = 10; // results that are shown at a time
  const EXCERPTS = 3; // paragraphs of each
  const FEW = 4; // files that the beginning of a word may take while it is being typed
  const REST = 350; // ms without a key after which it may take more, and rows of words are looked for

  // Words -----------------------------------------------------------------------------------------------------------

  const SILENT =
    /[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/gu;
  const WORD = /^[\p{Alphabetic}\p{N}\p{M}]$/u;
  const UNSPACED =
    /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}]$/u;
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ" };

  const known = new Map(); // character → the characters that it becomes, and the kind of each

  const folded = (char) => {
    let made = known.get(char);
    if (made) return made;
    const lower = char.normalize("NFKD").replace(SILENT, "").toLowerCase().replace(SILENT, "");
    const text = [...lower].map((letter) => LETTERS[letter] ?? letter).join("").normalize("NFKC");
    made = [...text].map((letter) => [letter, WORD.test(letter) ? (UNSPACED.test(letter) ? 2 : 1) : 0]);
    known.set(char, made);
    return made;
  };

  /** The words of a text: normal form, whether the script sets no spaces, start, end. */
  const wordsOf = (text) => {
    const words = [];
    let open = null;
    let at = 0;
    for (const char of text) {
      for (const [letter, kind] of folded(char)) {
        if (kind === 1) {
          if (!open) words.push((open = { word: "", unspaced: false, start: at, end: at }));
          open.word += letter;
          open.end = at + char.length;
          continue;
        }
        open = null;
        if (kind === 2) words.push({ word: letter, unspaced: true, start: at, end: at + char.length });
      }
      at += char.length;
    }
    return words;
  };

  // Queries ---------------------------------------------------------------------------------------------------------

  const MARKS = /["“”„«»「」『』]/u;

  /** What is looked for: parts, each a word or several in a row, and the whole in a row where that is more. */
  const read = (text) => {
    const parts = [];
    let plain = true;
    const add = (piece, open, typed) => {
      const words = wordsOf(piece);
      // The first letter of a word is the beginning of too many.
      const short = typed && words.length && words.at(-1).word.length < 2;
      if (words.length) parts.push({ words, open: open || (typed && !short), typed: typed && !open });
    };
    const pieces = text.normalize("NFC").split(MARKS);
    pieces.forEach((piece, place) => {
      const last = place === pieces.length - 1;
      if (place % 2 === 1) {
        plain = false;
        return add(piece, false, last && /\S$/.test(piece));
      }
      const words = piece.split(/\s+/).filter(Boolean);
      words.forEach((word, at) => {
        const star = word.endsWith("*");
        if (star) plain = false;
        add(word, star, !star && last && at === words.length - 1 && /\S$/.test(piece));
      });
    });
    const words = parts.flatMap((part) => part.words);
    const whole = plain && parts.length > 1 ? { words, open: parts.at(-1).open, typed: parts.at(-1).typed } : null;
    return { parts, whole };
  };

  /** What the index is asked, and for which place of the phrase. */
  const stepsOf = ({ words, open }) => {
    const steps = [];
    words.forEach(({ word, unspaced }, place) => {
      const next = words[place + 1];
      if (unspaced && next?.unspaced) steps.push({ place, term: word + next.word });
      else if (next) steps.push({ place, term: word });
      else if (unspaced && words[place - 1]?.unspaced) return;
      else steps.push({ place, term: word, begins: unspaced || open });
    });
    return steps;
  };

  /** Where a part stands in the words of a text: indices of first words. */
  const placesIn = (text, { words, open }) => {
    const found = [];
    const last = words.length - 1;
    const fits = (here, wanted, at) =>
      here.word === wanted.word || (at === last && open && !here.unspaced && here.word.startsWith(wanted.word));
    for (let start = 0; start + last < text.length; start += 1) {
      if (words.every((wanted, at) => fits(text[start + at], wanted, at))) found.push(start);
    }
    return found;
  };

  // Files -----------------------------------------------------------------------------------------------------------

  const values = new Map(); // kind/number → what a file said
  const waiting = new Map(); // kind/number → promise

  window.casebookSearch = (kind, number, value) => values.set(`${kind}/${number}`, value);
  // For whoever wants to know what the words of a text are, tests included.
  window.casebookSearch.words = (text) => wordsOf(text).map(({ word }) => word);

  const get = (kind, number, make) => {
    const key = `${kind}/${number}`;
    let wait = waiting.get(key);
    if (wait) return wait;
    wait = new Promise((done, fail) => {
      const arrived = () => (values.has(key) ? done(make(values.get(key))) : fail(new Error(key)));
      if (values.has(key)) return arrived();
      const path = kind === "root" ? form.dataset.index : form.dataset.index.replace(/[^/]*$/, `${key}.js`);
      casebook.load(`${path}?v=${form.dataset.version}`).then(arrived, () => {
        waiting.delete(key);
        fail(new Error(key));
      });
    });
    waiting.set(key, wait);
    return wait;
  };

  /** Numbers as src/search/digits.rs writes them. */
  const numbersOf = (digits, from = 0, to = digits.length) => {
    const numbers = [];
    let number = 0;
    let worth = 1;
    for (let at = from; at < to; at += 1) {
      const code = digits.charCodeAt(at);
      if (code >= 0x5d) {
        number += (code - 0x5d) * worth;
        worth *= 34;
      } else {
        numbers.push(number + (code - 0x23) * worth);
        number = 0;
        worth = 1;
      }
    }
    return numbers;
  };

  const termsOf = (text) => {
    const terms = [];
    let last = "";
    for (const piece of text.split(" ")) {
      if (!piece) continue;
      last = last.slice(0, piece.charCodeAt(0) - 0x23) + piece.slice(1);
      terms.push(last);
    }
    return terms;
  };

  const sums = (numbers) => {
    let sum = 0;
    return numbers.map((number) => (sum += number));
  };

  const root = () =>
    get("root", 0, (value) => ({
      ...value,
      inner: sums(numbersOf(value.inner)),
      texts: sums(numbersOf(value.texts)),
      marks: termsOf(value.terms),
    }));

  const termFile = (number) =>
    get("terms", number, ([terms, numbers, leaves]) => {
      const all = numbersOf(numbers);
      return {
        words: termsOf(terms),
        counts: all.filter((_, at) => at % 2 === 0),
        ends: sums(all.filter((_, at) => at % 2 === 1)),
        leaves,
      };
    });

  const placeFile = (number) =>
    get("places", number, ([lengths, places]) => ({ ends: sums(numbersOf(lengths)), places }));

  const partOf = (all, ends, at) => numbersOf(all, at ? ends[at - 1] : 0, ends[at]);

  /** How many of sorted values are not behind `value`. */
  const upTo = (sorted, value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  // Looking up ------------------------------------------------------------------------------------------------------

  /** The terms of a step: [file, place in it]. `most` files are looked into, and `cut` says whether there were more. */
  const lookUp = async (index, { term, begins }, most) => {
    const found = [];
    const first = Math.max(0, upTo(index.marks, term) - 1);
    for (let number = first; number < index.marks.length; number += 1) {
      if (number - first >= most) return { found, cut: true };
      const { words } = await termFile(number);
      if (!begins) {
        const at = upTo(words, term) - 1;
        if (at >= 0 && words[at] === term) found.push([number, at]);
        break;
      }
      let at = upTo(words, term);
      if (at > 0 && words[at - 1] === term) at -= 1;
      while (at < words.length && words[at].startsWith(term)) found.push([number, at++]);
      if (at < words.length) break;
    }
    return { found, cut: false };
  };

  /** The leaves that have a part, each with how well it answers. */
  const leavesOf = async (index, part, hasty) => {
    let cut = false;
    let weight = 0;
    const steps = await Promise.all(
      stepsOf(part).map(async ({ place, ...step }) => {
        const most = hasty && part.typed ? FEW : Infinity;
        const looked = await lookUp(index, step, most);
        cut ||= looked.cut;
        const lists = await Promise.all(
          looked.found.map(async ([number, at]) => {
            const { counts, ends, leaves } = await termFile(number);
            return { number, at, count: counts[at], leaves: partOf(leaves, ends, at) };
          }),
        );
        const count = Math.min(lists.reduce((sum, one) => sum + one.count, 0), index.leaves);
        weight += Math.log(1 + (index.leaves - count + 0.5) / (count + 0.5));
        return { place, lists, count };
      }),
    );
    if (steps.length === 1) {
      const best = new Map(); // leaf → impact
      for (const { leaves } of steps[0].lists) {
        let leaf = 0;
        for (let next = 0; next < leaves.length; next += 2) {
          leaf += leaves[next];
          if (!(best.get(leaf) >= leaves[next + 1])) best.set(leaf, leaves[next + 1]);
        }
      }
      const leaves = [...best].map(([leaf, impact]) => [leaf, impact * weight]);
      // One list is in order already.
      return { leaves: steps[0].lists.length > 1 ? leaves.sort((a, b) => a[0] - b[0]) : leaves, cut };
    }
    const found = new Map(); // leaf → [impact, where a phrase would begin]
    steps.sort((a, b) => a.count - b.count);
    for (const [turn, { place, lists }] of steps.entries()) {
      const here = new Map();
      for (const { number, at, leaves } of lists) {
        const file = await placeFile(number);
        const ways = partOf(file.places, file.ends, at);
        let [leaf, way] = [0, 0];
        for (let next = 0; next < leaves.length; next += 2) {
          leaf += leaves[next];
          const wanted = turn === 0 || found.has(leaf);
          let known = here.get(leaf);
          if (wanted && !known) here.set(leaf, (known = [0, new Set()]));
          if (wanted) known[0] = Math.max(known[0], leaves[next + 1]);
          let [stand, goesOn] = [0, true];
          while (goesOn && way < ways.length) {
            stand += ways[way] >> 1;
            goesOn = ways[way] % 2 === 1;
            way += 1;
            if (wanted && stand >= place) known[1].add(stand - place);
          }
        }
      }
      if (turn === 0) {
        for (const [leaf, value] of here) found.set(leaf, value);
        continue;
      }
      for (const [leaf, value] of found) {
        const other = here.get(leaf);
        const begins = other ? [...value[1]].filter((begin) => other[1].has(begin)) : [];
        if (begins.length) found.set(leaf, [Math.min(value[0], other[0]), new Set(begins)]);
        else found.delete(leaf);
      }
    }
    return { leaves: [...found].map(([leaf, [impact]]) => [leaf, impact * weight]).sort((a, b) => a[0] - b[0]), cut };
  };

  /** Of each section that may be shown: the best leaf and how well it answers. */
  const bySection = (index, leaves, wanted) => {
    const sections = new Map();
    for (const [leaf, score] of leaves) {
      const voice = index.voices.filter((first) => leaf >= first).length;
      if (!wanted[voice]) continue;
      const section = leaf - upTo(index.inner, leaf);
      const best = sections.get(section);
      if (!best || score > best.score) sections.set(section, { leaf, score });
    }
    return sections;
  };

  /** The sections that answer a query, best first. */
  const find = async (query, wanted, hasty) => {
    const index = await root();
    // That all words stand in a row decides on the order alone, and costs most of what is loaded.
    const row = query.whole && !hasty ? [query.whole] : [];
    const asked = await Promise.all([...query.parts, ...row].map((part) => leavesOf(index, part, hasty)));
    const cut = asked.some((one) => one.cut) || (query.whole !== null && hasty);
    const [first, ...rest] = asked.map((one) => bySection(index, one.leaves, wanted));
    const whole = row.length ? rest.pop() : new Map();
    const hits = [];
    for (const [section, { leaf, score }] of first) {
      const others = rest.map((part) => part.get(section));
      if (others.some((other) => !other)) continue;
      let best = { leaf, score };
      for (const other of others) if (other.score > best.score) best = other;
      const sum = others.reduce((sum, other) => sum + other.score, score);
      const inRow = whole.get(section);
      hits.push({ section, leaf: inRow?.leaf ?? best.leaf, whole: Boolean(inRow), score: sum });
    }
    hits.sort((a, b) => b.whole - a.whole || b.score - a.score || a.section - b.section);
    return { hits, cut };
  };

  /** The words of a leaf. */
  const leafText = async (number) => {
    const { texts } = await root();
    const file = upTo(texts, number);
    const leaves = await get("texts", file, (value) => value);
    const [path, title, label, lang, dir, voice, blocks] = leaves[number - (file ? texts[file - 1] : 0)];
    return { path, title, label, lang, dir, voice, blocks };
  };

  // Showing ---------------------------------------------------------------------------------------------------------

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /** Ranges of a text that answer the query, in order and apart, and how many parts have any. */
  const matches = (text, query) => {
    const words = wordsOf(text);
    const ranges = [];
    let parts = 0;
    for (const part of query.parts) {
      const places = placesIn(words, part);
      parts += places.length > 0;
      for (const at of places) ranges.push([words[at].start, words[at + part.words.length - 1].end]);
    }
    const inRow = query.whole ? placesIn(words, query.whole).map((at) => words[at].start) : [];
    ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const apart = [];
    for (const range of ranges) {
      if (apart.length && range[0] < apart.at(-1)[1]) apart.at(-1)[1] = Math.max(apart.at(-1)[1], range[1]);
      else apart.push(range);
    }
    return { ranges: apart, parts: parts + (inRow.length ? 1 : 0), first: inRow[0] ?? apart[0]?.[0] ?? 0 };
  };

  /** A part of a text with its matches marked. */
  const marked = (text, ranges, from, to) => {
    const out = [];
    let at = from;
    for (const [start, end] of ranges) {
      if (end <= from || start >= to) continue;
      out.push(text.slice(at, Math.max(at, start)), element("mark", {}, text.slice(Math.max(start, from), Math.min(end, to))));
      at = Math.min(end, to);
    }
    out.push(text.slice(at, to));
    return out.filter((piece) => piece !== "");
  };

  /** What of a text is shown around a match: [from, to], at the ends of words. */
  const around = (text, first) => {
    const [before, length] = [70, 240];
    if (text.length <= length + before) return [0, text.length];
    let from = Math.max(0, first - before);
    let to = Math.min(text.length, from + length);
    const space = text.indexOf(" ", from);
    if (from > 0 && space >= 0 && space < first) from = space + 1;
    const behind = text.lastIndexOf(" ", to);
    if (to < text.length && behind > first + 40) to = behind;
    // Half a character is none.
    if (/[\udc00-\udfff]/.test(text[from] ?? "")) from -= 1;
    if (/[\udc00-\udfff]/.test(text[to] ?? "")) to += 1;
    return [from, to];
  };

  const shown = async (hit, query) => {
    const leaf = await leafText(hit.leaf);
    const found = leaf.blocks
      .map(([id, number, text, lang, dir], order) => ({ id, number, text, lang, dir, order, ...matches(text, query) }))
      .filter(({ number, ranges }) => number >= 0 && ranges.length);
    found.sort((a, b) => b.parts - a.parts || a.order - b.order);
    const best = found.slice(0, EXCERPTS);
    // Only the title answers: the words begin below it.
    if (!best.length) {
      const opening = leaf.blocks.find(([, number]) => number >= 0);
      if (opening) best.push({ id: "", number: 0, text: opening[2], lang: opening[3], dir: opening[4], ranges: [], first: 0 });
    }
    const href = (block) => {
      const words = new URLSearchParams();
      const surface = new Set((block?.ranges ?? []).map(([start, end]) => block.text.slice(start, end)));
      for (const word of [...surface].slice(0, 8)) words.append("found", word);
      return casebook.addressOf(`${leaf.path}${surface.size ? `?${words}` : ""}${block?.id ? `#${block.id}` : ""}`);
    };
    const title = matches(leaf.title, query);
    const heading = element("h2", {},
      element("a", { href: href(best[0]), lang: leaf.lang, dir: leaf.dir }, ...marked(leaf.title, title.ranges, 0, leaf.title.length)));
    const kind = form.querySelector(`label[data-voice="${leaf.voice}"]`).textContent.trim();
    const item = element("li", { class: `of-${leaf.voice}` },
      heading,
      element("p", { class: "detail" }, leaf.label ? `${kind} · ` : kind, ...(leaf.label ? [element("bdi", {}, leaf.label)] : [])));
    for (const block of best) {
      const [from, to] = around(block.text, block.first);
      const words = element("span", { class: "words", lang: block.lang ?? leaf.lang, dir: block.dir ?? leaf.dir },
        from > 0 ? "… " : "", ...marked(block.text, block.ranges, from, to), to < block.text.length ? " …" : "");
      const number = block.number > 0 ? [element("span", { class: "figure" }, list.dataset.paragraph.replace("{number}", block.number)), " "] : [];
      item.append(element("p", { class: "excerpt" }, element("a", { href: href(block) }, ...number, words)));
    }
    return item;
  };

  let turn = 0;
  let hits = [];
  let query = null;
  let shownText = "";

  const say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  const forms = JSON.parse(said.dataset.found);
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const count = (n) => (forms[plural.select(n)] ?? forms.other).replace("{n}", n);

  const fail = () => say(said.dataset.failed);

  /** Shows results up to `end`; those already shown stay. */
  const fill = async (mine, end) => {
    const from = list.dataset.turn === String(mine) ? list.childElementCount : 0;
    let wanted = [];
    for (let at = from; at < Math.min(end, hits.length); at += 1) {
      // The first is loaded alone, so that it is there soonest, and then all others at once.
      if (at === from + 1) {
        wanted = hits.slice(at, end).map((hit) => shown(hit, query));
        wanted.forEach((one) => one.catch(() => {}));
      }
      const item = await (at === from ? shown(hits[at], query) : wanted[at - from - 1]);
      if (mine !== turn) return null;
      if (list.dataset.turn !== String(mine)) {
        list.replaceChildren();
        list.dataset.turn = mine;
      }
      list.append(item);
    }
    more.hidden = list.childElementCount >= hits.length;
    return list.children[from] ?? null;
  };

  const run = async (hasty) => {
    const mine = (turn += 1);
    const text = field.value;
    const wanted = voices.map((voice) => voice.checked);
    const asked = read(text);
    const empty = asked.parts.length === 0;
    register.hidden = !empty;
    if (empty) document.documentElement.classList.remove("asked");
    const address = new URLSearchParams();
    if (text.trim()) address.set("q", text);
    if (!wanted.every(Boolean)) address.set("in", voices.filter((voice) => voice.checked).map((voice) => voice.value).join(","));
    try {
      page.keep(address);
    } catch {
      // Browsers count how often that is done; the address then stays behind for a moment.
    }
    if (empty) {
      hits = [];
      list.replaceChildren();
      more.hidden = true;
      return say("");
    }
    try {
      const found = await find(asked, wanted, hasty);
      if (mine !== turn) return;
      const order = (list) => list.slice(0, FIRST).map(({ leaf }) => leaf).join();
      const same = text === shownText && order(hits) === order(found.hits) && list.childElementCount >= Math.min(FIRST, hits.length);
      // What is there already stays, with the focus in it.
      if (same) list.dataset.turn = mine;
      hits = found.hits;
      query = asked;
      shownText = text;
      if (!hits.length) {
        list.replaceChildren();
        more.hidden = true;
      }
      await fill(mine, FIRST);
      if (mine !== turn) return;
      if (found.cut) setTimeout(() => mine === turn && run(false), REST);
      else say(hits.length === 0 ? said.dataset.none : count(hits.length));
    } catch {
      if (mine === turn) fail();
    }
  };

  // Hands -----------------------------------------------------------------------------------------------------------

  const links = () => [...list.querySelectorAll("a")];

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.focus();
  });
  field.addEventListener("input", () => run(true));
  for (const voice of voices) voice.addEventListener("change", () => run(false));
  more.addEventListener("click", async () => {
    const first = await fill(turn, list.childElementCount + FIRST).catch(fail);
    first?.querySelector("a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = links().indexOf(document.activeElement);
    // After a click beside everything nothing has the focus, or the body.
    const isHere = page.isShown() && (document.activeElement ?? document.body).matches("body, .search *");
    if (event.key === "/" && document.activeElement !== field && isHere) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Escape" && at >= 0) field.focus();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at >= 0 || document.activeElement === field)) {
      event.preventDefault();
      const to = at + (event.key === "ArrowDown" ? 1 : -1);
      if (to < 0) field.focus();
      else links()[to]?.focus();
    }
  });

  // What every search needs is there before the first letter.
  root().catch(fail);
  page.onFollow((asked) => {
    if (asked.has("q")) field.value = asked.get("q");
    const only = asked.get("in")?.split(",");
    if (only) for (const voice of voices) voice.checked = only.includes(voice.value);
    if (asked.has("q") && field.value) run(false);
    else if (!page.fragment()) field.focus({ preventScroll: true });
  });
});
