#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starting, ending and telling: what a person meets who runs the guard for the first time, and an emulation that obeys."""
import os
import select
import subprocess
import sys
import time
import tty

from van import BUILD, LIFEGUARD, TICK_s, Van, attempt_all


def second_guard():
    with Van() as van:
        van.both()
        pid = van.guard.pid
        for http_at in (f"127.0.0.1:{van.port}", "127.0.0.1:0", "off"):
            second = refuse(3, van.build, "--dir", van.folder, "--http", http_at)
            assert "another lifeguard guards in" in second, second
        other = os.path.join(van.folder, "other")
        os.mkdir(other)
        second = refuse(3, van.build, "--dir", other, "--http", f"127.0.0.1:{van.port}")
        assert f"127.0.0.1:{van.port}" in second and "in use" in second, second
        with open(os.path.join(other, "charge.out")) as file:
            assert file.read().startswith("0 ")
        for _ in range(15):
            time.sleep(TICK_s)
            assert van.on() and van.on("loads"), "a second guard disturbed the first"
        assert van.guard.pid == pid and van.guard.poll() is None
        return "refused on the same folder and on the same port; the first goes on"


def refuse(status, *words):
    done = subprocess.run([LIFEGUARD, "run", *words], capture_output=True, text=True, timeout=10)
    assert done.returncode == status, (words, done)
    assert done.stderr.startswith("lifeguard run: ") and not done.stdout, done
    return done.stderr


def bad_starts():
    with Van() as van:
        assert "No such file" in refuse(3, van.build, "--dir", van.folder + "/nowhere", "--http", "off")
        assert "Not a directory" in refuse(3, van.build, "--dir", van.build, "--http", "off")
        if os.geteuid() != 0:  # root reads everything
            os.mkdir(van.folder + "/shut", 0o000)
            assert "Permission denied" in refuse(3, van.build, "--dir", van.folder + "/shut",
                                                 "--http", "off")
        for section, word in (("links:", "no `links:`"), ("outputs:", "no `outputs:`")):
            path = os.path.join(van.folder, "part.yaml")
            head, tail = BUILD.split(section)
            rest = [line for line in tail.splitlines()[1:]]
            while rest and rest[0].startswith(" "):
                rest.pop(0)
            with open(path, "w") as file:
                file.write(head + "\n".join(rest) + "\n")
            assert word in refuse(2, path, "--dir", van.folder, "--http", "off")
        # --for ends by itself, outputs off; a port that is not there is waited for, and said.
        start = time.monotonic()
        done = subprocess.run([LIFEGUARD, "run", van.build, "--dir", van.folder, "--http", "off",
                               "--for", "1500 ms"], capture_output=True, text=True, timeout=10)
        lasted = time.monotonic() - start
        assert done.returncode == 0 and 1.4 < lasted < 3.0, (lasted, done)
        assert "waiting for the first complete scan; nothing is permitted" in done.stdout, done
        assert "link house-1 gone" in done.stdout and "stopped: outputs off" in done.stdout, done
        assert van.line().startswith("0 ")
        return f"folder, links, outputs refused; --for 1500 ms took {lasted:.2f} s"


def told_as_a_story():
    with Van() as van:
        story = os.path.join(van.folder, "cold.yaml")
        with open(story, "w") as file:
            file.write("version: 1\nname: cold\nfor: 1 h\ntemperature: -8 degC\nweather: still\n")
        van.emulate("--scenario", story)
        van.run()
        van.until(True, 10, "loads")
        state = van.state_soon()
        assert not state["may_charge"] and "-8.0 degC" in state["verdict"], state["verdict"]
        said = [e for e in state["events"] if e["subject"] == "bms.charge_disconnect"
                and e["reason"] == "low_temp"]
        assert len(said) == 1 and "-8.0 degC" in said[0]["reading"], state["events"]
        van.guard.terminate()
        van.guard.wait(timeout=5)
        words = van.words()
        assert words.count("waiting for the first complete scan") == 1, words
        assert "REFUSED bms.charge_disconnect float: low_temp (house-" in words, words
        assert "Too cold to charge" in words in words, words
        assert "unproven" not in words and "no_reading" not in words, words
        status = [len(line) for line in words.splitlines()]
        assert max(status) <= 97, words
        return "charge refused from the first scan is told, with cell or sensor"


def fets_switched_off():
    """Register E1 on the emulated board, as any tool may write it, cuts the current that it says."""
    with Van() as van:
        van.emulate()
        line = os.open(os.path.join(van.folder, "house-2.jbd"), os.O_RDWR | os.O_NOCTTY)
        tty.setraw(line)

        def ask(request):
            os.write(line, request)
            reply = b""
            while len(reply) < 7 or len(reply) < 7 + reply[3]:
                assert select.select([line], [], [], 2)[0], "the board is silent"
                reply += os.read(line, 256)
            return reply

        def current():
            time.sleep(0.4)  # some steps of the plant
            return int.from_bytes(ask(b"\xdd\xa5\x03\x00\xff\xfd\x77")[6:8], "big", signed=True) / 100

        def fets(value):
            body = bytes((0xE1, 2, 0, value))
            check = -sum(body) & 0xFFFF
            assert ask(b"\xdd\x5a" + body + check.to_bytes(2, "big") + b"\x77")[2] == 0

        flows = current()
        assert flows < -10, flows
        fets(2)  # discharge off: bit 1 set is off
        cut = current()
        assert abs(cut) < 0.05, cut
        fets(0)
        back = current()
        assert back < -10, back
        os.close(line)
        return f"{flows:.1f} A, discharge FET off {cut:.2f} A, on again {back:.1f} A"


CASES = [second_guard, bad_starts, told_as_a_story, fets_switched_off]


if __name__ == "__main__":
    sys.exit(attempt_all(CASES))
