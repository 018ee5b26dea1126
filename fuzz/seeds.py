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
ZONE = [        # what is read by ldns: a record of each type
    "SOA ns. admin. 1 2h 3m 4 5", "NS b", "PTR b", "TXT a \"b c\" \\100",
    "HINFO a b", "MINFO a b", "RP a b", "AFSDB 1 b", "X25 311061700956",
    "ISDN 150862028003217 004", "RT 10 b", "PX 10 a b", "GPOS -32 116 10.0",
    "NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00",
    "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
    "SRV 0 5 5060 b", "NAPTR 100 10 \"u\" \"sip+E2U\" \"!^.*$!sip:x!\" .",
    "KX 10 b", "CERT PKIX 1 5 AQID", "DNAME b", "DHCID AAIBY2/AuCccgoJbs",
    "APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8", "SPF v=spf1",
    "DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
    "SSHFP 2 1 123456789abcdef67890123456789abcdef67890",
    "IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102u",
    "RRSIG A 5 3 86400 20030322173103 20030220173103 2642 b. oJB1W6WNGv+l",
    "NSEC b A MX RRSIG NSEC TYPE1234", "DNSKEY 256 3 5 AQPSKmynfzW4kyBv",
    "NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG",
    "NSEC3PARAM 1 0 12 aabbccdd", "TLSA 3 1 1 0c72ac70b745ac19998811b1",
    "HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9 b",
    "CDS 1 8 2 00", "OPENPGPKEY AQID", "NID 10 0014:4fff:ff20:ee64",
    "L32 10 10.1.2.0", "L64 10 2001:0db8:1140:1000", "LP 10 b", "WKS 1.1.1.1 "
    "tcp 25 smtp", "EUI48 00-00-5e-00-53-2a", "KEY 256 3 5 AQPSKmyn", "TALINK "
    "a b", "EUI64 00-00-5e-ef-10-00-00-2a", "URI 10 1 \"ftp://a.b/\"",
    "CAA 0 issue \"ca.test\"", "SVCB 1 b alpn=h2", "HTTPS 0 b", "CSYNC 66 3 A",
    "ZONEMD 1 1 1 00", "TYPE999 \\# 3 010203", "CDNSKEY 256 3 5 AQPSKm",
    "SMIMEA 0 0 1 d2ab", "A6 0 ::1", "RKEY 0 0 1 AQID", "TA 1 8 2 00"]
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
    for text in ZONE:
        yield "zone", b"a" + END + b"b" + END + \
            raw("$ORIGIN x.test.\na %s\nb A 1.2.3.4\n" % text)
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
