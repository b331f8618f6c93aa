# SPDX-License-Identifier: Apache-2.0
"""What the checkers know about C text: where the files are, and the text without comments."""
import os
import re

ROOMS = ("core", "devices", "wiring", "system", "plant", "bench", "advise", "links", "ports",
         "guard", "gateway", "apps", "tests", "benchmarks")

_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def files(root, rooms=ROOMS, endings=(".c", ".h")):
    """Paths from the root, in order, of the C files of the rooms."""
    for room in rooms:
        for folder, inner, names in os.walk(os.path.join(root, room)):
            inner.sort()
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(folder, name), root)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text, strings=True):
    """The same text, same lines and columns, comments (and, on request, strings) blanked."""
    def replace(match):
        token = match.group(0)
        if token.startswith("/"):
            return _blank(token)
        return token if strings else token[0] + _blank(token[1:-1]) + token[-1]
    return _TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1
