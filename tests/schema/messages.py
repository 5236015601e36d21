# SPDX-License-Identifier: Apache-2.0
"""Checks that people see exactly the messages in messages.json for invalid policies.

  messages.py texts                           writes the policies, each terminated by a NUL byte
  messages.py check AJV JSONSCHEMA EDITOR     compares the messages about them
"""
import json
import pathlib
import sys

CASES = json.loads(pathlib.Path(__file__).with_name("messages.json").read_text(encoding="utf-8"))


def texts():
    for case in CASES:
        sys.stdout.write(json.dumps(case["policy"]) + "\0")


def check(*paths):
    failed = 0
    for program, path in zip(("ajv", "jsonschema", "editor"), paths):
        lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        for case, line in zip(CASES, lines, strict=True):
            if json.loads(line) != case[program]:
                failed += 1
                print("%s about %s:\n  says     %s\n  expected %s" % (
                    program, json.dumps(case["policy"]), line, json.dumps(case[program])))
    print("%d passed, %d failed" % (len(CASES) * len(paths) - failed, failed))
    sys.exit(failed > 0)


{"texts": texts, "check": check}[sys.argv[1]](*sys.argv[2:])
