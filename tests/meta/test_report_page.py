# SPDX-License-Identifier: Apache-2.0
# web/report.html: well-formed, one place for the data, nothing from outside, a script that parses; and each of these
# checks bites on a planted fault.
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

PAGE = pathlib.Path(__file__).resolve().parents[2] / "web" / "report.html"
MARKER = "/*DATA*/"
SVG = "http://www.w3.org/2000/svg"
VOID = {"meta", "link", "br", "hr", "img", "input", "source", "col", "base", "area", "wbr"}
LEADING_OUT = {"src", "href", "srcset", "action", "data", "poster", "xlink:href", "background", "formaction"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.problems, self.ids, self.tags = [], [], [], []
        self.text = {}  # of scripts and styles: (tag, type, id) -> text
        self.key = None

    def handle_starttag(self, tag, attrs, closed=False):
        names = [name for name, _ in attrs]
        line = self.getpos()[0]
        self.tags.append(tag)
        if len(names) != len(set(names)):
            self.problems.append(f"line {line}: <{tag}> says an attribute twice")
        for name, value in attrs:
            if name in LEADING_OUT and not (value or "").startswith("#"):
                self.problems.append(f"line {line}: <{tag} {name}={value!r}> leads out of the file")
            if name == "id":
                if value in self.ids:
                    self.problems.append(f"line {line}: id {value!r} twice")
                self.ids.append(value)
        if tag not in VOID and not closed:
            self.open.append((tag, line))
        if tag in ("script", "style"):
            given = dict(attrs)
            self.key = (tag, given.get("type"), given.get("id"))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.problems.append(f"line {self.getpos()[0]}: </{tag}> closes "
                                 f"{self.open[-1] if self.open else 'nothing'}")
        else:
            self.open.pop()
        self.key = None

    def handle_data(self, data):
        if self.key:
            self.text[self.key] = self.text.get(self.key, "") + data


def problems_of(source):
    page = Page()
    page.feed(source)
    page.close()
    found = page.problems + [f"line {line}: <{tag}> is never closed" for tag, line in page.open]
    if not source.lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if source.count(MARKER) != 1 or f"\n{MARKER}\n" not in source:
        found.append("the marker must stand once, on a line of its own")
    if page.text.get(("script", "application/json", "data"), "").strip() != MARKER:
        found.append('the marker is not the content of <script type="application/json" id="data">')
    for tag in ("html", "title", "header", "main", "footer", "h1"):
        if page.tags.count(tag) != 1:
            found.append(f"{page.tags.count(tag)} <{tag}>")
    for address in re.findall(r"(?:\bhttps?:|\bwss?:)?//[A-Za-z0-9.-]+\.[a-z]{2,}[^\s\"'<>]*", source):
        if address != SVG:
            found.append(f"refers to {address}")
    for reach in ("@import", "fetch(", "XMLHttpRequest", "import(", "WebSocket", "sendBeacon", "EventSource",
                  "innerHTML", "insertAdjacentHTML", "document.write", "eval("):
        if reach in source:
            found.append(f"uses {reach}")
    for target in re.findall(r"url\(([^)]*)\)", source):
        if not target.startswith("#") or target[1:] not in page.ids:
            found.append(f"url({target}) is not in the file")
    return found, page


def parses(script):
    """None when it does, else what node says."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "page.js"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run(["node", "--check", str(file)], capture_output=True, text=True)
        return None if done.returncode == 0 else done.stderr


def main():
    source = PAGE.read_text(encoding="utf-8")
    failures, page = problems_of(source)
    script = page.text.get(("script", None, None), "")
    if not script.strip():
        failures.append("no script")

    # As the program fills it: text of people cannot end the element early.
    filled = source.replace(MARKER, json.dumps({"name": "</script><b>"}).replace("<", "\\u003c"))
    again = Page()
    again.feed(filled)
    if json.loads(again.text[("script", "application/json", "data")])["name"] != "</script><b>":
        failures.append("data does not come back as it went in")

    plants = {
        "unclosed": source.replace("</main>", "", 1),
        "marker twice": source.replace(MARKER, MARKER + "\n" + MARKER, 1),
        "no marker": source.replace(MARKER, "", 1),
        "a file": source.replace("<header>", '<header><img src="logo.png">', 1),
        "an address": source.replace("<header>", "<header>https://example.org/x", 1),
        "an address without a scheme": source.replace("</style>", "@font-face{src:'//cdn.example.org/f'}</style>", 1),
        "a style's file": source.replace("</style>", "p{background:url(a.png)}</style>", 1),
        "markup from text": source.replace('"use strict";', '"use strict"; document.body.innerHTML = "";', 1),
        "an id twice": source.replace("<header>", '<header id="main">', 1),
    }
    for name, planted in plants.items():
        if planted == source or not problems_of(planted)[0]:
            failures.append(f"planted and not found: {name}")

    if shutil.which("node"):
        said = parses(script)
        if said:
            failures.append("the script does not parse: " + said)
        if parses(script + "\nlet let = (;") is None:
            failures.append("node --check takes anything")
    else:
        print("no node here: whether the script parses was not looked at")
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
