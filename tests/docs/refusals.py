# SPDX-License-Identifier: Apache-2.0
"""The messages with which the hook refuses the containers of refusals.json.

Each has the policy that it requests, or the text of its config.json. Where it differs from DEFAULTS,
it also has: the nodes online and with memory, the allowed nodes, members of the state, the hook's
options.
"""
import json
import pathlib
import re
import subprocess
import tempfile
import time

from output import output, words

CONTAINERS = pathlib.Path(__file__).with_name("refusals.json")
DEFAULTS = {"online": "0-9", "has_memory": "0-9", "allowed": "0-9", "state": {}, "options": []}
NODES = pathlib.Path("/sys/devices/system/node")
PREFIX = re.compile(r"oci-mempolicy-hook: \S+: ")  # the second word is the container's id


class Init:
    """A process that the hook accepts as init: a child of its own parent, in other namespaces."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--net", "--ipc", "--uts", "sleep", "1000"])
        self.pid = self.process.pid
        proc = pathlib.Path("/proc/%d" % self.pid)
        while (proc / "comm").read_text() != "sleep\n":
            time.sleep(0.01)
        self.status = pathlib.Path(folder, "status")
        self.status.write_text((proc / "status").read_text())
        subprocess.run(["mount", "--bind", self.status, proc / "status"], check=True)

    def allow(self, nodes):
        """Makes these its allowed nodes, as if a runtime had put it into a cpuset."""
        self.status.write_text(re.sub(r"(Mems_allowed_list:\t).*", r"\g<1>" + nodes,
                                      self.status.read_text()))

    def end(self):
        self.process.kill()
        self.process.wait()


def config(policy):
    namespaces = [{"type": name} for name in ("mount", "network", "ipc", "uts")]
    return json.dumps({"ociVersion": "1.3.0",
                       "linux": {"namespaces": namespaces, "memoryPolicy": policy}})


def refusal(hook, container, init, folder):
    container = {**DEFAULTS, **container}
    text = container["text"] if "text" in container else config(container["policy"])
    pathlib.Path(folder, "config.json").write_text(text)
    for name in ("online", "has_memory"):
        (NODES / name).write_text(container[name] + "\n")
    init.allow(container["allowed"])
    state = {"ociVersion": "1.2.0", "id": "ID", "status": "created", "bundle": folder,
             "pid": init.pid, **container["state"]}
    return output(hook, "--syslog=never", *container["options"], input=json.dumps(state))


def normalized(message):
    """Without the ids of container and processes, which are others each time."""
    return re.sub(r"process \d+", "process N", PREFIX.sub("", words(message), count=1))


class Refusals:
    def __init__(self, hook):
        with tempfile.TemporaryDirectory() as folder:
            init = Init(folder)
            containers = json.loads(CONTAINERS.read_text(encoding="utf-8"))
            self.messages = [normalized(refusal(hook, container, init, folder))
                             for container in containers]
            init.end()
        self.unused = set(self.messages)

    def show(self, part):
        """Whether this is part of a message."""
        found = {message for message in self.messages if normalized(part) in message}
        self.unused -= found
        return bool(found)

    def problem(self, shown):
        if self.show(shown) and normalized(shown) in self.messages:
            return None
        return "the hook prints this for no container of tests/docs/refusals.json"
