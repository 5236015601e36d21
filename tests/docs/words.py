# SPDX-License-Identifier: Apache-2.0
"""Reports phrases that this project avoids, in every text file that git tracks.

  words.py PHRASES

Each line of PHRASES is 'REGEX => WHAT TO WRITE INSTEAD'. Case is ignored. A space in REGEX also
matches a line break and the comment sign after it. Ends with 'N passed, N failed', for phrases.
"""
import pathlib
import re
import subprocess
import sys

NOT_OURS = ("LICENSE", "package-lock.json")
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:(?:[#*>|]|//|\.\\\\\")[ \t]*)?)"


def phrases(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            regex, wanted = line.split(" => ")
            yield re.compile(regex.strip().replace(" ", GAP), re.IGNORECASE), wanted.strip()


def texts(but):
    listed = subprocess.run(["git", "ls-files", "-z"], stdout=subprocess.PIPE, check=True).stdout
    for path in map(pathlib.Path, listed.decode().split("\0")[:-1]):
        if path != but and path.name not in NOT_OURS and path.is_file():
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                pass  # tests have binary files, too


def main(path):
    path = pathlib.Path(path)
    every = list(texts(but=path))
    passed = failed = 0
    for regex, wanted in phrases(path):
        found = False
        for name, text in every:
            for match in regex.finditer(text):
                found = True
                print("%s:%d: '%s': %s" % (name, text.count("\n", 0, match.start()) + 1,
                                           " ".join(match[0].split()), wanted))
        failed += found
        passed += not found
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


sys.exit(main(sys.argv[1]))
