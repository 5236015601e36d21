# SPDX-License-Identifier: Apache-2.0
"""Shows what an interactive shell does with typed keys.

  typed.py SHELL KEYS

Starts bash, zsh or fish on a new terminal, for a user without settings of their own, types KEYS, a tab,
and a newline, and prints the arguments with which oci-mempolicy was then run, each in <>. A program of
that name that only prints its arguments must come first in PATH.
"""
import os
import pty
import re
import select
import sys
import time

SHELLS = {
    "bash": ["bash", "--noprofile", "-i"],
    "zsh": ["zsh", "-i"],
    "fish": ["fish", "-i"],
}
LIMIT = 60


class Terminal:
    def __init__(self, argv):
        self.text = ""
        self.end = time.monotonic() + LIMIT
        child, self.fd = pty.fork()
        if child == 0:
            os.execvp(argv[0], argv)

    def read(self):
        left = self.end - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            sys.exit("in vain: %r" % self.text)
        try:
            new = os.read(self.fd, 4096).decode(errors="replace")
        except OSError:
            sys.exit("the shell ended: %r" % self.text)
        # fish asks for the kind of terminal.
        for _ in re.finditer("\x1b\\[0?c", new):
            os.write(self.fd, b"\x1b[?62c")
        self.text += new

    def wait(self, pattern):
        while not re.search(pattern, self.text):
            self.read()
        found = re.search(pattern, self.text)
        self.text = self.text[found.end():]
        return found

    def type(self, keys):
        os.write(self.fd, keys.encode())


def main():
    shell, keys = sys.argv[1:]
    terminal = Terminal(SHELLS[shell])
    terminal.wait("READY")
    terminal.type(keys + "\t")
    # The completion is there when the shell answers the next key, and precedes what that prints.
    terminal.type("\n")
    print(terminal.wait("RAN(.*)END").group(1))


main()
