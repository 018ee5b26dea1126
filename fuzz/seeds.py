#!/usr/bin/python3
"""Seeds for the fuzzers, out of the recorded cases.

usage: seeds.py DIR      (makes DIR/TARGET/NUMBER for every target)
"""
import json
import os
import random
import struct
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILES = ["me", "helohost", "envnoathost", "locals", "virtualdomains",
         "percenthack", "smtproutes", "authsenders", "outgoingip",
         "timeoutremote", "timeoutconnect", "moreipme", "notipme",
         "rcpthosts", "morercpthosts"]
TYPES = {"A": (0, 1), "MX": (1, 15), "CNAME": (2, 5)}
MISSING, UNREADABLE, END = b"\xfe", b"\xfd", b"\xff"
RESOLV = [
    "nameserver 127.0.0.1\noptions timeout:1 attempts:3 rotate\n",
    "nameserver 127.1\nnameserver ::1\nnameserver fe80::1%lo\n",
    "options\nsearch\nnameserver 1.2.3.4 # x\r\n; c\noptions edns0 use-vc\n",
    "nameserver 0x7f.1\nnameserver 010.0.0.1\nnameserver 1.2.3.4\r\n"]
ARGV = [
    "-c /tmp -F auto -i 1.2.3.4", "--json --zone a --zone b x@y.test",
    "-s 127.0.0.1@53 -s ::1@5353 -n 200 --timeout 3 --attempts 2 a.test",
    "--file - --all -q", "--explain list", "--color=always --strict -v x",
    "--sender= --user nobody -- -x", "-hV", "--flavor=list", "-F sagredo"]


def load(name):
    with open(os.path.join(TOP, "t/vectors", name)) as file:
        return json.load(file)


def raw(text):
    return text.encode("latin-1").replace(END, b"")


def control(files):
    parts = []
    for name in FILES:
        if name not in files:
            parts.append(MISSING)
        elif files[name] is None:
            parts.append(UNREADABLE)
        else:
            parts.append(raw(files[name]))
    return END.join(parts) + END


def wire_name(text):
    labels = [part for part in raw(text).split(b".") if part]
    return b"".join(bytes([len(p) % 64]) + p[:63] for p in labels) + b"\0"


def rdata(kind, text):
    if kind == "A":
        return bytes(int(part) % 256 for part in text.split("."))
    if kind == "MX":
        preference, name = text.split(None, 1)
        return struct.pack("!H", int(preference)) + wire_name(name)
    return wire_name(text)


def reply(records):
    """header and records, without the question, and an octet before it"""
    body, kinds = b"", []
    for record in records:
        fields = record.split(None, 2)
        if len(fields) < 3 or fields[1] not in TYPES:
            continue
        try:
            data = rdata(fields[1], fields[2])
        except ValueError:
            continue
        kinds.append(TYPES[fields[1]])
        body += b"\xc0\x0c" + struct.pack("!HHIH", kinds[-1][1], 1, 300,
                                          len(data)) + data
    if not kinds:
        return None
    return bytes([8 * kinds[0][0]]) + struct.pack(
        "!6H", 7, 0x8580, 1, len(kinds), 0, 0) + body


def recorded_reply(how):
    message = b"\0\7" + bytes.fromhex(how[4:])
    at = 12
    while at < len(message) and 0 < message[at] < 64:
        at += 1 + message[at]
    return message[:12] + message[at + 5:]


def seeds():
    """pairs of target and octets"""
    routes, rewrites = load("routes.json"), load("rewrite.json")
    octets = random.Random(1)
    for case in routes[:600]:
        one = reply(case["records"])
        if one:
            yield "reply", one
        domain = raw(case["recipient"].split("@")[-1])
        text = raw("\n".join(case["records"]) + "\n")
        yield "zone", domain + END + b"mail." + domain + END + text
        yield "lint", bytes([octets.randrange(256) | 8, 2, 16]) + \
            raw(case["recipient"]) + END + END + control(case["control"]) + \
            octets.randbytes(120)
    for case in routes:
        for how in case["overrides"].values():
            if how.startswith("RAW:"):
                for kind in range(4):
                    yield "reply", bytes([8 * kind]) + recorded_reply(how)
    for case in rewrites[:300]:
        yield "control", b"\1" + raw(case["recipient"]) + END + END + \
            control(case["control"])
    for case in routes[:300]:
        yield "control", b"\6" + raw(case["recipient"]) + END + \
            b"a@b.test" + END + control(case["control"])
    for _ in range(200):
        yield "decision", octets.randbytes(octets.randrange(20, 400))
    for text in RESOLV:
        yield "resolv", b"rotate timeout:3" + END + b"::1@53" + END + raw(text)
    for line in ARGV:
        yield "argv", raw(line).replace(b" ", b"\0")


def main(directory):
    known = set()
    for target, data in seeds():
        folder = os.path.join(directory, target)
        os.makedirs(folder, exist_ok=True)
        if (target, data) not in known:
            known.add((target, data))
            with open(os.path.join(folder, str(len(known))), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
