#!/usr/bin/python3
"""A DNS server that misbehaves as told.

usage: faultd.py PORT FILE.json      (prints "ready" when it listens)

FILE holds one object:

  servers   addresses to listen on, UDP and TCP; default ["127.0.0.1"]. The
            first is server 1
  records   master-file lines, "owner TYPE rdata" (A AAAA MX CNAME NS TXT),
            the good data. A name without records is NXDOMAIN, one without
            records of the type NODATA; CNAMEs are followed; UDP answers are
            truncated at 512 octets, or at what an OPT in the question offers
  faults    {"NAME/TYPE": [action, ...]}: the n-th UDP question of that name
            and type gets the n-th action, the last one for ever. The most
            special key there is counts: NAME/TYPE@2 for server 2 only,
            NAME/* for any type, NAME/TYPE/tcp and NAME/TYPE/tcp@2 by TCP. Without
            a key for it, TCP gives the good answer

An action is an object; {} is the good answer. Members:

  drop      true: no reply
  delay     milliseconds before it
  then      list of actions: what else is sent to the same question, after it
  repeat    so many copies
  from      another source address (UDP)
  port      true: another source port (UDP)
  edns      "drop", or an rcode: only when the question bears an OPT

  rcode     0 to 15
  flags     {"qr": 0, "aa": 1, "tc": 1, "rd": 0, "ra": 1, "ad": 1, "opcode": 2}
  id        added to the right id
  qname, qtype, qclass, qdcount     the question section, changed
  qcase     true: the question's letters change their case
  answer, authority, additional     lists of records instead of the good ones,
            "owner TYPE rdata"; "owner TYPE\\tTTL\\tCLASS rdata" for others;
            rdata "\\# hex" is raw and may lie: "\\#5 hex" says RDLENGTH 5;
            "RAW hex" is a whole record or anything else; "<n>" in hex is a
            compression pointer, n octets on from where it stands itself;
            {"each": "record", "n": 9} is so many records, $i in them
            counting from 0, $j from 1
  times     so many copies of the answer's records
  ancount   a count that lies
  big       true: UDP is not truncated
  cut       the message ends after so many octets (negative: so many early)
  pad       so many zero octets behind it
  raw       hex: the message behind the id;  bytes  hex: all of it

By TCP also:

  length    the length that the prefix tells
  close     closes after so many octets of prefix and message;  reset  same,
            with RST;  hang  same, and then silence
  drip      milliseconds between octets;  split  octets in a segment (sent
            10 ms apart)
  accept    "reset" or "close": as soon as the question was read
"""
import asyncio
import json
import re
import socket
import struct
import sys

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15,
         "TXT": 16, "AAAA": 28, "DNAME": 39, "OPT": 41, "RRSIG": 46,
         "TSIG": 250, "ANY": 255}
NAMES = {number: name for name, number in TYPES.items()}
NXDOMAIN = 3
KEY = re.compile(r"(.*)/([A-Z0-9]+|\*)(/tcp)?(?:@([0-9]+))?", re.S)


def labels(name):
    """Master-file text to raw labels: \\DDD and \\X are read."""
    out, label, raw, i = [], b"", name.encode("latin-1"), 0
    while i < len(raw):
        if raw[i] == 0x5c and raw[i + 1:i + 4].isdigit():
            label += bytes([int(raw[i + 1:i + 4])])
            i += 4
        elif raw[i] == 0x5c:
            label += raw[i + 1:i + 2]
            i += 2
        elif raw[i] == 0x2e:
            out.append(label)
            label = b""
            i += 1
        else:
            label += raw[i:i + 1]
            i += 1
    return [part for part in out + [label] if part]


def each(records):
    """[..., {"each": "$i", "n": 2}, ...] to [..., "0", "1", ...]"""
    out = []
    for item in records:
        if isinstance(item, str):
            out.append(item)
        else:
            out += [item["each"].replace("$i", str(i)).replace("$j", str(i + 1))
                    for i in range(item["n"])]
    return out


def key(name):
    return tuple(label.lower() for label in labels(name))


def type_number(text):
    return int(text[4:]) if text.startswith("TYPE") else TYPES[text]


class Message:
    """A message under construction, names compressed."""

    def __init__(self):
        self.octets, self.seen = bytearray(12), {}

    def name(self, parts):
        for i in range(len(parts)):
            tail = tuple(part.lower() for part in parts[i:])
            if tail in self.seen:
                self.octets += struct.pack("!H", 0xc000 | self.seen[tail])
                return
            if len(self.octets) < 0x4000:
                self.seen[tail] = len(self.octets)
            self.octets += bytes([len(parts[i])]) + parts[i]
        self.octets += b"\0"

    def rdata(self, kind, text):
        if kind == "A":
            self.octets += socket.inet_aton(text)
        elif kind == "AAAA":
            self.octets += socket.inet_pton(socket.AF_INET6, text)
        elif kind == "MX":
            preference, host = text.split(None, 1)
            self.octets += struct.pack("!H", int(preference))
            self.name(labels(host))
        elif kind in ("CNAME", "NS", "PTR", "DNAME"):
            self.name(labels(text))
        elif kind == "TXT":
            raw = text.encode("latin-1")
            for i in range(0, len(raw) or 1, 255):
                self.octets += bytes([len(raw[i:i + 255])]) + raw[i:i + 255]
        else:
            raise ValueError("no rdata for " + kind)

    def hex(self, text):
        for part in re.split(r"(<-?[0-9]+>)", text):
            if part.startswith("<"):
                at = len(self.octets) + int(part[1:-1])
                self.octets += struct.pack("!H", 0xc000 | at)
            else:
                self.octets += bytes.fromhex(part)

    def record(self, text):
        if text.startswith("RAW "):
            self.hex(text[4:])
            return
        owner, kind, *rest = text.split(" ", 2)
        rdata = rest[0] if rest else ""
        kind, ttl, klass = (kind.split("\t") + ["300", "1"])[:3]
        self.name(labels(owner))
        self.octets += struct.pack("!HHI", type_number(kind), int(klass),
                                   int(ttl))
        at = len(self.octets)
        self.octets += b"\0\0"
        told = None
        if rdata.startswith("\\#"):
            told, _, raw = rdata[2:].partition(" ")
            self.hex(raw)
        else:
            self.rdata(kind, rdata)
        length = int(told) if told else len(self.octets) - at - 2
        struct.pack_into("!H", self.octets, at, length)


class Question:
    def __init__(self, octets, server, tcp):
        self.id, flags, _, _, _, extra = struct.unpack("!6H", octets[:12])
        self.rd = flags & 0x0100
        at, parts = 12, []
        while octets[at]:
            parts.append(octets[at + 1:at + 1 + octets[at]])
            at += 1 + octets[at]
        at += 1
        self.name = parts
        self.key = tuple(part.lower() for part in parts)
        self.type, self.klass = struct.unpack("!HH", octets[at:at + 4])
        self.octets = octets[12:at + 4]
        self.kind = NAMES.get(self.type, "TYPE%d" % self.type)
        self.server, self.tcp = server, tcp
        self.edns = None
        if extra and len(octets) >= at + 11:
            self.edns = struct.unpack("!H", octets[at + 7:at + 9])[0]


class Script:
    def __init__(self, path):
        with open(path) as file:
            data = json.load(file)
        self.servers = data.get("servers", ["127.0.0.1"])
        self.records, self.faults, self.asked = {}, {}, {}
        for text in each(data.get("records", [])):
            owner, kind, _ = text.split(" ", 2)
            node = self.records.setdefault(key(owner), {})
            node.setdefault(kind, []).append(text)
        for text, actions in data.get("faults", {}).items():
            name, kind, tcp, server = KEY.fullmatch(text).groups()
            self.faults[key(name), kind, bool(tcp), int(server or 0)] = actions

    def action(self, question):
        for kind in (question.kind, "*"):
            for server in (question.server, 0):
                which = (question.key, kind, question.tcp, server)
                if which in self.faults:
                    n = self.asked.get(which, 0)
                    self.asked[which] = n + 1
                    actions = self.faults[which]
                    return actions[min(n, len(actions) - 1)]
        return {}

    def good(self, question):
        """rcode and answer records"""
        at, answer = question.key, []
        for _ in range(200):
            node = self.records.get(at)
            if node is None:
                return (NXDOMAIN if not self.below(at) else 0), answer
            if question.kind == "ANY":
                return 0, answer + sum(node.values(), [])
            if question.kind in node:
                return 0, answer + node[question.kind]
            if "CNAME" not in node:
                return 0, answer
            answer = answer + node["CNAME"][:1]
            at = key(node["CNAME"][0].split(" ", 2)[2])
        return 0, answer

    def below(self, at):
        return any(name[-len(at):] == at for name in self.records) if at \
            else True


def put_question(message, question, action):
    octets = bytearray(question.octets)
    if action.get("qcase"):
        octets = bytearray(octets.swapcase()[:-4] + octets[-4:])
    if "qname" in action:
        parts = labels(action["qname"])
        octets = bytearray(b"".join(bytes([len(p)]) + p for p in parts)
                           + b"\0" + octets[-4:])
    if "qtype" in action:
        octets[-4:-2] = struct.pack("!H", action["qtype"])
    if "qclass" in action:
        octets[-2:] = struct.pack("!H", action["qclass"])
    at = 12
    for i in range(len(question.name)):
        message.seen.setdefault(
            tuple(part.lower() for part in question.name[i:]), at)
        at += 1 + len(question.name[i])
    message.octets += octets


def flags_of(question, action, rcode, truncated):
    flags = {"qr": 1, "opcode": 0, "aa": 1, "tc": truncated, "ra": 1,
             "rd": 1 if question.rd else 0, "ad": 0, "cd": 0}
    flags.update(action.get("flags", {}))
    return (flags["qr"] << 15 | flags["opcode"] << 11 | flags["aa"] << 10
            | flags["tc"] << 9 | flags["rd"] << 8 | flags["ra"] << 7
            | flags["ad"] << 5 | flags["cd"] << 4 | rcode)


def put_answers(message, answers, limit):
    for count, text in enumerate(answers):
        end = len(message.octets)
        message.record(text)
        if len(message.octets) > limit:
            del message.octets[end:]
            return count, 1
    return len(answers), 0


def build(script, question, action):
    ident = (question.id + action.get("id", 0)) & 0xffff
    if "bytes" in action:
        return bytes.fromhex(action["bytes"]) + bytes(action.get("pad", 0))
    if "raw" in action:
        return struct.pack("!H", ident) + bytes.fromhex(action["raw"])
    rcode, answers = script.good(question)
    if "rcode" in action:
        rcode, answers = action["rcode"], []
    if "answer" in action:
        rcode, answers = action.get("rcode", 0), each(action["answer"])
    answers = answers * action.get("times", 1)
    limit = 65535
    if not question.tcp and not action.get("big"):
        limit = max(512, question.edns or 512)
    message = Message()
    put_question(message, question, action)
    count, truncated = put_answers(message, answers, limit)
    others = []
    for section in ("authority", "additional"):
        records = each(action.get(section, []))
        for text in records:
            message.record(text)
        others.append(len(records))
    struct.pack_into("!6H", message.octets, 0, ident,
                     flags_of(question, action, rcode, truncated),
                     action.get("qdcount", 1), action.get("ancount", count),
                     *others)
    octets = bytes(message.octets) + bytes(action.get("pad", 0))
    return octets[:action["cut"]] if "cut" in action else octets


async def messages(script, question):
    """What goes out to a question: (action, octets), in time."""
    action = script.action(question)
    if "edns" in action:
        how = action["edns"] if question.edns is not None else None
        action = {} if how is None else (
            {"drop": True} if how == "drop" else {"rcode": how})
    for now in [action] + action.get("then", []):
        await asyncio.sleep(now.get("delay", 0) / 1000)
        if now.get("drop"):
            continue
        octets = build(script, question, now)
        for _ in range(now.get("repeat", 1)):
            yield now, octets


class Udp(asyncio.DatagramProtocol):
    def __init__(self, script, number):
        self.script, self.number, self.tasks = script, number, set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        task = asyncio.ensure_future(self.answer(data, peer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, data, peer):
        question = Question(data, self.number, False)
        async for action, octets in messages(self.script, question):
            if "from" in action or "port" in action:
                here = self.transport.get_extra_info("sockname")
                self.send_elsewhere(action.get("from", here[0]), octets, peer,
                                    here[1] if "from" in action else 0)
            else:
                self.transport.sendto(octets, peer)

    @staticmethod
    def send_elsewhere(address, octets, peer, port):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((address, port))
            other.sendto(octets, peer)


def reset(writer):
    writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def send_stream(writer, action, octets):
    """false: the connection is over"""
    if "accept" in action:
        if action["accept"] == "reset":
            reset(writer)
        return False
    data = struct.pack("!H", action.get("length", len(octets))) + octets
    for how in ("close", "reset", "hang"):
        if how in action:
            data = data[:action[how]]
    step = action.get("split", 1 if "drip" in action else len(data) or 1)
    for i in range(0, len(data), step):
        writer.write(data[i:i + step])
        await writer.drain()
        if step < len(data):
            await asyncio.sleep(action.get("drip", 10) / 1000)
    if "reset" in action:
        await asyncio.sleep(0.05)
        reset(writer)
    if "hang" in action:
        await asyncio.sleep(60)
    return not ("close" in action or "reset" in action)


async def serve_stream(script, number, reader, writer):
    try:
        while True:
            size = struct.unpack("!H", await reader.readexactly(2))[0]
            question = Question(await reader.readexactly(size), number, True)
            async for action, octets in messages(script, question):
                if not await send_stream(writer, action, octets):
                    return
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main(port, path):
    script = Script(path)
    loop = asyncio.get_running_loop()
    keep = []
    for number, address in enumerate(script.servers, 1):
        keep.append(await loop.create_datagram_endpoint(
            lambda number=number: Udp(script, number),
            local_addr=(address, port)))
        keep.append(await asyncio.start_server(
            lambda r, w, number=number: serve_stream(script, number, r, w),
            address, port))
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
    except KeyboardInterrupt:
        pass
