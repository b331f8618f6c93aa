#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""lifeguard decode as people use it: bytes in, a JSON object a line out, counts on stderr."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

LIFEGUARD = os.environ.get("LIFEGUARD", "build/lifeguard")
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/data")
JBD = os.path.join(DATA, "jbd/JBD-DP04S007L4S100A-BLE.txt")
BMV = os.path.join(DATA, "vedirect/bvm702.dump")

# The maker's own examples: "Software Board Universal Protocol" V13, 3.1 to 3.3.
MAKER_INFO = ("DD03001B1700000002D003E8000020780000000000001048030F02"
              "0B760B82FBFF77")
MAKER_CELLS = ("DD04001E0F660F630F630F640F3E0F630F370F5B0F650F3B0F630F63"
               "0F3C0F660F3DF9F977")
MAKER_NAME = "DD05000A30313233343536373839FDE977"


def decode(data, *arguments):
    if isinstance(data, str):
        data = data.encode()
    run = subprocess.run([LIFEGUARD, "decode", *arguments], input=data, capture_output=True,
                         timeout=60)
    messages = [json.loads(line) for line in run.stdout.splitlines()]
    last = run.stderr.decode().splitlines()[-1] if run.stderr else ""
    counts = re.fullmatch(r"decoded (\d+), rejected (\d+)", last)
    counts = counts and (int(counts[1]), int(counts[2]))
    return run.returncode, messages, counts, run.stderr.decode()


class Jbd(unittest.TestCase):
    def check(self, data, arguments, messages, rejected):
        status, got, counts, _ = decode(data, *arguments)
        self.assertEqual(status, 0)
        self.assertEqual(counts, (messages, rejected))
        self.assertEqual(len(got), messages)
        return got

    def test_maker_examples(self):
        info, cells, name = self.check("\n".join([MAKER_INFO, MAKER_CELLS, MAKER_NAME]),
                                       ["jbd", "--hex"], 3, 0)
        self.assertEqual(info["pack_V"], 58.88)
        self.assertEqual(info["current_A"], 0)
        self.assertEqual(info["soc"], 0.72)
        self.assertEqual(info["remaining_Ah"], 7.2)
        self.assertEqual(info["temperatures_degC"], [20.3, 21.5])
        self.assertEqual(info["cells"], 15)
        self.assertEqual(info["charge_fet"], True)
        self.assertEqual(len(cells["cells_V"]), 15)
        self.assertEqual(cells["cells_V"][:2], [3.942, 3.939])
        self.assertEqual(name["name"], "0123456789")

    def test_raw_and_any_line_cut(self):
        whole = MAKER_INFO + MAKER_CELLS
        raw = self.check(bytes.fromhex(whole), ["jbd"], 2, 0)
        for step in (2, 10, 38, 41 * 2):
            cut = "\n".join(whole[i:i + step] for i in range(0, len(whole), step))
            self.assertEqual(self.check(cut, ["jbd", "--hex"], 2, 0), raw)
        dotted = ".".join(whole[i:i + 2] for i in range(0, len(whole), 2))
        self.assertEqual(self.check(dotted.lower(), ["jbd", "--hex"], 2, 0), raw)

    def test_a_line_without_end(self):
        got = self.check(MAKER_CELLS * 400, ["jbd", "--hex"], 400, 0)
        self.assertEqual(got[0], got[399])
        self.check(" ".join([MAKER_CELLS[i:i + 2] for i in range(0, 74, 2)] * 400),
                   ["jbd", "--hex"], 400, 0)

    def test_bad_input_is_counted_and_skipped(self):
        damaged = MAKER_INFO.replace("1700", "1701")
        data = "\n".join([damaged, MAKER_INFO, "no hex at all", "DD0", damaged, damaged,
                          "", MAKER_NAME, MAKER_INFO[:30]])
        info, name = self.check(data, ["jbd", "--hex"], 2, 6)
        self.assertEqual(info["pack_V"], 58.88)
        self.assertEqual(name["message"], "name")
        self.check(b"", ["jbd"], 0, 0)
        self.check(bytes(range(256)) * 20, ["jbd"], 0, 1)  # one run of noise

    def test_negative_current_is_discharge(self):
        body = bytes.fromhex("001B1700FC1802D003E8000020780000000000001048030F020B760B82")
        frame = b"\xdd\x03" + body + (0x10000 - sum(body)).to_bytes(2, "big") + b"\x77"
        self.assertEqual(self.check(frame, ["jbd"], 1, 0)[0]["current_A"], -10)

    @unittest.skipUnless(os.path.exists(JBD), "no recorded JBD replies here")
    def test_recorded_board(self):
        with open(JBD, "rb") as file:
            got = self.check(file.read(), ["jbd", "--hex"], 2, 3)
        self.assertEqual(got[0], {"message": "read", "register": "0x03"})
        self.assertEqual(got[1]["pack_V"], 13.75)
        self.assertEqual(got[1]["remaining_Ah"], 191.67)
        self.assertEqual(got[1]["temperatures_degC"], [26.2])
        self.assertEqual(got[1]["soc"], 0.96)


class VeDirect(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(BMV), "no recorded BMV here")
    def test_recorded_device(self):
        with open(BMV, "rb") as file:
            data = file.read()
        status, got, counts, _ = decode(data, "vedirect")
        self.assertEqual((status, counts), (0, (906, 0)))
        first = got[0]
        self.assertEqual(first["battery_V"], 12.065)
        self.assertEqual(first["battery_A"], -7.625)
        self.assertEqual(first["soc"], 0.839)
        self.assertEqual(first["consumed_Ah"], -65.473)
        self.assertEqual(first["time_to_go_s"], 942 * 60)
        self.assertEqual(first["FW"], "0308")
        self.assertEqual(got[1]["H1"], "-149322")
        # With a HEX frame before each field: the same blocks, and the frames.
        fields = data.count(b"\r\n")
        mixed = data.replace(b"\r\n", b":A0002000148\n\r\n")
        status, both, counts, _ = decode(mixed, "vedirect")
        self.assertEqual(counts, (906 + fields, 0))
        self.assertEqual([m for m in both if m["message"] == "text"], got)
        # A byte damaged in the first block costs that block.
        _, less, counts, _ = decode(data[:20] + b"x" + data[21:], "vedirect")
        self.assertEqual(counts, (905, 1))
        self.assertEqual(less, got[1:])
        # As hex text, cut into lines.
        text = data[:6000].hex()
        lines = "\n".join(text[i:i + 60] for i in range(0, len(text), 60))
        _, some, counts, _ = decode(lines, "vedirect", "--hex")
        self.assertEqual(some, got[:len(some)])
        self.assertGreater(len(some), 35)
        self.assertEqual(counts[1], 0)

    def test_unknown_labels_and_not_available(self):
        block = b"\r\nT\t---\r\nTTG\t-1\r\nNEW\tx y\r\nLOAD\tON\r\nOR\t0x00000101\r\nChecksum\t"
        block += bytes([-sum(block) % 256])
        _, got, counts, _ = decode(block, "vedirect")
        self.assertEqual(counts, (1, 0))
        self.assertEqual(got, [{"message": "text", "battery_degC": None, "time_to_go_s": None,
                                "NEW": "x y", "load": True, "off_reason": 257}])

    def test_hex_frames(self):
        frames = [":154", ":7001000C80076", ":ADBED00750806", ":8012000180B09",
                  ":81520007D009B", ":AD5ED009708EA", ":ABCED00050000009D"]
        status, got, counts, _ = decode("\n".join(frames), "vedirect-hex")
        self.assertEqual((status, counts), (0, (7, 0)))
        self.assertEqual(got[0], {"message": "hex", "command": 1, "meaning": "ping"})
        self.assertEqual(got[1]["register"], "0x1000")
        self.assertEqual(got[1]["capacity_Ah"], 200)
        self.assertEqual(got[2]["charger_degC"], 21.65)
        self.assertEqual(got[3]["charge_limit_V"], 28.4)
        self.assertEqual(got[4]["charge_limit_A"], 12.5)
        self.assertEqual(got[5]["charger_V"], 21.99)
        self.assertEqual(got[6]["pv_W"], 0.05)
        # The same as hex of the bytes, and as frames on the lines of --hex.
        for text in ("\n".join((f + "\n").encode().hex() for f in frames),
                     "\n".join(frames), "\r\n".join(frames)):
            self.assertEqual(decode(text, "vedirect-hex", "--hex")[1:3], (got, (7, 0)))

    def test_bad_hex_frames(self):
        _, got, counts, _ = decode(":155\n:15\nnoise\n:154\n:15G\n:" + "A" * 300 + "\n:154",
                                   "vedirect-hex")
        self.assertEqual(counts, (2, 5))


class Verb(unittest.TestCase):
    def test_usage(self):
        for arguments, words in ((["jdb"], "did you mean 'jbd'"), (["vedrect"], "'vedirect'"),
                                 (["quux-protocol"], "known: "), ([], "which protocol"),
                                 (["jbd", "--hx"], "--hx"), (["jbd", "vedirect"], "vedirect"),
                                 (["jbd", "--key"], "--key"),
                                 (["jbd", "--key", "00"], "--key")):
            status, got, counts, err = decode("", *arguments)
            self.assertEqual((status, got, counts), (2, [], None), arguments)
            self.assertIn(words, err)
            self.assertNotIn("did you mean", err if arguments == ["quux-protocol"] else "")

    def test_help_example_works(self):
        run = subprocess.run([LIFEGUARD, "decode", "--help"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0)
        example = re.search(r"example: echo (\S+) \| lifeguard decode (.*)", run.stdout)
        self.assertEqual(decode(example[1], *example[2].split())[2], (1, 0))

    def test_it_is_a_filter(self):
        run = subprocess.Popen([LIFEGUARD, "decode", "jbd"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run.stdin.write(bytes.fromhex(MAKER_INFO))
        run.stdin.flush()
        start = time.monotonic()
        self.assertEqual(json.loads(run.stdout.readline())["pack_V"], 58.88)
        self.assertIsNone(run.poll())  # it said so while its input is still open
        self.assertLess(time.monotonic() - start, 5)
        _, err = run.communicate(timeout=10)
        self.assertEqual(err.decode().splitlines()[-1], "decoded 1, rejected 0")
        self.assertEqual(run.returncode, 0)

    def test_a_full_disk_is_the_environment(self):
        with open("/dev/full", "wb") as full:
            run = subprocess.run([LIFEGUARD, "decode", "jbd"], input=bytes.fromhex(MAKER_INFO),
                                 stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 3)


if __name__ == "__main__":
    if not os.access(LIFEGUARD, os.X_OK):
        print("skipped: there is no program at", LIFEGUARD)
        sys.exit(77)
    unittest.main()
