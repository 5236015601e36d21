# SPDX-License-Identifier: Apache-2.0
"""Checks what the code blocks of Markdown files show.

  shown.py BUILD

- '$ oci-mempolicy ...' is run in the folder sessions/SUBCOMMAND, and must print what follows it.
- A message of the hook must be what it prints for one of the containers of refusals.json.
- JSON must be well-formed, and 'oci-mempolicy validate' must accept what is part of a config.json.
- A ctest command must select tests.
- Every other line must be in the file 'commands', which names a test that runs it.
- In a table whose first heading is 'error', each error must be part of a message as above, or must
  be in 'commands', too.

Blocks in other languages are skipped. Needs root and a mount namespace of its own, see shown.sh.
Prints each mistake; ends with 'N passed, N failed'.
"""
import json
import os
import pathlib
import re
import shlex
import sys
import tempfile

import markdown
from commands import Commands
from output import output, words
from refusals import Refusals

SESSIONS = pathlib.Path(__file__).with_name("sessions")
SHELL = ("", "sh", "console")


def entries(text):
    """Sessions and messages of the hook with the lines that follow, and all other lines alone."""
    for part in re.split(r"\n(?=\$ |oci-mempolicy-hook: )", text):
        if part.startswith(("$ ", "oci-mempolicy-hook: ")):
            yield part
        else:
            yield from filter(None, part.splitlines())


def session_problem(command, shown):
    printed = output("sh", "-c", command, cwd=SESSIONS / command.split()[1])
    return None if words(printed) == words(shown) else "it prints:\n" + printed


def json_problem(text):
    try:
        value = markdown.json_value(text)
    except ValueError as error:
        return str(error)
    if not {"linux", "hooks"} & value.keys():
        return None
    with tempfile.TemporaryDirectory() as folder:
        config = json.dumps({"ociVersion": "1.3.0", **value})
        pathlib.Path(folder, "config.json").write_text(config)
        said = output("oci-mempolicy", "validate", folder)
    return said if ": error: " in said else None


def ctest_problem(command):
    listed = output(*shlex.split(command), "-N")
    return None if re.search(r"Total Tests: [1-9]", listed) else "it selects no tests"


class Checker:
    def __init__(self, build):
        os.environ["PATH"] = "%s/cli:%s" % (build, os.environ["PATH"])
        self.commands = Commands(build)
        self.refusals = Refusals(build + "/hook/oci-mempolicy-hook")
        self.passed = self.failed = 0

    def count(self, place, what, problem):
        self.failed += bool(problem)
        self.passed += not problem
        if problem:
            print("%s: %s: %s" % (place, what, problem))

    def problem(self, entry):
        if entry.startswith("$ oci-mempolicy "):
            return session_problem(*entry[2:].partition("\n")[::2])
        if entry.startswith("oci-mempolicy-hook: "):
            return self.refusals.problem(entry)
        if entry.startswith("{"):
            return json_problem(entry)
        command = words(re.sub(r"(^|\s+)# .*", "", entry).removeprefix("$ "))
        if command.startswith("ctest ") and command not in self.commands:
            return ctest_problem(command)
        return self.commands.problem(command) if command else None

    def check(self, block):
        text = "\n".join(block.lines)
        if block.language == "json":
            self.count(block, "JSON", json_problem(text))
        elif block.language in SHELL:
            for entry in entries(text.replace("\\\n", " ")):
                self.count(block, words(entry.splitlines()[0]), self.problem(entry))

    def check_errors(self, page):
        for _, rows in page.tables("error"):
            for row in rows:
                for error in re.findall(r"`(.+?)`", row.split("|")[1]):
                    known = self.refusals.show(error)
                    self.count(page.path, error, None if known else self.commands.problem(error))

    def check_unused(self):
        for command in sorted(self.commands.unused):
            self.count("tests/docs/commands", command, "no page shows this")
        for message in sorted(self.refusals.unused):
            self.count("tests/docs/refusals.json", "no page shows this message", message)


def main(build):
    checker = Checker(os.path.abspath(build))
    for page in markdown.pages():
        for block in page.blocks:
            checker.check(block)
        checker.check_errors(page)
    checker.check_unused()
    print("%d passed, %d failed" % (checker.passed, checker.failed))
    return checker.failed > 0


sys.exit(main(sys.argv[1]))
