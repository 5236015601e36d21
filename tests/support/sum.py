# SPDX-License-Identifier: Apache-2.0
"""Reads the output of 'ctest --verbose' as it is printed: keeps the output of each part in
DIR/NAME.log, prints a line for each part, and sums up. Ends with 'N passed, N failed'.

  ctest --verbose ... 2>&1 | python3 sum.py DIR

The counts of a part are those of its programs, from Check's closing line or 'N passed, N failed';
without such a line, it counts as one. (CTest counts only programs, even with --progress or
--output-junit.) A part that did not pass counts as at least one failure. So does a skipped one if CI
is set; otherwise it does not count.
"""
import os
import re
import shutil
import sys

CHECK = re.compile(r"\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$")
COUNT = re.compile(r"(\d+) passed, (\d+) failed")
STARTED = re.compile(r" +Start +(\d+): (\S+)$")
PRINTED = re.compile(r"(\d+): ?(.*)$")
ENDED = re.compile(r" *(\d+)/(\d+) Test +#(\d+): (\S+) \.* *(\**)(.*?) +([\d.]+) sec")
CLOSING = re.compile(r"Total Test time \(real\) = +([\d.]+) sec")
SHOWN = 60


class Part:
    def __init__(self, name, folder):
        self.name = name
        self.path = os.path.join(folder, name + ".log")
        self.log = open(self.path, "w")
        self.passed = self.failed = 0
        self.counts = False

    def line(self, text):
        self.log.write(text + "\n")
        self.log.flush()
        if match := CHECK.match(text):
            checks, failures, errors = map(int, match.groups())
            self.passed += checks - failures - errors
            self.failed += failures + errors
            self.counts = True
        elif match := COUNT.match(text):
            self.passed += int(match[1])
            self.failed += int(match[2])
            self.counts = True

    def end(self, passed):
        self.log.close()
        if self.passed + self.failed == 0 and passed and not self.counts:
            self.passed = 1
        elif self.failed == 0 and (not passed or self.passed == 0):
            self.failed = 1

    def tail(self):
        with open(self.path) as log:
            return log.read().splitlines()[-SHOWN:]


class Summary:
    def __init__(self, folder):
        self.folder = folder
        self.running = {}
        self.passed = self.failed = 0
        self.done = self.total = "?"
        self.progress = ""
        self.minutes = None  # until ctest has finished
        self.other = []

    # On a terminal, the last line shows the progress.
    def show(self, text):
        if self.progress:
            text = "\r\033[K" + text
        print(text, flush=True)

    def show_progress(self):
        if sys.stdout.isatty():
            names = ", ".join(part.name for part in self.running.values())
            self.progress = "%s of %s parts; running: %s" % (self.done, self.total, names)
            width = shutil.get_terminal_size().columns - 1
            print("\r\033[K" + self.progress[:width], end="", flush=True)

    def ended(self, match):
        self.done, self.total, number, name, stars, result, seconds = match.groups()
        part = self.running.pop(number, None) or Part(name, self.folder)
        if not result.startswith("Skipped") or "CI" in os.environ:
            part.end(not stars)
        self.passed += part.passed
        self.failed += part.failed
        how = "" if not stars else "  " + result.strip().lower()
        self.show("%-30s %5d passed, %d failed  (%.0f s)%s" %
                  (part.name, part.passed, part.failed, float(seconds), how))
        if part.failed:
            for line in part.tail():
                self.show("  %s: %s" % (part.name, line))
        self.show_progress()

    def line(self, text):
        if match := ENDED.match(text):
            self.ended(match)
        elif match := STARTED.match(text):
            self.running[match[1]] = Part(match[2], self.folder)
            self.show_progress()
        elif (match := PRINTED.match(text)) and match[1] in self.running:
            self.running[match[1]].line(match[2])
        else:
            self.other.append(text)
            if match := CLOSING.match(text):
                self.minutes = float(match[1]) / 60

    def end(self):
        if self.progress:
            print("\r\033[K", end="")
        if self.minutes is None:
            print("\n".join(self.other[-SHOWN:]))
            self.failed += 1
        else:
            print("all parts: %.1f minutes" % self.minutes)
        print("%d passed, %d failed" % (self.passed, self.failed))
        return self.failed > 0


def main(folder):
    summary = Summary(folder)
    for line in open(sys.stdin.fileno(), errors="replace"):
        summary.line(line.rstrip("\n"))
    return summary.end()


sys.exit(main(sys.argv[1]))
