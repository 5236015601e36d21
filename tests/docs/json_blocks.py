# SPDX-License-Identifier: Apache-2.0
"""Prints the JSON that Markdown files show, each text with a NUL byte behind it.

  json_blocks.py config    what is part of a config.json
  json_blocks.py log       lines of the hook's log
"""
import json
import sys

import markdown

KEYS = {"config": {"linux", "hooks"}, "log": {"outcome"}}

for page in markdown.pages():
    for block in page.blocks:
        if block.language == "json":
            value = markdown.json_value("\n".join(block.lines))
            if KEYS[sys.argv[1]] & value.keys():
                print(json.dumps(value), end="\0")
