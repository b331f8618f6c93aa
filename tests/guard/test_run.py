#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real processes: `lifeguard emulate` shows two batteries on ptys, `lifeguard run` guards them, and the test does to
both what happens on boats. What it reads is what a relay would: the output file and its deadline on the boot clock.
"""
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

LIFEGUARD = os.environ.get("LIFEGUARD", "build/lifeguard")
DECLARED_AGE_s = 5.0  # max_age_s of a battery, its default
EXPIRES_s = 3.0       # of the outputs below
TICK_s = 0.1
SLACK_s = 0.5         # for a machine that has other things to do
FROZEN_mAh = 14.0     # guard/battery_link.h
PERIOD_s = 0.5        # of scans, there too

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

    def emulate(self):
        self.emulation = subprocess.Popen(
            [LIFEGUARD, "emulate", self.build, "--dir", self.folder], stdout=subprocess.PIPE,
            stderr=self.log, text=True)
        lines = [self.emulation.stdout.readline() for _ in range(2)]
        for number, line in enumerate(lines, 1):
            battery, protocol, path = line.split()
            assert (battery, protocol) == (f"house-{number}", "jbd"), lines
            assert os.path.islink(path), path

    def run(self, *more):
        self.guard = subprocess.Popen(
            [LIFEGUARD, "run", self.build, "--dir", self.folder, "--http", "127.0.0.1:0", *more],
            stdout=self.log, stderr=subprocess.PIPE, text=True)
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


# --- what can happen ---------------------------------------------------------------------


def first_scan():
    with Van() as van:
        van.run()
        for _ in range(15):
            time.sleep(TICK_s)
            assert not van.on() and not van.on("loads")
        status = van.status()
        assert status.returncode == 1 and "not permitted" in status.stdout, status
        van.emulate()
        waited = van.until(True, 10)
        state = van.state_soon()
        assert all(battery["scans"] >= 1 for battery in state["batteries"]), state
        assert state["may_charge"] and state["may_discharge"] and state["http"] == 200
        status = van.status()
        assert status.returncode == 0 and "permitted." in status.stdout, status
        assert json.loads(van.status("--json").stdout)["batteries"][1]["id"] == "house-2"
        # A guard that is stopped properly says off by itself.
        gateway = van.gateway()
        van.guard.terminate()
        assert van.guard.wait(timeout=5) == 0
        assert van.line().startswith("0 ") and van.line("loads").startswith("0 ")
        assert gone(gateway, 2)
        assert van.status().returncode == 3
        return f"charge permitted {waited:.2f} s after the batteries appear; SIGTERM: off"


def bad_data(word):
    def case():
        with Van() as van:
            van.both()
            time.sleep(1.5)
            current = abs(van.state()["batteries"][0]["current_A"])
            allowed = DECLARED_AGE_s + TICK_s + SLACK_s
            if word == "frozen":
                assert current > 10, current
                allowed += FROZEN_mAh * 3.6 / current + PERIOD_s  # until first repeated
            van.mischief(word)
            fell = van.until(False, allowed)
            before = van.state_soon()
            assert not before["may_charge"] and before["batteries"][0]["link"] == "stale", before
            for _ in range(20):
                time.sleep(TICK_s)
                assert not van.on()
            scans = van.scans()
            assert scans == [b["scans"] for b in before["batteries"]], "counted bad data as scans"
            van.mischief("ok")
            back = van.until(True, 10)
            van.assert_came_back_on_fresh_data(scans)
            return f"{word}: refused after {fell:.2f} s (allowed {allowed:.2f}), " \
                f"back after {back:.2f} s"
    case.__name__ = "bad_data_" + word
    return case


def line_pulled():
    with Van() as van:
        van.both()
        van.emulation.kill()
        van.emulation.wait()
        fell = van.until(False, DECLARED_AGE_s + TICK_s + SLACK_s)
        assert van.state_soon()["batteries"][0]["link"] == "gone"
        scans = van.scans()
        van.emulate()
        back = van.until(True, 10)
        van.assert_came_back_on_fresh_data(scans)
        return f"pty pulled away: refused after {fell:.2f} s, back {back:.2f} s after its return"


def guard_killed():
    with Van() as van:
        van.both()
        gateway = van.gateway()
        van.guard.kill()
        van.guard.wait()
        fell = van.until(False, EXPIRES_s + 0.05)
        assert not van.on("loads")
        assert gone(gateway, 1), "the gateway outlives its guard"
        van.run()
        assert van.line().startswith("0 "), "a new guard starts with its outputs off"
        van.until(True, 10)
        return f"kill -9: outputs expired after {fell:.2f} s"


def gateway_killed():
    with Van() as van:
        van.both()
        first = van.gateway()
        os.kill(first, signal.SIGSTOP)  # hung: it takes no messages any more
        for _ in range(35):
            time.sleep(TICK_s)
            assert van.on(), "a hung gateway moved a decision"
        os.kill(first, signal.SIGKILL)
        for _ in range(20):
            time.sleep(TICK_s)
            assert van.on(), "a dead gateway moved a decision"
        van.mischief("silent")
        fell = van.until(False, DECLARED_AGE_s + TICK_s + SLACK_s)
        assert van.gateway() != first
        state = van.state_soon()
        assert any(event["subject"] == "gateway" for event in state["events"]), state["events"]
        return f"gateway hung, then killed: outputs stood; still refused {fell:.2f} s after silence"


def guard_stopped():
    with Van() as van:
        van.both()
        os.kill(van.guard.pid, signal.SIGSTOP)
        fell = van.until(False, EXPIRES_s + 0.05)
        time.sleep(4.2 - fell)
        assert van.state()["stale"] and van.state()["http"] == 503
        stopped = van.status()
        assert stopped.returncode == 1 and "No word" in stopped.stdout, stopped
        old = van.line()
        assert old.startswith("1 ")
        os.kill(van.guard.pid, signal.SIGCONT)
        start = boot_s()
        while van.line() == old:
            assert boot_s() - start < 2
            time.sleep(0.001)
        assert van.line().startswith("0 "), "the first word after a pause is off"
        back = van.until(True, 10)
        assert any("paused" in event["value"] for event in van.state_soon()["events"])
        return f"stopped 4 s: expired after {fell:.2f} s, off at once, back {back:.2f} s later"


def interface():
    refused = subprocess.run([LIFEGUARD, "run", "nothing.yaml", "--http", "0.0.0.0:8087"],
                             capture_output=True, text=True, timeout=10)
    assert refused.returncode == 2 and "loopback" in refused.stderr, refused
    with Van() as van:
        van.both()
        reply, body = van.ask("/")
        assert reply.status == 200 and b"<!doctype html>" in body
        policy = reply.headers["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert nonce.encode() in body and b"@NONCE@" not in body
        assert nonce not in van.ask("/")[0].headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "no-store"
        for host in ("evil.example", "evil.example:8087", "127.0.0.1.evil.example", "192.168.1.4"):
            assert van.ask("/state.json", host=host)[0].status == 421, host
        for host in ("localhost", f"localhost:{van.port}", "[::1]:1"):
            assert van.ask("/state.json", host=host)[0].status == 200, host
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            assert van.ask("/state.json", method=method)[0].status == 405, method
        assert van.ask("/../etc/passwd")[0].status == 404
        stream = http.client.HTTPConnection("127.0.0.1", van.port, timeout=5)
        stream.request("GET", "/events")
        reply = stream.getresponse()
        seen = []
        while len(seen) < 3:
            line = reply.readline()
            if line.startswith(b"data: "):
                seen.append(json.loads(line[6:])["sequence"])
        stream.close()
        assert seen == sorted(set(seen)), seen
        # More connections than it takes: it refuses some, goes on, and the guard does not notice.
        crowd = []
        for _ in range(60):
            connection = http.client.HTTPConnection("127.0.0.1", van.port, timeout=2)
            try:
                connection.request("GET", "/events")
                crowd.append(connection)
            except OSError:
                pass
        for _ in range(10):
            time.sleep(TICK_s)
            assert van.on()
        for connection in crowd:
            connection.close()
        time.sleep(0.5)
        assert van.ask("/state.json")[0].status == 200
        return f"Host, method, path and crowd refused; stream numbers {seen}"


CASES = [first_scan, bad_data("silent"), bad_data("half"), bad_data("checksum"), bad_data("frozen"),
         line_pulled, guard_killed, gateway_killed, guard_stopped, interface]


def main():
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

    for part in (CASES[:5], CASES[5:]):
        threads = [threading.Thread(target=attempt, args=(case,)) for case in part]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for case in CASES:
        good, words = results[case.__name__]
        print(f"{'ok    ' if good else 'FAILED'} {case.__name__}: {words}")
    return 0 if all(good for good, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
