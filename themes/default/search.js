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
  const FEW = 3; // files that the beginning of a word may take while it is being typed, and long lists
  const FEW_TEXTS = 4; // leaves of which the text says whether words stand in a row
  const ENOUGH = 2; // leaves that are told apart by nothing but their texts
  const CHANCE = 100; // of so many leaves fewer than one is taken to have a row that has not
  const MOST = 2000; // pages that are looked at to count those that have words in a row
  const REST = 350; // ms without a key after which it may take more, and rows of words are looked for

  // Words -----------------------------------------------------------------------------------------------------------

  const SILENT =
    /[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/gu;
  const WORD = /^[\p{Alphabetic}\p{N}\p{M}]$/u;
  const NUMBER = /^\p{N}$/u;
  const UNSPACED =
    /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}]$/u;
  const LETTERS = {
    ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ", ʻ: "'", ʼ: "'",
    "\u0671": "\u0627", "\u0672": "\u0627", "\u0673": "\u0627", // alef
    "\u0629": "\u0647", "\u06be": "\u0647", "\u06c1": "\u0647", "\u06c3": "\u0647", "\u06d5": "\u0647", // heh and teh marbuta
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", // yeh and kaf
  };
  for (let digit = 0; digit < 10; digit += 1) {
    for (const zero of [0x660, 0x6f0]) LETTERS[String.fromCharCode(zero + digit)] = String(digit);
  }

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

  /** Whether at a place begins a letter that is all of a word, as behind the dot of an acronym. */
  const isLetterAlone = (text, at) => {
    let char = String.fromCodePoint(text.codePointAt(at) ?? 32);
    const letter = folded(char);
    if (!letter.length || !letter.every(([letter, kind]) => kind === 1 && !NUMBER.test(letter))) return false;
    for (at += char.length; at < text.length; at += char.length) {
      char = String.fromCodePoint(text.codePointAt(at));
      const next = folded(char);
      if (next.length) return next[0][1] !== 1;
    }
    return true;
  };

  /** The words of a text: normal form, whether the script sets no spaces, start, end. */
  const wordsOf = (text) => {
    const words = [];
    let open = null;
    let at = 0;
    let letters = 0; // since the word or the last dot in it began; a digit counts as two
    for (const char of text) {
      if (char === "." && open && letters === 1 && isLetterAlone(text, at + 1)) {
        letters = 0;
        at += 1;
        continue;
      }
      let first = 1;
      for (const [letter, kind] of folded(char)) {
        if (kind === 1) {
          if (!open) {
            words.push((open = { word: "", unspaced: false, start: at, end: at }));
            letters = 0;
          }
          letters += first + (NUMBER.test(letter) ? 1 : 0);
          first = 0;
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

  /** What is looked for: parts, each a word or several in a row, and the whole in a row where that is more. A word that is
   * being typed is the beginning of one, unless it is a frequent word. */
  const read = (text, frequent) => {
    const parts = [];
    let plain = true;
    const add = (piece, open, typed) => {
      const words = wordsOf(piece);
      // The first letter of a word is the beginning of too many.
      const short = typed && words.length && (words.at(-1).word.length < 2 || frequent.has(words.at(-1).word));
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

  /** What the index is asked, and for which place of the phrase: of frequent terms in a row as few pairs as have all. */
  const stepsOf = (part, frequent) => {
    const steps = termsOf(part);
    const isFrequent = (step) => step && !step.begins && frequent.has(step.term);
    for (let at = 0; at < steps.length; at += 1) {
      let row = 0;
      while (isFrequent(steps[at + row])) row += 1;
      if (row < 2) continue;
      const pairs = [];
      for (let first = 0; first < row; first += 2) {
        const [one, two] = steps.slice(at + Math.min(first, row - 2));
        pairs.push({ place: one.place, term: `!${one.term}!${two.term}` });
      }
      steps.splice(at, row, ...pairs);
      at += pairs.length - 1;
    }
    return steps;
  };

  /** The term of each place of a part. */
  const termsOf = ({ words, open }) => {
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

  const CODES = 613;
  const NEAR = 3; // digits that say what stands before and behind a place
  const FREQUENT = 256; // terms that may be frequent

  /** A number by which most terms are told apart, as src/search/digits.rs makes it. */
  const codeOf = (term, frequent) => {
    if (frequent.has(term)) return frequent.get(term);
    let sum = 0;
    for (let at = 0; at < term.length; at += 1) sum = (Math.imul(sum, 31) + term.charCodeAt(at)) >>> 0;
    return FREQUENT + (sum % (CODES - 1 - FREQUENT));
  };

  /** What is known of what stands around a step: the codes of the terms before and behind it, of a pair those beyond them too, -1
   * where any may stand; and whether these and its own are all. */
  const aroundOf = (part, { place, term }, frequent) => {
    const row = termsOf(part);
    const reach = term.startsWith("!") ? 2 : 1;
    const codes = (at) => (row[at] && !row[at].begins ? codeOf(row[at].term, frequent) : -1);
    const around = Array.from({ length: reach }, (_, far) => [codes(place - 1 - far), codes(place + reach + far)]);
    const isAll = place <= reach && place + 2 * reach >= row.length && !row.at(-1).begins;
    return { around, isAll };
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
      const path = kind === "root" ? form.dataset.index : form.dataset.index.replace(/[^/]*$/, `${kind === "texts" ? kind : "parts"}/${number}.js`);
      casebook.load(`${path}?v=${form.dataset.version}`).then(arrived, () => {
        waiting.delete(key);
        fail(new Error(key));
      });
    });
    waiting.set(key, wait);
    return wait;
  };

  /** Numbers as src/search/digits.rs writes them. */
  const numbersOf = (digits) => {
    const numbers = [];
    let number = 0;
    let worth = 1;
    for (let at = 0; at < digits.length; at += 1) {
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

  const listed = (text) => {
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

  /** Numbers of which each is told once with how often it comes. */
  const repeated = (numbers) => {
    const all = [];
    for (let at = 0; at < numbers.length; at += 1) {
      const number = numbers[at] >> 1;
      for (let left = numbers[at] % 2 === 1 ? numbers[(at += 1)] : 1; left > 0; left -= 1) all.push(number);
    }
    return all;
  };

  const root = () =>
    get("root", 0, (value) => ({
      ...value,
      texts: sums(repeated(numbersOf(value.texts))),
      marks: listed(value.terms),
      frequent: new Map(listed(value.frequent).map((term, number) => [term, number])),
      sections: sectionsOf(value.leaves, numbersOf(value.inner)),
    }));

  /** The section of each leaf. */
  const sectionsOf = (count, inner) => {
    const sections = new Uint32Array(count).fill(1);
    let leaf = 0;
    for (const way of inner) sections[(leaf += way)] = 0;
    let section = -1;
    return sections.map((begins) => (section += begins));
  };

  /** The terms of a file, and of each: how many leaves have it, on how many pages of each voice it stands if its list is
   * long, the leaves that are known beside it, and its blocks. */
  const termFile = (number) =>
    get("terms", number, ([terms, digits, beside, lists, places, near]) => {
      const numbers = numbersOf(digits);
      let [at, from] = [0, 0];
      const known = [];
      while (at < numbers.length) {
        const [count, long] = [numbers[at] >> 1, numbers[at] % 2 === 1];
        const list = beside.slice(from, (from += numbers[at + 1]));
        at += 2;
        const term = { count, list, pages: null, blocks: [] };
        if (long) {
          term.pages = numbers.slice(at, at + 3);
          const end = at + 4 + 4 * numbers[at + 3];
          let first = 0;
          for (at += 4; at < end; at += 4) {
            const [way, listed, placed, known] = numbers.slice(at, at + 4);
            first += way;
            term.blocks.push({
              first,
              list: [lists, (lists += listed)],
              places: [places, (places += placed)],
              near: [near, (near += NEAR * known)],
            });
          }
        } else {
          term.blocks.push({ first: 0, list, places: [places, (places += numbers[at])], near: [near, (near += NEAR * numbers[at + 1])] });
          at += 2;
        }
        known.push(term);
      }
      return { words: listed(terms), known };
    });

  /** Some bytes of one of the streams that are cut into files, which begin and end where a block does. */
  const bytesOf = async (index, kind, [from, to]) => {
    const [first, size] = index[kind];
    const [start, bytes] = await get(kind, first + Math.floor(from / size), (value) => value);
    return bytes.slice(from - start, to - start);
  };

  /** Calls `each` with the leaves of a list, and how much the term counts in each. */
  const eachLeaf = (list, first, each) => {
    let leaf = first;
    let worth = 1;
    for (let at = 0; at < list.length; at += 1) {
      const code = list.charCodeAt(at);
      if (code >= 0x5d) {
        leaf += (code - 0x5c) * worth;
        worth *= 34;
      } else {
        each(leaf, code - 0x23);
        leaf += 1;
        worth = 1;
      }
    }
  };

  const listOf = (index, block) =>
    typeof block.list === "string" ? block.list : bytesOf(index, "lists", block.list);

  /** The leaves of a block, where the places of each begin, and the places of all. */
  const placesOf = (index, block) =>
    (block.placed ??= Promise.all([listOf(index, block), bytesOf(index, "places", block.places)]).then(([list, digits]) => {
      const leaves = [];
      eachLeaf(list, block.first, (leaf) => leaves.push(leaf));
      const ways = numbersOf(digits);
      const places = new Uint32Array(ways.length);
      const starts = new Uint32Array(leaves.length + 1);
      let [place, leaf] = [0, 0];
      ways.forEach((way, at) => {
        places[at] = place += way >> 1;
        if (way % 2 === 1) return;
        starts[(leaf += 1)] = at + 1;
        place = 0;
      });
      return { leaves, starts, places };
    }).catch((error) => {
      block.placed = null;
      throw error;
    }));

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

  /** The terms of a step. `most` files are looked into, and `cut` says whether there were more. */
  const lookUp = async (index, { term, begins }, most) => {
    const terms = [];
    const first = Math.max(0, upTo(index.marks, term) - 1);
    for (let number = first; number < index.marks.length; number += 1) {
      if (number - first >= most) return { terms, cut: true };
      const { words, known } = await termFile(number);
      let at = upTo(words, term);
      if (at > 0 && words[at - 1] === term) at -= 1;
      while (at < words.length && (begins ? words[at].startsWith(term) : words[at] === term)) terms.push(known[at++]);
      if (!begins || at < words.length) break;
    }
    return { terms, cut: false };
  };

  /** A part of a query with the terms of its steps, the rarest first, and how much it weighs. */
  const partOf = async (index, part, hasty) => {
    let cut = false;
    let weight = 0;
    const steps = await Promise.all(
      stepsOf(part, index.frequent).map(async ({ place, ...step }) => {
        const looked = await lookUp(index, step, hasty && part.typed ? FEW : Infinity);
        cut ||= looked.cut;
        const count = looked.terms.reduce((sum, term) => sum + term.count, 0);
        const leaves = Math.min(count, index.leaves);
        weight += Math.log(1 + (index.leaves - leaves + 0.5) / (leaves + 0.5));
        return { place, count, terms: looked.terms, ...aroundOf(part, { place, ...step }, index.frequent) };
      }),
    );
    return { asked: part, steps: steps.sort((a, b) => a.count - b.count), weight, cut };
  };

  /** The most that anything counts in each leaf, and what puts it there. */
  const most = (index) => {
    const impacts = new Uint8Array(index.leaves);
    const put = (leaf, impact) => {
      if (impact > impacts[leaf]) impacts[leaf] = impact;
    };
    return [impacts, put];
  };

  /** The blocks of terms with leaves that are wanted, or all. */
  const blocksOf = (index, terms, wanted) => {
    const isWanted = (from, to) => {
      for (let leaf = from; leaf < to; leaf += 1) if (wanted[leaf]) return true;
      return false;
    };
    return terms.flatMap(({ blocks }) =>
      blocks.filter(({ first }, at) => !wanted || isWanted(first, blocks[at + 1]?.first ?? index.leaves)));
  };

  /** How many files there are of these terms' blocks with leaves that are wanted, which are still to be loaded. */
  const filesOf = (index, terms, wanted, kinds) => {
    const files = new Set();
    for (const block of blocksOf(index, terms, wanted)) {
      for (const kind of kinds) {
        const [stream, part] = kind === "list" ? ["lists", block.list] : ["near", block.near];
        if (typeof part === "string" || part[0] === part[1]) continue;
        const file = index[stream][0] + Math.floor(part[0] / index[stream][1]);
        if (!waiting.has(`${stream}/${file}`)) files.add(file);
      }
    }
    return files.size;
  };

  /** How much any of some terms counts in each leaf. Of what is long only blocks with leaves that are wanted are read. */
  const impactsOf = async (index, terms, wanted) => {
    const [impacts, put] = most(index);
    const read = async (block) => eachLeaf(await listOf(index, block), block.first, put);
    await Promise.all(blocksOf(index, terms, wanted).map(read));
    return impacts;
  };

  /** The same by what lies beside terms alone: of long lists the leaves in which they count most. */
  const bestOf = (index, terms) => {
    const [impacts, put] = most(index);
    for (const { list } of terms) eachLeaf(list, 0, put);
    return impacts;
  };

  /** Whether neighbours of a step are known where it stands. */
  const hasNear = ({ around, terms }) =>
    around.flat().some((code) => code >= 0) && terms.some(({ blocks }) => blocks.some(({ near: [from, to] }) => from < to));

  /** Of the leaves that are found, those in which a step stands between the terms that it stands between in the row, and a few in
   * which others do that have their codes. */
  const narrowed = async (index, { terms, around }, found) => {
    const still = new Uint8Array(found.length);
    const read = async (block) => {
      const keep = (leaf) => (still[leaf] = found[leaf]);
      if (block.near[0] === block.near[1]) return eachLeaf(await listOf(index, block), block.first, keep);
      const [list, digits] = await Promise.all([listOf(index, block), bytesOf(index, "near", block.near)]);
      const value = (at) => digits.charCodeAt(at) - (digits.charCodeAt(at) < 0x5d ? 0x23 : 0x24);
      let at = 0;
      eachLeaf(list, block.first, (leaf) => {
        for (let more = 1; more && at < digits.length; ) {
          let fits = true;
          for (const [far, [before, behind]] of around.entries()) {
            const number = value(at) + 91 * (value(at + 1) + 91 * value(at + 2));
            const codes = number >> 1;
            if (far === 0) more = number % 2;
            fits &&= (before < 0 || before === Math.floor(codes / CODES)) && (behind < 0 || behind === codes % CODES);
            at += NEAR;
          }
          if (fits) keep(leaf);
        }
      });
    };
    await Promise.all(blocksOf(index, terms, found).map(read));
    return still;
  };

  /** The leaves that have all words of a part, or a few that may, and how much its rarest counts in each: of those that are
   * wanted, if not all. */
  const leavesOf = async (index, { steps }, wanted, first) => {
    let found = first ?? (await impactsOf(index, steps[0].terms, wanted));
    let left = 0;
    const count = () => (left = found.reduce((count, impact) => count + (impact > 0), 0));
    // Of a few the texts say the rest, each of which is as large as three other files, for less than could be known before.
    const isDear = (step, kinds) => count() <= ENOUGH || filesOf(index, step.terms, found, kinds) * 7 > (left - 1) * 10;
    for (const [turn, step] of steps.entries()) {
      // What most leaves have tells little of some of them.
      if (turn > 0 && step.count <= index.leaves / 2) {
        if (isDear(step, ["list"])) break;
        const here = await impactsOf(index, step.terms, found);
        for (let leaf = 0; leaf < found.length; leaf += 1) if (!here[leaf]) found[leaf] = 0;
      }
      if (!hasNear(step)) continue;
      if (isDear(step, ["list", "near"])) break;
      found = await narrowed(index, step, found);
      // Most of these have the row, where they are more than would have the same codes by chance.
      if (step.isAll && count() > step.count / CHANCE) break;
    }
    return found;
  };

  /** Where a row would begin in a leaf by one of its steps. */
  const beginsIn = async (index, { place, terms }, leaf) => {
    const begins = new Set();
    for (const { blocks } of terms) {
      const block = blocks.findLast(({ first }) => first <= leaf);
      if (!block) continue;
      const { leaves, starts, places } = await placesOf(index, block);
      const at = upTo(leaves, leaf) - 1;
      if (leaves[at] !== leaf) continue;
      for (let next = starts[at]; next < starts[at + 1]; next += 1) begins.add(places[next] - place);
    }
    return begins;
  };

  /** Whether the words of a part stand in a row in a leaf that has all of them. */
  const isRow = async (index, { asked, steps }, leaf, byText) => {
    if (byText) {
      const { blocks } = await leafText(leaf);
      return blocks.some(([, , text]) => placesIn(wordsOf(text), asked).length > 0);
    }
    let begins = null;
    for (const step of steps) {
      const here = await beginsIn(index, step, leaf);
      begins = begins ? [...begins].filter((begin) => here.has(begin)) : [...here].filter((begin) => begin >= 0);
      if (!begins.length) return false;
    }
    return true;
  };

  const better = (a, b) => b.score - a.score || a.section - b.section;

  /** Sections in the order in which they answer, as they are asked for. Whether words stand in a row is looked up for as
   * few of them as need be: what is not known yet has the score that it has if they do. */
  const answers = (index, parts, found, wanted, isStale) => {
    const sections = new Map(); // section → for each part its leaves
    found.forEach((impacts, turn) => {
      for (let leaf = 0; leaf < impacts.length; leaf += 1) {
        if (!impacts[leaf] || !wanted[index.voices.filter((first) => leaf >= first).length]) continue;
        const section = index.sections[leaf];
        if (turn === 0 && !sections.has(section)) sections.set(section, []);
        const lists = sections.get(section);
        if (lists?.length === turn) lists.push([leaf]);
        else if (lists?.length === turn + 1) lists[turn].push(leaf);
      }
    });
    /** The best leaf and the score of a section by the first leaf of each part. */
    const judged = (one) => {
      let best = -1;
      one.score = 0;
      parts.forEach(({ weight }, turn) => {
        const leaf = one.lists[turn][0];
        const score = found[turn][leaf] * weight;
        one.score += score;
        if (score > best) [best, one.leaf] = [score, leaf];
      });
      return one;
    };
    const isKnown = parts.every(({ steps }) => steps.length < 2);
    const waiting = [];
    for (const [section, lists] of sections) {
      if (lists.length < parts.length) continue;
      lists.forEach((leaves, turn) => leaves.sort((a, b) => found[turn][b] - found[turn][a] || a - b));
      waiting.push(judged({ section, lists, isKnown }));
    }
    waiting.sort(better);
    const hits = isKnown ? waiting : [];
    let at = isKnown ? waiting.length : 0;
    // The texts of few would be read anyway, and those of the first are shown if their neighbours do not deceive.
    let texts = waiting.length <= FEW_TEXTS || parts.every(({ steps }) => steps.length < 2 || steps.some(hasNear)) ? FEW_TEXTS : 0;
    const know = async (one) => {
      const byText = (texts -= 1) >= 0;
      for (const [turn, part] of parts.entries()) {
        const leaves = one.lists[turn];
        while (part.steps.length > 1 && leaves.length && !(await isRow(index, part, leaves[0], byText))) leaves.shift();
        if (!leaves.length) return false;
      }
      return (one.isKnown = true);
    };
    return {
      hits,
      left: () => waiting.length - at,
      /** Finds so many hits, if there are, and looks at no more than `most` sections. */
      until: async (count, most = Infinity) => {
        for (let looked = 0; hits.length < count && at < waiting.length && looked < most && !isStale(); looked += 1) {
          const one = waiting[at];
          if (!one.isKnown && !(await know(one))) {
            at += 1;
            continue;
          }
          judged(one);
          let to = at;
          while (to + 1 < waiting.length && better(one, waiting[to + 1]) > 0) {
            waiting[to] = waiting[to + 1];
            to += 1;
          }
          waiting[to] = one;
          if (to === at) hits.push(waiting[at++]);
        }
      },
    };
  };

  /** How much a term counts in a leaf; only the block with the leaf is read. */
  const impactIn = async (index, { blocks }, wanted) => {
    const block = blocks.findLast(({ first }) => first <= wanted);
    let found = 0;
    if (block) eachLeaf(await listOf(index, block), block.first, (leaf, impact) => leaf === wanted && (found = impact));
    return found;
  };

  /** A page that has all words, each of which is one step, soon found: of the leaves in which the rarest counts most. What lies
   * beside terms is looked at first, and then of long lists one block after the other. */
  const soonest = async (index, [lead, ...others], wanted) => {
    const leaves = [];
    bestOf(index, lead.steps[0].terms).forEach((impact, leaf) => {
      if (impact && wanted[index.voices.filter((first) => leaf >= first).length]) leaves.push([impact, leaf]);
    });
    const isNear = ({ steps }) => steps[0].terms.every(({ pages }) => !pages);
    const near = others.filter(isNear).map(({ steps }) => bestOf(index, steps[0].terms));
    const likely = leaves.filter(([, leaf]) => near.every((impacts) => impacts[leaf]));
    likely.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const far = others.filter((other) => !isNear(other));
    for (const [, leaf] of likely.slice(0, FIRST)) {
      let has = 0;
      for (const { steps } of far) {
        const terms = [...steps[0].terms].sort((a, b) => a.count - b.count);
        const before = has;
        for (const term of terms) if (has === before && (await impactIn(index, term, leaf))) has += 1;
        if (has === before) break;
      }
      if (has === far.length) return [{ section: index.sections[leaf], leaf }];
    }
    return [];
  };

  /** Those of hits that are on other pages than some hits. */
  const without = (hits, known) => {
    const sections = new Set(known.map(({ section }) => section));
    return hits.filter(({ section }) => !sections.has(section));
  };

  /** What answers a query: hits, best first, those at hand; how many there are, and whether that is all; and how to find
   * more. In haste only pairs of frequent words are looked for in a row, and not what other leaves have a word than those in which it
   * counts most: that decides on the order alone, or on what is not shown yet, and costs most of what is loaded. */
  const find = async (query, wanted, hasty, isStale) => {
    const index = await root();
    const lookedUp = (part) => partOf(index, part, hasty);
    const isLongOf = ({ steps }) => steps[0].terms.some(({ pages }) => pages);

    /** What answers some parts: of the leaves in which the rarest counts most, or of all. */
    const of = async (parts, best) => {
      // What fewest leaves have is looked at first, and of all else only the pages that have it.
      const order = [...parts].sort((a, b) => a.steps[0].count - b.steps[0].count);
      const found = new Map();
      let among = null;
      for (const part of order) {
        const first = part === order[0] && best ? bestOf(index, part.steps[0].terms) : null;
        const impacts = await leavesOf(index, part, among, first);
        const has = new Set();
        impacts.forEach((impact, leaf) => impact && has.add(index.sections[leaf]));
        among = index.sections.map((section) => (has.has(section) ? 1 : 0));
        found.set(part, impacts);
      }
      return answers(index, parts, parts.map((part) => found.get(part)), wanted, isStale);
    };

    /** The same, as far as it is asked for: of one term its best leaves are enough for what is shown first. */
    const growing = async (parts, hurried) => {
      const order = [...parts].sort((a, b) => a.steps[0].count - b.steps[0].count);
      const isSingle = parts.length === 1 && parts[0].steps.length === 1;
      // Those in which the rarest word of a row counts most seldom have the row.
      hurried &&= parts.length > 1 || isSingle;
      let partial = isLongOf(order[0]) && (hurried || isSingle);
      const terms = parts[0].steps[0].terms;
      const pages = partial && isSingle && terms.length === 1
        ? terms[0].pages.reduce((sum, count, voice) => sum + (wanted[voice] ? count : 0), 0)
        : null;
      const long = ({ steps }) => steps[0].terms.filter(({ pages }) => pages).length;
      const isQuick = hurried && query.whole && order.every((part) => part.steps.length === 1 && long(part) <= FEW);
      const soon = isQuick ? await soonest(index, order, wanted) : [];
      let now = soon.length ? null : await of(parts, partial && (hurried || pages !== null));
      if (!hurried && pages === null) partial = false;
      return {
        pages,
        isPartial: () => partial,
        hits: () => (now ? [...soon, ...without(now.hits, soon)] : soon),
        left: () => now?.left() ?? 1,
        until: async (count, most) => {
          if (!now && soon.length >= count) return;
          now ??= await of(parts, partial);
          await now.until(count, most);
          // The best may not be enough: so many are the best of each voice, and words in them need not stand in a row.
          if (partial && (isSingle ? count > FIRST && count < Infinity : !now.hits.length)) {
            [now, partial] = [await of(parts, false), false];
            await now.until(count, most);
          }
        },
      };
    };

    // Words in a row come first, so while they are enough nothing else is loaded.
    const isPair = query.whole && stepsOf(query.whole, index.frequent).length === 1;
    const whole = query.whole && (!hasty || isPair) ? await lookedUp(query.whole) : null;
    const rows = whole ? await growing([whole], false) : null;
    let plain = null;
    let isCut = false;
    const look = async () => {
      const parts = await Promise.all(query.parts.map(lookedUp));
      isCut = parts.some(({ cut }) => cut);
      return (plain = await growing(parts, hasty));
    };
    let looking = null;
    const plainly = () => (looking ??= look());
    if (!rows) await plainly();

    const found = {
      hits: [],
      cut: hasty && (query.whole !== null || (plain.isPartial() && plain.pages === null) || isCut),
      /** How many pages are known to answer, and whether more may. */
      count: () => {
        if (!plain) return [rows.hits().length, true];
        return [plain.pages ?? plain.hits().length, plain.pages === null && (plain.isPartial() || plain.left() > 0)];
      },
      until: async (count) => {
        await rows?.until(count);
        const inRow = rows?.hits() ?? [];
        if (inRow.length < count) await (await plainly()).until(count);
        found.hits = [...inRow, ...(inRow.length < count ? without(plain.hits(), inRow) : [])];
      },
      /** Counts on, as far as it is worth it. */
      all: async () => (await plainly()).until(Infinity, MOST),
    };
    return found;
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

  /** The same, the words in other languages marked as such: [start, end, language, direction]. */
  const inLanguages = (text, ranges, from, to, languages = []) => {
    const out = [];
    let at = from;
    for (const [start, end, lang, dir] of languages) {
      if (end <= from || start >= to) continue;
      const [first, behind] = [Math.max(start, from), Math.min(end, to)];
      out.push(...marked(text, ranges, at, first), element("span", { lang, dir }, ...marked(text, ranges, first, behind)));
      at = behind;
    }
    return [...out, ...marked(text, ranges, at, to)];
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
      .map(([id, number, text, lang, dir, languages], order) => ({ id, number, text, lang, dir, languages, order, ...matches(text, query) }))
      .filter(({ number, ranges }) => number !== -1 && ranges.length);
    found.sort((a, b) => b.parts - a.parts || a.order - b.order);
    const best = found.slice(0, EXCERPTS);
    // Only the title answers: the words begin below it.
    if (!best.length) {
      const opening = leaf.blocks.find(([, number]) => number >= 0);
      if (opening) best.push({ id: "", number: 0, text: opening[2], lang: opening[3], dir: opening[4], languages: opening[5], ranges: [], first: 0 });
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
        from > 0 ? "… " : "", ...inLanguages(block.text, block.ranges, from, to, block.languages), to < block.text.length ? " …" : "");
      const number = block.number > 0 ? [element("span", { class: "figure" }, list.dataset.paragraph.replace("{number}", block.number)), " "] : [];
      item.append(element("p", { class: "excerpt" }, element("a", { href: href(block) }, ...number, words)));
    }
    return item;
  };

  let turn = 0;
  let found = null; // what answers the query
  let query = null;
  let shownText = "";
  let shownHits = "";

  const say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  const forms = [said.dataset.found, said.dataset.foundMore].map((forms) => JSON.parse(forms));
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const counted = ([n, orMore]) => {
    if (n === 0 && !orMore) return said.dataset.none;
    const words = forms[orMore ? 1 : 0];
    return (words[plural.select(n)] ?? words.other).replace("{n}", n);
  };

  const showMore = () => {
    const [count, orMore] = found.count();
    more.hidden = !orMore && list.childElementCount >= count;
  };

  const fail = () => say(said.dataset.failed);

  /** Shows results up to `end`; those already shown stay. */
  const fill = async (mine, end) => {
    const from = list.dataset.turn === String(mine) ? list.childElementCount : 0;
    const answer = found;
    let wanted = [];
    // The first is looked up and loaded alone, so that it is there soonest, and then all others at once.
    if (from < end) await answer.until(from + 1);
    for (let at = from; mine === turn && at < Math.min(end, answer.hits.length); at += 1) {
      if (at === from + 1) {
        wanted = answer.hits.slice(at, end).map((hit) => shown(hit, query));
        wanted.forEach((one) => one.catch(() => {}));
      }
      const item = await (at === from ? shown(answer.hits[at], query) : wanted[at - from - 1]);
      if (mine !== turn) return null;
      if (list.dataset.turn !== String(mine)) {
        list.replaceChildren();
        list.dataset.turn = mine;
      }
      list.append(item);
      if (at === from) await answer.until(end);
    }
    if (mine !== turn) return null;
    if (!answer.hits.length) list.replaceChildren();
    showMore();
    return list.children[from] ?? null;
  };

  const run = async (hasty) => {
    const mine = (turn += 1);
    const text = field.value;
    const wanted = voices.map((voice) => voice.checked);
    const empty = wordsOf(text).length === 0;
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
      found = null;
      list.replaceChildren();
      more.hidden = true;
      say("");
      // Signs may be the beginning of words.
      if (text.trim()) setTimeout(() => mine === turn && say(said.dataset.wordless), REST);
      return;
    }
    if (said.textContent === said.dataset.wordless) say("");
    try {
      const asked = read(text, (await root()).frequent);
      const answer = await find(asked, wanted, hasty, () => mine !== turn);
      if (!answer.cut && text === shownText) await answer.until(FIRST);
      if (mine !== turn) return;
      const order = ({ hits }) => hits.slice(0, FIRST).map(({ leaf }) => leaf).join();
      // What is there already stays, with the focus in it.
      if (!answer.cut && text === shownText && order(answer) === shownHits) list.dataset.turn = mine;
      [found, query] = [answer, asked];
      await fill(mine, FIRST);
      if (mine !== turn) return;
      [shownText, shownHits] = [text, order(found)];
      if (found.cut) {
        // How many there were before is not said of these.
        say("");
        return setTimeout(() => mine === turn && run(false), REST);
      }
      await found.all();
      if (mine !== turn) return;
      showMore();
      say(counted(found.count()));
    } catch {
      if (mine === turn) fail();
    }
  };

  // Hands -----------------------------------------------------------------------------------------------------------

  const links = () => [...list.querySelectorAll("a")];

  /** Whether nothing has the focus, as where an address asked, and the first result is what comes next in the window. */
  const isFirstNext = () => {
    const top = links()[0]?.getBoundingClientRect().top;
    return page.isShown() && (document.activeElement ?? document.body) === document.body && top >= 0 && top < innerHeight;
  };

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
    else if (event.key === "ArrowDown" && isFirstNext()) {
      event.preventDefault();
      links()[0].focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at >= 0 || document.activeElement === field)) {
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
    // The first result is there as soon as when it is typed.
    if (asked.has("q") && field.value) run(true);
    else if (!page.fragment()) field.focus({ preventScroll: true });
  });
});
