# SPDX-License-Identifier: Apache-2.0
"""Checks what Markdown files refer to: links, anchors, and files named in backticks.

  links.py

A link must lead to a tracked file or folder, and its anchor to a heading there. A link to another
site must be a complete http or https address; it is not followed. A file in backticks must exist:
seen from the project's folder, from the page's, or as the end of a path. Capitals, as in
test_NAME.c, and * match anything. Prints each mistake; ends with 'N passed, N failed'.
"""
import os
import re
import sys
import urllib.parse

import markdown

LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]*)\)"  # [text](target)
                  r"|^ *\[[^\]]+\]: +(\S+)"                       # [name]: target
                  r"|\b(?:href|src)=\"(.*?)\"", re.MULTILINE)
CODE = re.compile(r"(`+)(.+?)\1")
PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)*/?")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|\*")
SUFFIXES = (".c", ".h", ".sh", ".py", ".mjs", ".md", ".cmake", ".scd", ".json", ".toml", ".yaml",
            ".conf")
# Files of a build, of an editor and of Podman
ELSEWHERE = re.compile(r"build/|settings\.json$|containers\.conf$")


def parents(path):
    while path := os.path.dirname(path):
        yield path


def pattern(path):
    """A regex for a path in backticks, which may name NAME.c and NAME.h as NAME."""
    return "[^/]*".join(map(re.escape, PLACEHOLDER.split(os.path.normpath(path)))) + r"(\.[ch])?"


class Checker:
    def __init__(self, files, pages):
        self.anchors = {str(page.path): page.anchors() for page in pages}
        self.paths = set(files) | {folder for file in files for folder in parents(file)} | {"."}
        self.passed = self.failed = 0

    def wrong_link(self, page, target):
        if re.match(r"[a-z]+:", target):
            address = urllib.parse.urlsplit(target)
            whole = address.scheme in ("http", "https") and "." in address.netloc
            return None if whole else "is not a complete http or https address"
        path, _, anchor = target.partition("#")
        path = os.path.normpath(os.path.join(page.path.parent, path)) if path else str(page.path)
        if path not in self.paths:
            return "leads nowhere: there is no %s" % path
        if anchor and anchor not in self.anchors.get(path, ()):
            return "leads nowhere: no heading of %s has the anchor %s" % (path, anchor)
        return None

    def looks_like_a_path(self, code):
        first, slash, _ = code.partition("/")
        return PATH.fullmatch(code) and not ELSEWHERE.match(code) and (
            code.endswith(SUFFIXES) or slash and first in self.paths)

    def wrong_path(self, page, code):
        own = pattern(os.path.join(page.path.parent, code))
        regex = re.compile("%s|(.*/)?%s" % (own, pattern(code)))
        return None if any(map(regex.fullmatch, self.paths)) else "is not a file of the project"

    def count(self, page, position, what, wrong):
        self.failed += bool(wrong)
        self.passed += not wrong
        if wrong:
            print("%s:%d: %s %s" % (page.path, page.line(position), what, wrong))

    def check(self, page):
        for match in CODE.finditer(page.text):
            if self.looks_like_a_path(match[2]):
                self.count(page, match.start(), match[0], self.wrong_path(page, match[2]))
        text = CODE.sub(lambda code: " " * len(code[0]), page.text)
        for match in LINK.finditer(text):
            target = match[1] or match[2] or match[3] or ""
            self.count(page, match.start(), "(%s)" % target, self.wrong_link(page, target))


def main():
    pages = markdown.pages()
    checker = Checker(markdown.tracked(), pages)
    for page in pages:
        checker.check(page)
    print("%d passed, %d failed" % (checker.passed, checker.failed))
    return checker.failed > 0


sys.exit(main())
