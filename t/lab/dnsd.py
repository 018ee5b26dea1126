"""A scripted DNS server: answers from a case's records and overrides.

records: ["example.com. MX 10 mail.example.com.", ...]
overrides: {"example.com./MX": HOW, ...}; type * is any. HOW is one of
    SERVFAIL REFUSED NOTIMP FORMERR NXDOMAIN, RCODE:9   that rcode
    NODATA      no answer record
    REFERRAL    no answer record, AA and RA clear
    DROP        no reply
    EDNS:CODE   that code, only to a question with an OPT
    DELAY:0.2   the records, after so many seconds
    RAW:hex     the message behind its id
A name without records is NXDOMAIN, one without records of the type asked is
NODATA. CNAMEs are followed inside the records. Over UDP an answer past 512
octets is truncated (TC).
"""
import socket
import struct
import sys
import threading
import time

TYPES = {
    "A": 1,
    "NS": 2,
    "CNAME": 5,
    "SOA": 6,
    "PTR": 12,
    "MX": 15,
    "TXT": 16,
    "AAAA": 28,
    "ANY": 255,
}
NAMES = {number: name for name, number in TYPES.items()}
RCODES = {
    "NOERROR": 0,
    "FORMERR": 1,
    "SERVFAIL": 2,
    "NXDOMAIN": 3,
    "NOTIMP": 4,
    "REFUSED": 5,
}
QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080
CNAMES_MOST = 12

table, overrides = {}, {}


def labels(name):
    """A master file's name to raw labels; \\DDD and \\c escapes are read."""
    out, label, i = [], b"", 0
    raw = name.encode("latin-1")
    while i < len(raw):
        c = raw[i : i + 1]
        digits = raw[i + 1 : i + 4]
        if c == b"\\" and len(digits) == 3 and digits.isdigit():
            label += bytes([int(digits)])
            i += 4
        elif c == b"\\":
            label += raw[i + 1 : i + 2]
            i += 2
        elif c == b".":
            if label:
                out.append(label)
            label = b""
            i += 1
        else:
            label += c
            i += 1
    return out + [label] if label else out


def folded(name_labels):
    return tuple(label.lower() for label in name_labels)


def key(name):
    return folded(labels(name))


def use(records, hows):
    """From now on: these."""
    global table, overrides
    nodes = {}
    for record in records:
        owner, rtype, rdata = record.split(None, 2)
        node = nodes.setdefault(key(owner), {})
        node.setdefault(rtype, []).append((owner, rtype, rdata))
    by_question = {}
    for question, how in hows.items():
        name, rtype = question.rsplit("/", 1)
        by_question[(key(name), rtype)] = how
    table, overrides = nodes, by_question


class Message:
    """A reply being packed, names compressed."""

    def __init__(self, question_labels, question):
        self.buf, self.seen = bytearray(12) + question, {}
        at = 12
        for i, label in enumerate(question_labels):
            self.seen.setdefault(folded(question_labels[i:]), at)
            at += len(label) + 1

    def name(self, name_labels):
        for i, label in enumerate(name_labels):
            rest = folded(name_labels[i:])
            if rest in self.seen:
                self.buf += struct.pack("!H", 0xC000 | self.seen[rest])
                return
            if len(self.buf) < 0x3FFF:
                self.seen[rest] = len(self.buf)
            self.buf += bytes([len(label)]) + label
        self.buf += b"\0"

    def record(self, owner, rtype, rdata):
        self.name(labels(owner))
        self.buf += struct.pack("!HHIH", TYPES[rtype], 1, 300, 0)
        start = len(self.buf)
        self.rdata(rtype, rdata)
        struct.pack_into("!H", self.buf, start - 2, len(self.buf) - start)

    def rdata(self, rtype, rdata):
        if rtype == "A":
            self.buf += socket.inet_aton(rdata)
        elif rtype == "AAAA":
            self.buf += socket.inet_pton(socket.AF_INET6, rdata)
        elif rtype == "MX":
            preference, exchanger = rdata.split(None, 1)
            self.buf += struct.pack("!H", int(preference))
            self.name(labels(exchanger))
        elif rtype in ("CNAME", "NS", "PTR"):
            self.name(labels(rdata))
        elif rtype == "TXT":
            text = rdata.encode("latin-1")
            for i in range(0, len(text), 255):
                piece = text[i : i + 255]
                self.buf += bytes([len(piece)]) + piece


def how_of(name, rtype):
    return overrides.get((name, rtype)) or overrides.get((name, "*"))


def look_up(name, rtype):
    """rcode and records, CNAMEs followed."""
    records = []
    for _ in range(CNAMES_MOST + 1):
        node = table.get(name)
        if node is None:
            return RCODES["NXDOMAIN"], records
        if rtype == "ANY":
            return 0, records + [r for rs in node.values() for r in rs]
        if rtype in node:
            return 0, records + node[rtype]
        if "CNAME" not in node or len(records) == CNAMES_MOST:
            return 0, records
        records.append(node["CNAME"][0])
        name = key(records[-1][2])
        how = how_of(name, rtype)
        if how in RCODES:
            return RCODES[how], records
    return 0, records


def parse(query):
    """The question's labels, its type by name, and its bytes."""
    at, name = 12, []
    while query[at]:
        end = at + 1 + query[at]
        name.append(bytes(query[at + 1 : end]))
        at = end
    (rtype,) = struct.unpack("!H", query[at + 1 : at + 3])
    return name, NAMES.get(rtype, "TYPE%d" % rtype), query[12 : at + 5]


def decide(name, rtype, how):
    """rcode, records and flags."""
    if how == "REFERRAL":
        return 0, [], QR
    if how and how.startswith("RCODE:"):
        return int(how[6:]), [], QR | AA | RA
    if how == "NODATA":
        return 0, [], QR | AA | RA
    if how in RCODES:
        return RCODES[how], [], QR | AA | RA
    return (*look_up(name, rtype), QR | AA | RA)


def answer(query, is_tcp):
    """The reply's bytes; None: no reply."""
    ident, asked, arcount = struct.unpack("!HH6xH", query[:12])
    name, rtype, question = parse(query)
    how = how_of(folded(name), rtype)
    if how and how.startswith("DELAY:"):
        time.sleep(float(how[6:]))
        how = None
    if how and how.startswith("EDNS:"):
        how = how[5:] if arcount else None
    if how == "DROP":
        return None
    if how and how.startswith("RAW:"):
        return struct.pack("!H", ident) + bytes.fromhex(how[4:])
    rcode, records, flags = decide(folded(name), rtype, how)
    message = Message(name, question)
    count = 0
    for record in records:
        keep = len(message.buf)
        message.record(*record)
        if not is_tcp and len(message.buf) > 512:
            del message.buf[keep:]
            flags |= TC
            break
        count += 1
    flags |= asked & RD | rcode
    struct.pack_into("!6H", message.buf, 0, ident, flags, 1, count, 0, 0)
    return bytes(message.buf)


def udp(sock):
    def reply(query, peer):
        try:
            message = answer(query, False)
        except Exception as e:
            print("dnsd:", e, file=sys.stderr)
            return
        if message is not None:
            sock.sendto(message, peer)

    while True:
        args = sock.recvfrom(4096)
        threading.Thread(target=reply, args=args, daemon=True).start()


def read_exactly(connection, size):
    """That many octets, fewer at the end of the stream."""
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            break
        data += more
    return data


def tcp(sock):
    def serve(connection):
        with connection:
            while True:
                head = read_exactly(connection, 2)
                if len(head) < 2:
                    return
                query = read_exactly(connection, struct.unpack("!H", head)[0])
                message = answer(query, True)
                if message is not None:
                    size = struct.pack("!H", len(message))
                    connection.sendall(size + message)

    def serve_quietly(connection):
        try:
            serve(connection)
        except OSError:
            pass  # the client went away

    while True:
        connection, _ = sock.accept()
        threading.Thread(
            target=serve_quietly, args=(connection,), daemon=True
        ).start()
