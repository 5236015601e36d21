# SPDX-License-Identifier: Apache-2.0
"""Checks the table in schema/README.md of the verdicts of upstream's schema and this one.

  upstream.py texts                    writes config.json files with its policies, each terminated
                                       by a NUL byte
  upstream.py check UPSTREAM HERE      compares the verdicts of the two with the table
"""
import json
import pathlib
import re
import sys

README = pathlib.Path(__file__).parents[2] / "schema/README.md"
ROW = re.compile(r"^\| `(.+)` \| (accepts|refuses) \| (accepts|refuses) \|", re.M)
# The minimum number of rows, so that none get lost unnoticed.
LEAST = 15

ROWS = ROW.findall(README.read_text(encoding="utf-8"))


def texts():
    for policy, _, _ in ROWS:
        config = {"ociVersion": "1.3.0", "root": {"path": "rootfs"},
                  "linux": {"memoryPolicy": json.loads(policy)}}
        sys.stdout.write(json.dumps(config) + "\0")


def check(*paths):
    passed = failed = 0
    if len(ROWS) < LEAST:
        sys.exit("only %d rows, where there were %d" % (len(ROWS), LEAST))
    for column, path in enumerate(paths, 1):
        lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        for row, line in zip(ROWS, lines, strict=True):
            if row[column] == ("refuses" if json.loads(line) else "accepts"):
                passed += 1
            else:
                failed += 1
                print("%s: the table says %s, %s says %s" % (row[0], row[column], path, line))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


{"texts": texts, "check": check}[sys.argv[1]](*sys.argv[2:])
