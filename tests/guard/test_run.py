#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real processes: `lifeguard emulate` shows two batteries on ptys, `lifeguard run` guards them, and the test does to
both what happens on boats. What it reads is what a relay would: the output file and its deadline on the boot clock.
"""
import http.client
import json
import os
import signal
import subprocess
import sys
import time

from van import EXPIRES_s, LIFEGUARD, SLACK_s, TICK_s, Van, attempt_all, boot_s, gone

DECLARED_AGE_s = 5.0  # max_age_s of a battery, its default
FROZEN_mAh = 15.0     # guard/battery_link.h
PERIOD_s = 0.5        # of scans, there too


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


def log_nobody_reads():
    """A terminal with room for a byte, not for a line: poll() calls that writable, and a write waits for ever."""
    master, slave = os.openpty()
    os.set_blocking(slave, False)
    os.set_blocking(master, False)
    try:
        while True:
            os.write(slave, b"x" * 64)
    except BlockingIOError:
        pass
    os.set_blocking(slave, True)
    with Van() as van:
        van.emulate()
        van.run(stdout=slave)
        van.until(True, 10)
        deadlines = set()
        for turn in range(200):
            time.sleep(TICK_s)
            if turn % 20 == 0:
                van.mischief("checksum" if turn % 40 == 0 else "ok")
            if turn % 3 == 0:
                os.read(master, 40)
            assert van.guard.poll() is None, "the guard ended"
            line = van.line("loads")
            assert van.on("loads"), f"the log held the guard up: {line}"
            deadlines.add(line)
        assert len(deadlines) >= 20, deadlines
        os.close(slave)
        os.close(master)
        return f"20 s on a full terminal: outputs renewed {len(deadlines)} times"


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
         line_pulled, guard_killed, gateway_killed, guard_stopped, log_nobody_reads,
         interface]


if __name__ == "__main__":
    sys.exit(attempt_all(CASES))
