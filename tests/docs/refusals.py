# SPDX-License-Identifier: Apache-2.0
"""The messages with which the hook refuses the bundles in the folder 'refusals'."""
import json
import pathlib
import re
import subprocess
import tempfile
import time

from output import output, words

FOLDER = pathlib.Path(__file__).with_name("refusals")
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


def refusal(hook, path, init, folder):
    config = json.loads(path.read_text(encoding="utf-8"))
    pathlib.Path(folder, "config.json").write_text(json.dumps(config))
    init.allow(config["linux"]["resources"]["cpu"]["mems"])
    state = {"ociVersion": "1.2.0", "id": "ID", "status": "created", "bundle": folder,
             "pid": init.pid}
    options = config["hooks"]["createRuntime"][0]["args"][1:]
    return output(hook, "--syslog=never", *options, input=json.dumps(state))


def without_id(message):
    return PREFIX.sub("", words(message), count=1)


class Refusals:
    def __init__(self, hook):
        with tempfile.TemporaryDirectory() as folder:
            init = Init(folder)
            self.messages = {without_id(refusal(hook, path, init, folder)): path
                             for path in sorted(FOLDER.glob("*.json"))}
            init.end()
        self.unused = dict(self.messages)

    def problem(self, shown):
        message = without_id(shown)
        self.unused.pop(message, None)
        if message in self.messages:
            return None
        return "the hook prints this for no bundle in tests/docs/refusals"
