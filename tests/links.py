#!/usr/bin/env python3
"""Checks that a folder of HTML pages works anywhere: on a web host under any path, from a disk, inside a zip.

    tests/links.py SITE          checks every .html, .svg and .css below SITE
    tests/links.py --self-test   makes a small bad site and expects every problem to be found

It knows nothing of the program that wrote the pages and needs the standard library alone. Each problem is one line,
`file:line: what`; the last line counts. Exit code 1 if there is any problem.

It does not fetch anything, and it does not see links that a script makes; the browser tests do the second.
"""

import os
import posixpath
import re
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

# Attributes that hold one URL. `data` is <object data>; other elements have no attribute of that name.
URL_ATTRIBUTES = {"href", "xlink:href", "src", "action", "formaction", "poster", "data", "cite", "background", "manifest"}
SRCSET_ATTRIBUTES = {"srcset", "imagesrcset"}
# Attributes that may hold CSS with url(…): `style`, and those of SVG that name a paint, a mask or a marker.
CSS_ATTRIBUTES = {"style", "fill", "stroke", "clip-path", "mask", "filter", "marker-start", "marker-mid", "marker-end"}
# <link> relations that a browser only notes and never loads; they may name another host.
NOTED_RELATIONS = {"canonical", "alternate", "license", "author", "help", "me", "next", "prev"}
CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.I)
SRCSET_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s[^,]*)?(?:,|$)")
REFRESH_URL = re.compile(r"""^\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]*)""", re.I)


class Page(HTMLParser):
    """One page (or SVG file): the ids it has, and what it links to as (line, url, may_leave_the_site)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.problems = {}, [], []
        self.canonical = None
        self.in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        line = self.getpos()[0]
        # A browser takes the first of two attributes with the same name.
        values = {name: value or "" for name, value in reversed(attributes)}
        self.in_style = tag == "style"
        if "id" in values:
            if values["id"] in self.ids:
                first = self.ids[values["id"]]
                self.problems.append((line, f"id `{values['id']}` is used twice (first in line {first})"))
            self.ids.setdefault(values["id"], line)
        if tag == "base":
            self.problems.append((line, "<base> changes what every relative link means"))
        relations = set(values.get("rel", "").lower().split())
        if tag == "link" and "canonical" in relations:
            self.canonical = values.get("href")
        # Following a link is the reader's choice; loading a resource or sending a form is not.
        may_leave = tag in {"a", "area", "blockquote", "q", "ins", "del"} or (
            tag == "link" and bool(relations) and relations <= NOTED_RELATIONS
        )
        for name, value in values.items():
            if name in URL_ATTRIBUTES and not (name == "data" and tag != "object"):
                # What is to be kept is saved, not followed.
                is_saved = "download" in values and value.startswith("data:")
                self.links.append((line, value, may_leave and not is_saved))
            elif name in SRCSET_ATTRIBUTES:
                self.links += [(line, m[1], False) for m in SRCSET_CANDIDATE.finditer(value)]
            elif name in CSS_ATTRIBUTES:
                self.links += [(line, url, False) for _, url in css_urls(value)]
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            if target := REFRESH_URL.match(values.get("content", "")):
                self.links.append((line, target[1], False))

    def handle_endtag(self, tag):
        self.in_style = False

    def handle_data(self, data):
        if self.in_style:
            line = self.getpos()[0]
            self.links += [(line + offset, url, False) for offset, url in css_urls(data)]


def css_urls(css):
    """Every url(…) and @import of a style sheet, with the number of line breaks before it."""
    # Comments become as many line breaks as they hold, so that lines still count.
    css = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), css, flags=re.S)
    for match in CSS_URL.finditer(css):
        yield css.count("\n", 0, match.start()), next((group for group in match.groups() if group is not None), "")


class Site:
    """A folder of files, and the pages among them."""

    def __init__(self, root):
        self.root = root
        # Names are compared with this set and never asked of the disk, because some disks ignore case.
        self.files = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
        self.folders = {posixpath.dirname(f) for f in self.files} | {""}
        for folder in list(self.folders):
            while folder:
                folder = posixpath.dirname(folder)
                self.folders.add(folder)
        self.pages = {f: Page(self.read(f)) for f in sorted(self.files) if f.lower().endswith((".html", ".htm", ".svg"))}
        # The site's own address, if the front page states one: links below it must exist as well.
        canonical = self.pages["index.html"].canonical if "index.html" in self.pages else None
        self.address = canonical.rsplit("/", 1)[0] + "/" if canonical and "://" in canonical else None

    def read(self, name):
        return (self.root / name).read_bytes().decode("utf-8", errors="replace")

    def problems(self):
        """Every problem as (file, line, what), and the number of links seen."""
        found, count = [], 0
        for name, page in self.pages.items():
            found += [(name, line, what) for line, what in page.problems]
            for line, url, may_leave in page.links:
                count += 1
                if what := self.wrong(name, url, may_leave):
                    found.append((name, line, what))
        for name in sorted(f for f in self.files if f.lower().endswith(".css")):
            for offset, url in css_urls(self.read(name)):
                count += 1
                # `url(#x)` in a style sheet means the page that uses it, which is not known here.
                if not url.startswith("#") and (what := self.wrong(name, url, False)):
                    found.append((name, offset + 1, what))
        if not any(f.endswith(".html") for f in self.pages):
            found.append((".", 0, "there is no .html file here"))
        return sorted(set(found)), count

    def wrong(self, page, url, may_leave):
        """What is wrong with `url` on `page`, or None."""
        # Browsers drop these characters, so `java\nscript:` would work as well.
        url = re.sub(r"[\t\r\n]", "", url).strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x1b ")
        if not url:
            return "an empty address"
        if re.match(r"[/\\]{2}", url):
            return f"`{url}` names a host without saying how to reach it"
        if re.match(r"[/\\]", url):
            return f"`{url}` starts at the root of the host; it breaks under a sub-path and on a disk"
        if scheme := re.match(r"([a-z][a-z0-9+.-]*):", url, re.I):
            return self.wrong_absolute(page, url, scheme[1].lower(), may_leave)
        path, _, fragment = url.partition("#")
        path = unquote(path.partition("?")[0])
        if "\\" in path:
            return f"`{url}` has a backslash"
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        return self.wrong_target(url, target, fragment, "#" in url, path.endswith("/"))

    def wrong_absolute(self, page, url, scheme, may_leave):
        if scheme in {"javascript", "vbscript", "file"}:
            return f"`{url[:60]}` is a {scheme}: link"
        if scheme == "data":
            return "a data: link that a reader cannot follow" if may_leave else None
        if self.address and url.startswith(self.address):
            # The only places for the site's own address are the canonical link and the page for unknown addresses.
            path, _, fragment = url[len(self.address):].partition("#")
            path = unquote(path.partition("?")[0]) or "index.html"
            if what := self.wrong_target(url, posixpath.normpath(path), fragment, bool(fragment), path.endswith("/")):
                return what
        if may_leave or (page == "404.html" and scheme in {"http", "https"}):
            return None
        return f"`{url[:120]}` is loaded from another host"

    def wrong_target(self, url, target, fragment, has_fragment, is_folder):
        if target == ".." or target.startswith("../"):
            return f"`{url}` leads out of the site"
        if is_folder or target in self.folders or target == ".":
            return f"`{url}` links to a folder; name a file in it"
        if target not in self.files:
            same = [f for f in self.files if f.lower() == target.lower()]
            return f"`{url}`: no such file" + (f"; `{same[0]}` differs in case" if same else "")
        if has_fragment and target in self.pages:
            # `:~:text=` speaks to the browser, not to the page.
            wanted = unquote(fragment.partition(":~:")[0])
            if not wanted and ":~:" not in fragment:
                return f"`{url}` has an empty fragment"
            if wanted and wanted not in self.pages[target].ids:
                return f"`{url}`: no id `{wanted}` in {target}"
        return None


def check(folder):
    site = Site(Path(folder))
    problems, links = site.problems()
    for name, line, what in problems:
        print(f"{os.path.join(folder, name)}:{line}: {what}")
    print(f"{len(site.pages)} pages, {links} links, {len(problems)} problems")
    return 1 if problems else 0


GOOD = {
    "index.html": '<link rel=canonical href="https://casebook.test/sub/index.html"><link rel=stylesheet href="a/s.css">\n'
    '<a href="a/b.html#x&amp;y">b</a> <a href="a/b.html?q=1">b</a> <a href="#here">h</a> <p id=here>\n'
    '<a href="https://other.test/">o</a> <a href="mailto:a@b.test">m</a> <img src="data:image/gif;base64,AA" alt="">\n'
    '<img srcset="a/p%20q.svg 1x, a/p%20q.svg 2x" src="a/p%20q.svg#g" alt=""> <a href="a/b.html#:~:text=word">t</a>',
    "a/b.html": '<p id="x&amp;y"><a href="../index.html#here">i</a> <style>p { background: url("p%20q.svg") }</style>',
    "a/p q.svg": '<svg xmlns="http://www.w3.org/2000/svg"><g id="g" fill="url(#g)"/></svg>',
    "a/s.css": '/* url(no.png) */ @import "t.css"; p { background: url(p%20q.svg), url(data:image/gif;base64,AA) }',
    "a/t.css": "",
    "404.html": '<link rel=stylesheet href="https://casebook.test/sub/a/s.css"><a href="https://casebook.test/sub/">f</a>',
}
# Each line is put into a page of its own; the check must answer with exactly this one problem, in line 2.
BAD = [
    ('<p id="d"><p id="d">', "id `d` is used twice"),
    ('<a href="no.html">', "no such file"),
    ('<a href="Index.html">', "`index.html` differs in case"),
    ('<a href="A/b.html">', "`a/b.html` differs in case"),
    ('<a href="a">', "links to a folder"),
    ('<a href="a/">', "links to a folder"),
    ('<a href=".">', "links to a folder"),
    ('<a href="../index.html">', "leads out of the site"),
    ('<a href="#nowhere">', "no id `nowhere` in bad.html"),
    ('<a href="index.html#Here">', "no id `Here` in index.html"),
    ('<a href="#">', "empty fragment"),
    ('<a href="">', "an empty address"),
    ('<a href="/index.html">', "starts at the root"),
    ('<a href="\\index.html">', "starts at the root"),
    ('<a href="//other.test/">', "names a host"),
    ('<a href=" Java\tscript:alert(1)">', "is a javascript: link"),
    ('<a href="file:///etc/hosts">', "is a file: link"),
    ('<a href="https://casebook.test/sub/no.html">', "no such file"),
    ('<link rel=canonical href="https://casebook.test/sub/no.html">', "no such file"),
    ('<img src="https://other.test/x.png">', "loaded from another host"),
    ('<img src="no.png">', "no such file"),
    ('<img srcset="index.html 1x, no.png 2x">', "no such file"),
    ('<img srcset="index.html 1x, https://other.test/x.png 2x">', "loaded from another host"),
    ('<video poster="no.png">', "no such file"),
    ('<form action="no.html">', "no such file"),
    ('<form action="https://other.test/">', "loaded from another host"),
    ('<button formaction="https://other.test/">', "loaded from another host"),
    ('<script src="https://other.test/x.js"></script>', "loaded from another host"),
    ('<link rel=stylesheet href="https://other.test/x.css">', "loaded from another host"),
    ('<link rel="alternate stylesheet" href="https://other.test/x.css">', "loaded from another host"),
    ('<link rel=preconnect href="https://other.test/">', "loaded from another host"),
    ('<iframe src="https://other.test/"></iframe>', "loaded from another host"),
    ('<object data="https://other.test/"></object>', "loaded from another host"),
    ('<svg><use xlink:href="https://other.test/x.svg#a"/></svg>', "loaded from another host"),
    ('<svg><path fill="url(#nowhere)"/></svg>', "no id `nowhere`"),
    ('<p style="background: url(https://other.test/x.png)">', "loaded from another host"),
    ('<style>@import "https://other.test/x.css";</style>', "loaded from another host"),
    ('<style>p { background: url(\'no.png\') }</style>', "no such file"),
    ('<style>@font-face { src: url(https://other.test/x.woff2) }</style>', "loaded from another host"),
    ('<meta http-equiv=refresh content="0; url=no.html">', "no such file"),
    ('<base href="index.html">', "<base> changes"),
    ('<template><a href="no.html"></a></template>', "no such file"),
]
# The same for files of other names.
BAD_FILES = [
    ("bad.css", '\n@import "https://other.test/x.css";', "loaded from another host"),
    ("a/bad.css", '\n/* a comment */ p { background: url( "no.png" ) }', "no such file"),
    ("bad.css", "\np { background: url(/a/t.css) }", "starts at the root"),
    ("bad.svg", '<svg>\n<image href="https://other.test/x.png"/></svg>', "loaded from another host"),
    ("404.html", '\n<script src="//other.test/x.js"></script>', "names a host"),
    ("404.html", '\n<a href="https://casebook.test/sub/no.html">', "no such file"),
]


def self_test():
    def outcome(files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return Site(Path(folder)).problems()[0]

    wrong = [f"the good site: {p}" for p in outcome(GOOD)]
    for name, text, expected in [("bad.html", "<p>\n" + html, expected) for html, expected in BAD] + BAD_FILES:
        found = outcome(GOOD | {name: text})
        if len(found) != 1 or found[0][:2] != (name, 2) or expected not in found[0][2]:
            wrong.append(f"{name} {text!r}: expected `{expected}` in line 2, found {found}")
    if not outcome({"a.txt": ""}):
        wrong.append("an empty site is called good")
    for line in wrong:
        print(line)
    print(f"self-test: {len(BAD) + len(BAD_FILES) + 2 - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test())
    if len(sys.argv) != 2 or sys.argv[1].startswith("-") or not os.path.isdir(sys.argv[1]):
        sys.exit(__doc__)
    sys.exit(check(sys.argv[1]))
