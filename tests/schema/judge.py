# SPDX-License-Identifier: Apache-2.0
"""Prints the verdicts of python's jsonschema on JSON texts.

  judge.py SCHEMA [REFERENCED...]

Reads texts, each terminated by a NUL byte, and writes a line of JSON for each: [] if SCHEMA accepts
it, otherwise all messages, each with the JSON pointer to the place. Schemas are files; REFERENCED
ones are found by their file names.
"""
import json
import os
import sys

import jsonschema
import referencing
from referencing.jsonschema import DRAFT202012, DRAFT4


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def build(path, referenced):
    schema = load(path)
    default = DRAFT4 if "draft-04" in schema["$schema"] else DRAFT202012
    registry = referencing.Registry().with_resources(
        (os.path.basename(name),
         referencing.Resource.from_contents(load(name), default_specification=default))
        for name in referenced)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    for name in referenced:
        validator.check_schema(load(name))
    return validator(schema, registry=registry)


def refuse(constant):
    raise ValueError("not JSON: " + constant)


def describe(error):
    return "".join("/%s" % part for part in error.absolute_path) + ": " + error.message


def judge(validator, text):
    try:
        value = json.loads(text.decode(), parse_constant=refuse)
    except ValueError as error:
        return ["not JSON: %s" % error]
    return sorted(describe(error) for error in validator.iter_errors(value))


def main():
    validator = build(sys.argv[1], sys.argv[2:])
    for text in sys.stdin.buffer.read().split(b"\0")[:-1]:
        print(json.dumps(judge(validator, text)))


main()
