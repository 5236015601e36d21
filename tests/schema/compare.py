# SPDX-License-Identifier: Apache-2.0
"""Compares verdicts on the same texts: the library's, ajv's, python's jsonschema's.

  compare.py KIND

Reads KIND.texts and KIND.names, as written by records.py, and the verdicts KIND.library, KIND.ajv
and KIND.jsonschema, which have a line for each text. Each vector counts as one test, and all generated
texts together as one; another test is whether they try each of the schema's rules.
"""
import collections
import json
import pathlib
import re
import sys

PROGRAMS = ("library", "ajv", "jsonschema")


def runs_backwards(text):
    """Whether a range in any of its strings runs backwards."""
    return any(int(first) > int(last) for first, last in re.findall(rb"(\d+)-(\d+)", text))


# What a schema cannot express: the library refuses it with such a message, and both validators
# accept it. Any other difference is a failure.
EXCEPTIONS = [
    ("a range runs backwards", r"/nodes: .* position \d+: a range that runs backwards$",
     runs_backwards),
    ("half a surrogate pair", r"not JSON: .* invalid Unicode '\\uD800'"
     r"|contains an escape that is half of a surrogate pair$",
     lambda text: b"\\ud800" in text),
    ("U+0000 in a key", r"not JSON: .* NUL byte in object key not supported"
     r"|contains a NUL character in a key$",
     lambda text: b"\\u0000" in text),
    ("a number beyond a double", r"not JSON: .* real number overflow"
     r"|contains a number that is too large$",
     lambda text: b"1e400" in text),
]


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_texts(kind):
    with open(kind + ".texts", "rb") as texts, open(kind + ".names", encoding="utf-8") as names:
        return list(zip(names.read().splitlines(), texts.read().split(b"\0")[:-1]))


def exception(text, library):
    """The name of the exception that explains why only the library refuses the text."""
    for name, pattern, holds in EXCEPTIONS:
        if re.search(pattern, library[0], re.IGNORECASE) and holds(text):
            return name
    return None


def judge(text, library, ajv, jsonschema):
    """accepted, refused, the name of an exception, or None if they differ for no known reason."""
    if bool(ajv) != bool(jsonschema):
        return None
    if bool(library) == bool(ajv):
        return "refused" if library else "accepted"
    return exception(text, library) if library else None


def rules_of(messages):
    """The schema's rules that these messages of ajv come from, by their names in $defs."""
    found = (re.search(r"\(#/(?:\$defs/)?([^/]+)[^()]*\)$", message) for message in messages)
    return {match[1] for match in found if match}


def untried(all_ajv):
    """Rules that no text shows to be needed, because others always refuse the text as well."""
    schema = pathlib.Path(__file__).parents[2] / "schema/memory-policy.schema.json"
    rules = set(json.loads(schema.read_text())["$defs"])
    for messages in all_ajv:
        found = rules_of(messages)
        if len(found) == 1:
            rules -= found
    return sorted(rules)


def show(name, text, verdicts):
    print("%s: they differ: %s" % (name, text[:500].decode(errors="backslashreplace")))
    for program, messages in zip(PROGRAMS, verdicts):
        print("  %-10s %s" % (program, "; ".join(messages)[:500] or "accepts"))


def main(kind):
    records = read_texts(kind)
    results = [read_lines("%s.%s" % (kind, program)) for program in PROGRAMS]
    if any(len(result) != len(records) for result in results):
        sys.exit("%d texts, verdicts: %s" % (len(records), [len(result) for result in results]))
    outcomes = {"vectors": collections.Counter(), "generated": collections.Counter()}
    for (name, text), library, ajv, jsonschema in zip(records, *results):
        outcome = judge(text, library, ajv, jsonschema)
        origin = "generated" if name.startswith("generated/") else "vectors"
        outcomes[origin][outcome or "FAILED"] += 1
        if not outcome and outcomes[origin]["FAILED"] <= 10:
            show(name, text, (library, ajv, jsonschema))
    for origin, counts in outcomes.items():
        if counts:
            details = ", ".join("%d %s" % (counts[outcome], outcome) for outcome in sorted(counts))
            print("%s: %s" % (origin, details))
    failed = outcomes["vectors"]["FAILED"]
    passed = outcomes["vectors"].total() - failed
    if outcomes["generated"]:
        missing = untried(results[1])
        print("rules that were never the only one to refuse a text: %s" %
              (", ".join(missing) or "none"))
        bad = bool(outcomes["generated"]["FAILED"]) + bool(missing)
        failed, passed = failed + bad, passed + 2 - bad
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


main(sys.argv[1])
