# SPDX-License-Identifier: Apache-2.0
"""What programs print, and how it is compared."""
import subprocess


def output(*command, **options):
    """Returns standard output and standard error of a command."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options).stdout


def words(text):
    """Returns the text with single spaces: pages wrap lines, and align them."""
    return " ".join(text.split())
