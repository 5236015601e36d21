# SPDX-License-Identifier: Apache-2.0
"""Random memory policies, close to the limits of every rule, as JSON text.

Half of them are meant to be valid. The others break something: a rule, a type, the grammar of node
lists, the spelling of a name, or the grammar of JSON as strict parsers apply it.
"""
import json
import random

MODES = ["MPOL_DEFAULT", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_WEIGHTED_INTERLEAVE",
         "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_LOCAL"]
FLAGS = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"]
# Around each place where a number gains a digit, and around the highest node.
EDGES = [0, 1, 9, 10, 11, 63, 64, 99, 100, 101, 109, 110, 199, 900, 999, 1000, 1001, 1009, 1010,
         1019, 1020, 1022, 1023]
BEYOND = [1024, 1025, 1029, 1030, 1033, 1099, 1100, 1123, 1200, 1999, 2000, 2023, 9999, 10000,
          10230, 4294967296, 18446744073709551616]
SLIPS = list(" ,-+.x;:\t\n\r0129a!*^$") + ["\0", "\u0663", "\u00b2", "\uff10", "\u2028", "\\"]
OTHER_TYPES = [0, 1, -1, 2.5, True, False, [], {}, ["0"], [0], {"0": 0}, [None]]
ABSENT = object()


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def slip(self, text):
        """Adds, removes or replaces one character."""
        at = self.random.randrange(len(text) + 1)
        return text[:at] + self.random.choice(SLIPS + [""]) + text[at + self.random.randrange(2):]

    def name(self, names):
        name = self.random.choice(names)
        if self.chance(0.96):
            return name
        return self.random.choice([
            self.slip(name), name.lower(), name.replace("MPOL_", ""), name + " ", "", None,
            self.random.choice(MODES + FLAGS), self.random.choice(OTHER_TYPES)])

    def number(self):
        if self.chance(0.03):
            value = self.random.choice(BEYOND)
        elif self.chance(0.6):
            value = self.random.choice(EDGES)
        else:
            value = self.random.randrange(1024)
        zeros = "0" * self.random.choice([1, 1, 2, 4]) if self.chance(0.1) else ""
        return value, zeros + str(value)

    def item(self):
        value, text = self.number()
        if self.chance(0.5):
            return text
        other, other_text = self.number()
        if other < value and self.chance(0.95):
            text, other_text = other_text, text
        return text + "-" + other_text

    def node_list(self):
        text = ",".join(self.item() for _ in range(self.random.choice([1, 1, 1, 2, 2, 3, 7])))
        if self.chance(0.1):
            text += ","
        return self.slip(text) if self.chance(0.12) else text

    def nodes(self, mode):
        without = mode in ("MPOL_DEFAULT", "MPOL_LOCAL")
        if self.chance(0.85 if without else 0.08):
            return self.random.choice([ABSENT, ABSENT, "", None])
        if self.chance(0.02):
            return self.random.choice(OTHER_TYPES)
        return self.node_list()

    def flags(self, mode):
        without = mode in ("MPOL_DEFAULT", "MPOL_LOCAL")
        if self.chance(0.85 if without else 0.4):
            return self.random.choice([ABSENT, ABSENT, None, []])
        if self.chance(0.02):
            return self.random.choice(OTHER_TYPES + FLAGS)
        flags = FLAGS[1:] if self.chance(0.5) else FLAGS
        if self.chance(0.6):
            flags = [self.random.choice(flags)]
        return [self.name(flags) for _ in range(self.random.choice([1, 1, 2, 3]))]

    def key(self, key):
        if self.chance(0.005):
            return self.random.choice([key.capitalize(), key + " ", key[:-1]])
        return key

    def members(self):
        mode = ABSENT if self.chance(0.01) else self.name(MODES)
        members = [("mode", mode), ("nodes", self.nodes(mode)), ("flags", self.flags(mode))]
        members = [(self.key(key), json.dumps(value)) for key, value in members
                   if value is not ABSENT]
        if self.chance(0.05):
            key, value = self.random.choice([
                ("comment", '"x"'), ("", "null"), ("Mode", "[]"), ("weights", '{"0": 3}'),
                ("big", "18446744073709551615"), ("big", "1e400"), ("lone", '"\\ud800"'),
                ("\0", "1"), ("nul", '"\\u0000"')])
            members.append((key, value))
        if self.chance(0.3):
            self.random.shuffle(members)
        if members and self.chance(0.03):
            # A duplicate key: the last counts.
            key, _ = self.random.choice(members)
            members.insert(0, (key, self.random.choice(['"MPOL_NEAR"', "0", "null", '"0,"'])))
        return members

    def spelling(self, text):
        """The same text, spelled differently."""
        if self.chance(0.02):
            text = text.replace("O", "\\u004f")
        return text

    def text(self):
        if self.chance(0.01):
            return json.dumps(self.random.choice(OTHER_TYPES + [None, "", "MPOL_BIND"]))
        colon, comma = self.random.choice([(":", ","), (": ", ", "), (" : ", "\n,\t")])
        text = comma.join(json.dumps(key) + colon + value for key, value in self.members())
        text = self.spelling("{" + text + "}")
        return self.slip(text).replace("\0", "") if self.chance(0.01) else text
