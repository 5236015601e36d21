# SPDX-License-Identifier: Apache-2.0
"""Checks that tables of options in Markdown files are complete.

  options.py BUILD

A table whose first heading is 'option' must name exactly the long options that the --help of one
program names. Prints each mistake; ends with 'N passed, N failed'.
"""
import re
import sys

import markdown
from output import output


def programs(build):
    command = build + "/cli/oci-mempolicy"
    yield build + "/hook/oci-mempolicy-hook",
    yield build + "/tests/conformance/oci-mempolicy-conformance",
    yield "sh", "tests/lab/run.sh"
    for subcommand in re.findall(r"^  ([a-z]+) ", output(command, "--help"), re.MULTILINE):
        yield command, subcommand


def helped(program):
    text = output(*program, "--help")
    return set(re.findall(r"^  (?:-[a-zA-Z], )?(--[a-z-]+)", text, re.MULTILINE))


def named(rows):
    cells = (row.split("|")[1] for row in rows)
    return {option for cell in cells for option in re.findall(r"`(--[a-z-]+)", cell)}


def main(build):
    known = {" ".join(program): helped(program) for program in programs(build)}
    passed = failed = 0
    for page in markdown.pages():
        for line, rows in page.tables("option"):
            options = named(rows)
            program = min(known, key=lambda name: len(known[name] ^ options))
            wrong = known[program] ^ options
            passed += not wrong
            failed += bool(wrong)
            if wrong:
                print("%s:%d: this table or the --help of %s lacks %s" % (
                    page.path, line, program, ", ".join(sorted(wrong))))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


sys.exit(main(sys.argv[1]))
