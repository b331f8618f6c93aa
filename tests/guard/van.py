# SPDX-License-Identifier: Apache-2.0
"""What the tests of the real processes share: a van in a folder, its emulation and its guard. What they read is what a
relay would: the output file and its deadline on the boot clock.
"""
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

LIFEGUARD = os.environ.get("LIFEGUARD", "build/lifeguard")
EXPIRES_s = 3.0       # of the outputs below
TICK_s = 0.1
SLACK_s = 0.5         # for a machine that has other things to do

BUILD = """\
version: 1
name: Two batteries
site: { temperature: 15 degC }
batteries:
  house: { model: victron/smart-12.8-200, parallel: 2, soc: 60 % }
bms:
  bms: { model: victron/vebus-bms-v2, watches: house }
loads:
  heater: { power: 600 W, on: house }
solar:
  roof: { power: 300 W, on: house, remote: bms.charge_disconnect }
links:
  house-1: { protocol: jbd, port: house-1.jbd }
  house-2: { protocol: jbd, port: house-2.jbd }
outputs:
  charge: { signal: bms.charge_disconnect, to: "file:charge.out", expires: 3 s }
  loads: { signal: bms.load_disconnect, to: "file:loads.out", expires: 3 s }
"""


def boot_s():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def parse_output(text):
    """Whether a relay would be on: '1 DEADLINE' with the deadline ahead."""
    word, deadline = text.split()
    return word == "1" and int(deadline) / 1e3 > boot_s()


class Van:
    """A folder, an emulation and a guard in it. Ends only what it started."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="lg-run-")
        self.build = os.path.join(self.folder, "build.yaml")
        with open(self.build, "w") as file:
            file.write(BUILD)
        self.emulation = self.guard = self.port = None
        self.log = open(os.path.join(self.folder, "log"), "wb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in (self.guard, self.emulation):
            if process and process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.kill()
                process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def emulate(self, *more):
        self.emulation = subprocess.Popen(
            [LIFEGUARD, "emulate", self.build, "--dir", self.folder, *more], stdout=subprocess.PIPE,
            stderr=self.log, text=True)
        lines = [self.emulation.stdout.readline() for _ in range(2)]
        for number, line in enumerate(lines, 1):
            battery, protocol, path = line.split()
            assert (battery, protocol) == (f"house-{number}", "jbd"), lines
            assert os.path.islink(path), path

    def run(self, *more, stdout=None):
        self.guard = subprocess.Popen(
            [LIFEGUARD, "run", self.build, "--dir", self.folder, "--http", "127.0.0.1:0", *more],
            stdout=self.log if stdout is None else stdout, stderr=subprocess.PIPE, text=True)
        line = self.guard.stderr.readline()
        assert "http://127.0.0.1:" in line, line
        self.port = int(line.rsplit(":", 1)[1].strip().rstrip("/"))

    def on(self, output="charge"):
        try:
            with open(os.path.join(self.folder, output + ".out")) as file:
                return parse_output(file.read())
        except FileNotFoundError:
            return False

    def line(self, output="charge"):
        with open(os.path.join(self.folder, output + ".out")) as file:
            return file.read()

    def until(self, wanted, most_s, output="charge"):
        """Seconds until the output is as wanted; fails after most_s."""
        start = boot_s()
        while self.on(output) != wanted:
            assert boot_s() - start < most_s, \
                f"{output} not {'on' if wanted else 'off'} within {most_s:.1f} s\n" + self.words()
            time.sleep(0.01)
        return boot_s() - start

    def words(self):
        self.log.flush()
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            return file.read()[-3000:]

    def ask(self, path, method="GET", host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        return reply, body

    def state_soon(self):
        """What it shows of what an output has just done: the page is told after the output."""
        time.sleep(3 * TICK_s)
        return self.state()

    def state(self):
        reply, body = self.ask("/state.json")
        return json.loads(body) | {"http": reply.status}

    def scans(self):
        return [battery["scans"] for battery in self.state()["batteries"]]

    def assert_came_back_on_fresh_data(self, scans):
        """In the guard's own order of events: scanned again, then permitted."""
        state = self.state_soon()
        now = [battery["scans"] for battery in state["batteries"]]
        assert all(new > old for new, old in zip(now, scans)), (now, scans)
        last = {}
        for event in state["events"]:
            last[event["subject"], event["value"]] = event["number"]
        permitted = last["output charge", "on"]
        for number in (1, 2):
            assert last[f"link house-{number}", "ok"] < permitted, state["events"]

    def mischief(self, word):
        path = os.path.join(self.folder, "mischief")
        with open(path + ".new", "w") as file:
            file.write(word + "\n")
        os.rename(path + ".new", path)

    def status(self, *more):
        return subprocess.run([LIFEGUARD, "status", "--http", f"127.0.0.1:{self.port}", *more],
                              capture_output=True, text=True, timeout=10)

    def gateway(self):
        with open(f"/proc/{self.guard.pid}/task/{self.guard.pid}/children") as file:
            children = file.read().split()
        assert len(children) == 1, children
        return int(children[0])

    def both(self):
        self.emulate()
        self.run()
        self.until(True, 10)


def gone(pid, most_s):
    start = time.monotonic()
    while os.path.exists(f"/proc/{pid}") and time.monotonic() - start < most_s:
        time.sleep(0.02)
    return not os.path.exists(f"/proc/{pid}")


def attempt_all(cases, at_once=5):
    """Each case is a function that returns words or fails. The exit status."""
    try:
        words = subprocess.run([LIFEGUARD, "help"], capture_output=True, text=True,
                               timeout=10).stdout
    except OSError as problem:
        words = str(problem)
    if not all(f"  {verb} " in words for verb in ("run", "emulate", "status")):
        print("skipped: the program has no run, emulate and status")
        return 77
    results, lock = {}, threading.Lock()

    def attempt(case):
        try:
            outcome = True, case()
        except Exception as problem:  # reported with its case, below
            outcome = False, f"{type(problem).__name__}: {problem}"
        with lock:
            results[case.__name__] = outcome

    for first in range(0, len(cases), at_once):
        part = cases[first:first + at_once]
        threads = [threading.Thread(target=attempt, args=(case,)) for case in part]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for case in cases:
        good, words = results[case.__name__]
        print(f"{'ok    ' if good else 'FAILED'} {case.__name__}: {words}")
    return 0 if all(good for good, _ in results.values()) else 1
