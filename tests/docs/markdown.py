# SPDX-License-Identifier: Apache-2.0
"""Markdown as the tests of the documentation read it: text, code blocks, anchors of headings."""
import json
import pathlib
import re
import subprocess

ITEM = re.compile(r" *(?:[-*+]|\d+\.) +")
# Kept up to date by a script, from what engines print
GENERATED = re.compile(r"^<!-- results -->.*^<!-- end of results -->", re.DOTALL | re.MULTILINE)
TABLE = r"^\| *%s *\|.*\n\|[-| ]*\|\n((?:\|.*\n)+)"
FENCE = re.compile(r" *(```+|~~~+) *(\w*)")


def tracked():
    """The paths of all files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], stdout=subprocess.PIPE, check=True).stdout
    return listed.decode().split("\0")[:-1]


def pages():
    return [Page(path) for path in tracked() if path.endswith(".md")]


def json_value(text):
    """The value of a JSON text; of members without the braces around them, their object."""
    try:
        return json.loads(text)
    except ValueError:
        return json.loads("{%s}" % text)


def indent(line):
    return len(line) - len(line.lstrip())


class Block:
    """A code block, fenced or indented: number of its first line, its language if named, lines."""

    def __init__(self, path, number, language=""):
        self.path, self.number, self.language, self.lines = path, number, language, []

    def __str__(self):
        return "%s:%d" % (self.path, self.number)

    def end(self):
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        common = min((indent(line) for line in self.lines if line.strip()), default=0)
        self.lines = [line[common:] for line in self.lines]


class Page:
    """A Markdown file: its code blocks, and the rest as text, in which lines of code are empty."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.blocks = []
        text = self.path.read_text(encoding="utf-8")
        text = GENERATED.sub(lambda made: "\n" * made[0].count("\n"), text)
        self.text = "\n".join(self.outside_code(text.splitlines()))
        for block in self.blocks:
            block.end()

    def begin(self, number, language=""):
        self.blocks.append(Block(self.path, number, language))
        return self.blocks[-1]

    def outside_code(self, lines):
        block = fence = None
        margin, blank = 0, True  # the indent of the list item; whether the last line was blank
        for number, line in enumerate(lines, 1):
            opening = FENCE.match(line)
            text = ""
            if fence and line.strip() == fence:
                block = fence = None
            elif fence:
                block.lines.append(line)
            elif opening:
                fence = opening[1]
                block = self.begin(number + 1, opening[2])
            elif not line.strip():
                blank = True
                if block:
                    block.lines.append("")
            elif indent(line) >= margin + 4 and (block or blank):
                block = block or self.begin(number)
                block.lines.append(line)
            else:
                item = ITEM.match(line)
                margin = len(item[0]) if item else min(margin, indent(line)) if blank else margin
                block, blank, text = None, False, line
            yield text

    def line(self, position):
        """The number of the line in which a position of the text is."""
        return self.text.count("\n", 0, position) + 1

    def tables(self, heading):
        """Of each table with this first heading: the number of its first line, its rows."""
        for table in re.finditer(TABLE % heading, self.text + "\n", re.MULTILINE):
            yield self.line(table.start()), table[1].splitlines()

    def anchors(self):
        """The anchors that GitHub gives to headings; -1, -2 ... are added to repeated ones."""
        found = set()
        for heading in re.findall(r"^#{1,6} +(.*?)[ #]*$", self.text, re.MULTILINE):
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
            anchor = first = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            again = 0
            while anchor in found:
                again += 1
                anchor = "%s-%d" % (first, again)
            found.add(anchor)
        return found
