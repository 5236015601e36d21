# SPDX-License-Identifier: Apache-2.0
"""What people see of a wrong policy, in messages.json: exactly these messages.

  messages.py texts                           writes the policies, each ending with a NUL byte
  messages.py check AJV JSONSCHEMA EDITOR     compares what was said of them
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
                print("%s of %s:\n  says     %s\n  expected %s" % (
                    program, json.dumps(case["policy"]), line, json.dumps(case[program])))
    print("%d passed, %d failed" % (len(CASES) * len(paths) - failed, failed))
    sys.exit(failed > 0)


{"texts": texts, "check": check}[sys.argv[1]](*sys.argv[2:])
