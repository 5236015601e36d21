# SPDX-License-Identifier: Apache-2.0
"""Collects the texts that the schema and the library must agree on.

  records.py PROJECT COUNT SEED OUT

Writes into the directory OUT: policy.texts, memoryPolicy objects as JSON texts, each terminated by a
NUL byte: every vector of the project, then COUNT generated ones; policy.names, with a line for each;
and config.texts, config.names, with the vectors within whole config.json files.
"""
import json
import pathlib
import re
import sys

from generate import Generator

# The conformance cases use names for nodes. Any number will do here, if a node can have it.
SYMBOLS = {"first": "0", "second": "1", "third": "2", "last": "5", "all": "0-2,5",
           "with_memory": "0-2,5", "online": "0-5", "memoryless": "3", "absent": "6", "cpu": "2",
           "far": "5", "small": "5"}
# The minimum number of vectors, so that none get lost unnoticed.
UNIT_VECTORS, CONFORMANCE_VECTORS = 130, 100


def unit_vectors(project):
    for path in sorted(project.glob("tests/unit/*valid/*/policy.json")):
        yield "%s/%s" % path.parts[-3:-1], path.read_bytes()


def resolve(value):
    if isinstance(value, dict):
        if "@repeat" in value:
            text, count = value["@repeat"]
            return resolve(text) * count
        return {key: resolve(member) for key, member in value.items()}
    if isinstance(value, list):
        return [resolve(member) for member in value]
    if isinstance(value, str):
        return re.sub(r"@(\w+)", lambda symbol: SYMBOLS[symbol[1]], value)
    return value


def conformance_vectors(project):
    for path in sorted(project.glob("tests/conformance/cases/*.json")):
        file = json.loads(path.read_text())
        for case in file.get("cases", [file]):
            if "memoryPolicy" in case:
                text = json.dumps(resolve(case["memoryPolicy"]))
                yield "conformance/" + case["name"], text.encode()


def own_configs():
    """Members around memoryPolicy, which the schema does not check."""
    yield "no-linux", b'{"ociVersion": "1.3.0"}'
    yield "linux-null", b'{"linux": null}'
    yield "no-policy", b'{"linux": {"rootfsPropagation": 5}}'
    yield "everything-else-is-open", \
        b'{"root": 3, "process": {"rlimits": [{"hard": 18446744073709551615}]}, "hooks": "x"}'
    yield "another-memoryPolicy", b'{"memoryPolicy": 5, "vm": {"memoryPolicy": {"mode": 5}}}'


def collect(vectors, least):
    vectors = list(vectors)
    if len(vectors) < least:
        sys.exit("only %d vectors; there were %d before" % (len(vectors), least))
    return vectors


def write(path, records):
    with open(path + ".texts", "wb") as texts, \
            open(path + ".names", "w", encoding="utf-8") as names:
        for name, text in records:
            texts.write(text + b"\0")
            names.write(name + "\n")


def generated(count, seed):
    generator = Generator(seed)
    for index in range(count):
        yield "generated/%d" % index, generator.text().encode()


def main(project, count, seed, out):
    project = pathlib.Path(project)
    vectors = collect(unit_vectors(project), UNIT_VECTORS) + \
        collect(conformance_vectors(project), CONFORMANCE_VECTORS)
    write(out + "/policy", vectors + list(generated(int(count), int(seed))))
    wrapped = [(name, b'{"linux": {"memoryPolicy": ' + text + b"}}") for name, text in vectors]
    write(out + "/config", wrapped + list(own_configs()))


main(*sys.argv[1:])
