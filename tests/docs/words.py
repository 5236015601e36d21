# SPDX-License-Identifier: Apache-2.0
"""Reports phrases that this project avoids, in every text file that git tracks.

  words.py PHRASES

Each line of PHRASES is 'REGEX => WHAT TO WRITE INSTEAD'. REGEX is in lower case, and matches whole
words in any case. A space in it also matches a line break, with what continues a comment or a
string there. Ends with 'N passed, N failed', for phrases.
"""
import pathlib
import re
import sys

import markdown

NOT_OURS = ("LICENSE", "package-lock.json")
# Also across lines of a comment, and of a message in C
GAP = r'(?:[ \t]+|[ \t]*"?[ \t]*\\?\n[ \t]*(?:[#*>|;"]|//)?[ \t]*)'


def phrases(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            regex, wanted = line.split(" => ")
            yield re.compile(regex.replace(" ", GAP) + r"(?!\w)"), wanted


def texts(but):
    for path in map(pathlib.Path, markdown.tracked()):
        if path != but and path.name not in NOT_OURS and path.is_file():
            try:
                yield path, path.read_text(encoding="utf-8").lower()
            except UnicodeDecodeError:
                pass  # tests have binary files, too


def places(regex, text):
    for match in regex.finditer(text):
        # Checked here, since a regex that begins with \b is much slower.
        if not re.match(r"\w\w", text[max(match.start() - 1, 0):]):
            yield text.count("\n", 0, match.start()) + 1, " ".join(match[0].split())


def main(path):
    path = pathlib.Path(path)
    every = list(texts(but=path))
    passed = failed = 0
    for regex, wanted in phrases(path):
        found = [(name, *place) for name, text in every for place in places(regex, text)]
        for name, line, phrase in found:
            print("%s:%d: '%s': %s" % (name, line, phrase, wanted))
        failed += bool(found)
        passed += not found
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


sys.exit(main(sys.argv[1]))
