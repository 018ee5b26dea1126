#!/usr/bin/python3
"""Recorded replies with one octet changed, and what they say.

usage: mutations.py [COUNT]     (default 10000)

Prints lines of four fields: the type that was asked for, the query and the
message in hexadecimal, and what qmail makes of the message, by a reader
that shares no code with mxwhy: "ignored", or class, rcode and the records of
the wanted type.
"""
import json
import os
import random
import struct
import sys

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(TOP, "lab"))
import dnsd  # noqa: E402

SEEDS = 20
WANTED = {"A": 1, "MX": 15, "ANY": 5, "CNAME": 5}
SPECIAL = b'".$();@\\'


class Broken(Exception):
    """dn_expand fails, or the message is over."""


def text_of(label):
    out = ""
    for octet in label:
        if octet <= 32 or octet >= 127:
            out += "\\%03d" % octet
        else:
            out += ("\\" if octet in SPECIAL else "") + chr(octet)
    return out


def name_at(message, at):
    """the name in text, and where what follows it starts"""
    labels, size, after, steps = [], 1, None, 0
    while True:
        if at >= len(message):
            raise Broken
        length = message[at]
        if length >= 0xc0:
            if at + 1 >= len(message) or steps > len(message):
                raise Broken
            after = after or at + 2
            at, steps = (length & 0x3f) << 8 | message[at + 1], steps + 2
        elif length >= 0x40 or at + 1 + length > len(message):
            raise Broken
        elif length == 0:
            return ".".join(map(text_of, labels)), after or at + 1
        else:
            labels.append(message[at + 1:at + 1 + length])
            size, at = size + 1 + length, at + 1 + length
            if size > 255:
                raise Broken


def fixed(message, at, size):
    if at + size > len(message):
        raise Broken
    return message[at:at + size]


def record_at(message, at, wanted):
    """what it says (None: another type), and where it ends"""
    _, at = name_at(message, at)
    kind, _, _, length = struct.unpack("!HHIH", fixed(message, at, 10))
    rdata = at + 10
    if kind != wanted:
        return None, rdata + length
    if wanted == 1:
        if length < 4:
            raise Broken
        address = message[rdata:rdata + 4]
        return ".".join(map(str, address)) if len(address) == 4 else "?", \
            rdata + length
    if wanted == 15:
        if length < 3:
            raise Broken
        preference = fixed(message, rdata, 2)
        host, _ = name_at(message, rdata + 2)
        return "%d:%s" % (preference[0] << 8 | preference[1], host), \
            rdata + length
    return name_at(message, rdata)[0], rdata + length


def is_reply(query, message):
    end = len(query)
    return len(message) >= end and message[:2] == query[:2] and \
        message[2] & 0xf8 == 0x80 and message[4:6] == b"\0\1" and \
        message[12:end - 4].lower() == query[12:end - 4].lower() and \
        message[end - 4:end] == query[end - 4:]


def facts(query, message, wanted):
    if not is_reply(query, message):
        return "ignored"
    rcode, said = message[3] & 15, []
    answers, = struct.unpack("!H", message[6:8])
    lame = answers == 0 and message[10:12] == b"\0\0" and \
        not message[2] & 4 and not message[3] & 0x80
    if rcode in (2, 4, 5) or (rcode == 0 and lame):
        return "soft %d" % rcode
    if rcode or not answers:
        return "hard %d" % rcode
    at, how = len(query), "found"
    try:
        for _ in range(answers):
            one, at = record_at(message, at, wanted)
            if one is not None:
                said.append(one)
    except Broken:
        how = "soft"
    return " ".join([how, "0"] + said)


def query_of(name, kind):
    raw = b"".join(bytes([len(p)]) + p for p in dnsd.labels(name)) + b"\0"
    return struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + raw + \
        struct.pack("!HH", dnsd.TYPES[kind], 1)


def seeds():
    """name, type, query and reply; all that was recorded raw, and others"""
    with open(os.path.join(TOP, "vectors/routes.json")) as file:
        cases = json.load(file)
    raw, others, known = [], [], set()
    for case in cases:
        dnsd.use(case["records"], case["overrides"])
        for question in case["truth"]["queries"]:
            name, kind = question.rsplit("/", 1)
            if kind not in WANTED or not name.isprintable():
                continue
            query = query_of(name, kind)
            message = dnsd.answer(query, True)
            if not message or len(message) > 400 or message in known:
                continue
            known.add(message)
            how = dnsd.how_of(dnsd.folded(dnsd.labels(name)), kind) or ""
            if how.startswith("RAW:"):
                raw.append((kind, query, message))
            elif message[7] > 0:
                others.append((kind, query, message))
    others.sort(key=lambda seed: (-seed[2][7], seed))
    step = max(1, len(others) // (SEEDS - min(len(raw), 12)))
    return (raw[:12] + others[::step])[:SEEDS]


def main(count):
    choice = random.Random(86)
    replies = seeds()
    assert len(replies) == SEEDS
    for number in range(count):
        kind, query, message = replies[number % SEEDS]
        changed = bytearray(message)
        # what was asked stays in most of them
        first = 2 if number % 10 == 0 else len(query)
        at = choice.randrange(first, len(changed)) \
            if number % 3 or number % 10 == 0 else choice.choice([2, 3, 6, 7])
        changed[at] = choice.randrange(256)
        print(kind, query.hex(), changed.hex(),
              facts(query, bytes(changed), WANTED[kind]), sep="\t")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10000)
