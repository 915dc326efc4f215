"""Dossiers in which one thing is large and all else is small, for `run shapes`: each function fills a folder.

What they hold is made up and the same in every run. `SHAPES` names what is counted, how many of it there are in the smallest
dossier, and who makes it.
"""

import random

SYLLABLES = [f"{first}{vowel}" for first in "bcdfglmnprst" for vowel in "aeiou"]
WORDS = [first + second + end for first in SYLLABLES for second in SYLLABLES[:20] for end in "lmnrst"]


def source(folder, paragraphs=1000):
    """The one source of a dossier; its paragraphs."""
    chance = random.Random(1)
    texts = [" ".join(chance.choice(WORDS) for _ in range(40)) + "." for _ in range(paragraphs)]
    put(folder, "casebook.toml", 'title = "A shape"\n')
    put(folder, "seeds/a.txt", "\n\n".join(texts) + "\n")
    put(folder, "content/sources/a.md", front(raw="seeds/a.txt", title="A text") + 'rights = { publish = "full" }\n+++\n')
    return texts


def front(**fields):
    """Front matter that is still open."""
    return "+++\n" + "".join(f'{name} = "{value}"\n' for name, value in fields.items())


def put(folder, path, text):
    path = folder / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def quoted(texts, number, first=3):
    """Eight words of a paragraph."""
    return " ".join(texts[number % len(texts)].rstrip(".").split()[first : first + 8])


def events(folder, count):
    texts = source(folder)
    each = (f"## {1000 + n % 1000} — Event {n} {{#e{n}}}\n\n“{quoted(texts, n)}” [@a], of {n}.\n\n" for n in range(count))
    put(folder, "content/timeline.md", front(title="Timeline") + "+++\n\n" + "".join(each))


def claims(folder, count):
    texts = source(folder)
    each = (f"## Claim {n} {{#c{n}}}\n\n“{quoted(texts, n)}” [@a]\n\n" for n in range(count))
    put(folder, "content/questions/q.md", front(title="A question") + "+++\n\n" + "".join(each))


def notes(folder, count):
    texts = source(folder, max(count, 1000))
    each = (f"## n{n} {{.context}}\n\n> {quoted(texts, n, 12)}\n\nWords of note {n} on [[a]].\n\n" for n in range(count))
    put(folder, "content/annotations/a.md", "".join(each))


def quotations(folder, count):
    texts = source(folder)
    each = (f"It says “{quoted(texts, n)}” [@a], and more of {n}.\n\n" for n in range(count))
    put(folder, "content/essays/e.md", front(title="An essay") + "+++\n\n" + "".join(each))


def footnotes(folder, count):
    source(folder)
    each = (f"## Heading {n}\n\nWords of {n}.[^{n}]\n\n[^{n}]: The note of {n}.\n\n" for n in range(count))
    put(folder, "content/essays/e.md", front(title="An essay") + "+++\n\n" + "".join(each))


def entries(folder, count):
    source(folder)
    for n in range(count):
        entry = front(title=f"Term{n} {WORDS[n % len(WORDS)]}") + f"+++\nA thing, number {n}, see [[a]].\n"
        put(folder, f"content/glossary/t{n}.md", entry)


def changes(folder, count):
    source(folder)
    days = [f"{1900 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in reversed(range(count))]
    each = (f"## {day} – Change {n} {{.correction}}\n\nSee [[a]].\n\n" for n, day in enumerate(days))
    put(folder, "content/changes.md", "".join(each))


def paragraphs(folder, count):
    texts = source(folder, count)
    put(folder, "content/glossary/t.md", front(title=texts[0].split()[0]) + "+++\nA thing.\n")


SHAPES = {
    "events of a timeline": (1000, events),
    "claims of a question": (1000, claims),
    "notes on a source": (1000, notes),
    "quotations in an essay": (1000, quotations),
    "headings with footnotes": (1000, footnotes),
    "entries": (1000, entries),
    "changes": (1000, changes),
    "paragraphs of a source": (10_000, paragraphs),
}
