# SPDX-License-Identifier: Apache-2.0
"""The file 'commands', which names the test that runs each command shown in Markdown files."""
import json
import pathlib
import re

from output import output, words

TABLE = pathlib.Path(__file__).with_name("commands")


class Commands:
    def __init__(self, build):
        listed = json.loads(output("ctest", "--test-dir", build, "--show-only=json-v1"))
        self.tests = {test["name"] for test in listed["tests"]}
        self.problems = {}  # of each command's entry, or None
        self.read(TABLE.read_text(encoding="utf-8").splitlines())
        self.unused = set(self.problems)

    def read(self, lines):
        shown = test = path = None
        for line in filter(None, lines):
            if line.startswith("["):
                test, path = re.fullmatch(r"\[(.*)\] ?(.*)", line).groups()
            elif not line.startswith("#"):
                # An indented line is how the test spells the command above it.
                shown = shown if line.startswith(" ") else words(line)
                self.problems[shown] = self.entry_problem(test, path, words(line)) if path else None

    def entry_problem(self, test, path, spelling):
        if test not in self.tests:
            return "there is no test %s, which should run it" % test
        if spelling not in words(pathlib.Path(path).read_text(encoding="utf-8")):
            return "%s, which should run it, does not contain '%s'" % (path, spelling)
        return None

    def __contains__(self, shown):
        return shown in self.problems

    def problem(self, shown):
        self.unused.discard(shown)
        return self.problems.get(shown, "no test runs this; see tests/docs/commands")
