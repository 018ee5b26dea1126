#!/usr/bin/python3
"""Holds mxwhy against recorded behaviour, end to end.

usage: check.py MXWHY [--most N] FILE.json ...

Sets up each recorded case's interfaces, control files and DNS answers, runs
mxwhy as a user would and compares what it says with what the real programs
did (`truth`). A file's name begins with what is in it: routes, ipme or
rewrite.
Prints TAP. Runs only in network and mount namespaces of its own, with a
resolv.conf that it may write (60-lab.t makes them).
"""
import argparse
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import dnsd
import host

ADDR, PORT = "127.0.0.53", 53
RESOLV = "nameserver %s\noptions timeout:1 attempts:1\n" % ADDR


def write_control(home, files):
    """Control files as the case has them; null is a directory in place."""
    directory = os.path.join(home, "control")
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    for name, text in files.items():
        path = os.path.join(directory, name)
        if text is None:
            os.mkdir(path)
            continue
        with open(path, "w", encoding="latin-1", newline="") as f:
            f.write(text)
    return directory


def write_tcpto(home, entries):
    directory = os.path.join(home, "queue", "lock")
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, "tcpto")
    if os.path.exists(path):
        os.unlink(path)
    if not entries:
        return
    records = b"".join(
        socket.inet_aton(e["ip"])
        + bytes([e["count"], 0, 0, 0])
        + struct.pack("<I", int(time.time()) - e["age"])
        + b"\0" * 4
        for e in entries
    )
    with open(path, "wb") as f:
        f.write(records.ljust(1024, b"\0"))


def write_resolv(text):
    with open("/etc/resolv.conf", "w") as f:
        f.write(text if text is not None else RESOLV)


def shown(text):
    """Bytes (one a character) as mxwhy shows them: \\DDD unless printable."""
    return "".join(
        c if " " <= c <= "~" and c != "\\" else "\\%03d" % ord(c)
        for c in text
    )


STATUSES = {
    "local": 0,
    "virtual": 0,
    "deliver": 0,
    "loop": 3,
    "bounce": 100,
    "defer": 111,
}


class Wrong(Exception):
    pass


def expect(name, got, want):
    if got != want:
        raise Wrong("%s is %r, not %r" % (name, got, want))


def mxwhy(program, *args):
    """Its exit status and the object it printed."""
    r = subprocess.run(
        [program, "--json", *args], capture_output=True, timeout=60
    )
    try:
        return r.returncode, json.loads(r.stdout.split(b"\n")[0])
    except ValueError:
        said = (r.stderr + r.stdout[:200]).decode("utf-8", "replace").strip()
        raise Wrong("no JSON (exit %d): %s" % (r.returncode, said[:160]))


def is_here(connect, interfaces):
    """Does this host deliver the address:port to itself, at SMTP's port?"""
    address, port = connect.rsplit(":", 1)
    own = []
    for i in interfaces:  # Linux takes those of a down interface, too
        for a in i["addrs"]:
            own.append((a if isinstance(a, str) else a["cidr"]).split("/")[0])
    loopback = address.startswith("127.") or address == "0.0.0.0"
    return port == "25" and (loopback or address in own)


def wanted_verdict(truth):
    """What the program's report means: action, code, message."""
    if truth["class"] == "D":
        return "bounce", truth["code"], truth["text"]
    if truth["code"] != "4.4.1":
        return "defer", truth["code"], truth["text"]
    if not truth["connects"]:
        return "defer", "4.4.1", None
    return "deliver", None, None


def masked(text):
    """Without what may be a password: behind the first blank (qmail shows
    it as ?) or bar of the host that is named."""
    return re.sub(
        r"(any host named:? \?*[^?| ]+[?| ]).*(\. \(#)",
        r"\1***\2",
        text,
        flags=re.S,
    )


def first_pass(j):
    """What qmail does with the message itself, which is what was recorded:
    action, code, whether it comes back here, message. Without a `way` that
    is the verdict, and a loop is a delivery to this host."""
    for passed in j.get("way") or []:
        return [passed.get(k) for k in ("action", "code", "returns", "message")]
    verdict = j["verdict"] or {}
    action = verdict.get("action")
    loops = action == "loop"
    return (
        "deliver" if loops else action,
        verdict.get("code"),
        loops,
        verdict.get("message"),
    )


def check_message(said, want):
    wants = [want, shown(want), shown(masked(want))]
    if (said or "").split() not in [w.split() for w in wants]:
        expect("message", said, want)


def check_connects(case, returns, tried):
    """The addresses tried, and whether the first of them is this host."""
    truth, ordered = case["truth"], case.get("ordered")
    want = truth["connects"]
    if ordered:
        expect("what it would try", tried, want)
    else:
        expect("what it would try", sorted(tried), sorted(want))
    here = [is_here(c, host.interfaces(case["host"])) for c in want]
    if ordered and here[0]:
        expect("whether it comes back", bool(returns), True)
    if returns and not any(here):
        raise Wrong("it comes back, but no address tried is this host")


def check_routes(program, home, case):
    status, j = mxwhy(
        program,
        "--control",
        write_control(home, case["control"]),
        "--flavor",
        case["flavor"],
        "--sender",
        case.get("sender", "sender@sender.test").encode("latin-1"),
        case["recipient"].encode("latin-1"),
    )
    want, code, message = wanted_verdict(case["truth"])
    action, got_code, returns, said = first_pass(j)
    expect("action", action, want)
    if code:
        expect("code", got_code, code)
    if message:
        check_message(said, message)
    if want == "deliver":
        tried = [
            "%s:%s" % (c["address"], c["port"])
            for c in j["candidates"]
            if c["outcome"] == "try"
        ]
        check_connects(case, returns, tried)
    expect("exit status", status, STATUSES[j["verdict"]["action"]])


def check_ipme(program, home, case):
    options = [
        "--control",
        write_control(home, case["control"]),
        "--flavor",
        "netqmail-1.06+moreipme",
    ]
    truth = case["truth"]
    status, j = mxwhy(program, *options, "--ip", case["ip"])
    expect(case["ip"] + ": me", j["me"], truth["me"] == "me")
    expect("exit status", status, 0 if j["me"] else 1)
    status, j = mxwhy(program, *options)
    expect("exit status of the host view", status, 0)
    lists = [
        "%s/%s is %s" % (e["address"], e["mask"], said)
        for name, said in (("ipme", "me"), ("notipme", "not me"))
        for e in j[name]
    ]
    expect("list", lists, truth["ipmeprint"])


def check_rewrite(program, home, case):
    _, j = mxwhy(
        program,
        "--control",
        write_control(home, case["control"]),
        "--flavor",
        "netqmail-1.06",
        "--recipient",
        case["recipient"].encode("latin-1"),
    )
    truth = case["truth"]
    action = (j["verdict"] or {}).get("action")
    where = "local" if action in ("local", "virtual") else "remote"
    expect("where (%s)" % action, where, truth["where"])
    expect("address", j["route"]["address"], shown(truth["address"]))


CHECKS = {"routes": check_routes, "ipme": check_ipme, "rewrite": check_rewrite}


def serve():
    """The lab's DNS server, as threads."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((ADDR, PORT))
    tcp = socket.socket()
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((ADDR, PORT))
    tcp.listen(64)
    for server, sock in (dnsd.udp, udp), (dnsd.tcp, tcp):
        threading.Thread(target=server, args=(sock,), daemon=True).start()


def load(path, most):
    """(kind, case) of a file, most of them evenly spread, by interfaces."""
    kind = re.match("[a-z]*", os.path.basename(path)).group()
    with open(path) as f:
        cases = json.load(f)
    if most:
        cases = cases[:: max(1, len(cases) // most)]
    cases.sort(key=lambda c: str(c.get("host", "")))
    return [(kind, c) for c in cases]


def set_up(home, case, interfaces):
    """What surrounds mxwhy; control files are left to the checks."""
    wanted = host.interfaces(case.get("host", "plain"))
    if wanted != interfaces:
        host.setup(wanted)
    write_tcpto(home, case.get("tcpto"))
    write_resolv(case.get("resolv"))
    dnsd.use(case.get("records", []), case.get("overrides", {}))
    return wanted


def run(program, home, cases):
    """TAP for each; how many failed."""
    interfaces, failed = None, 0
    for number, (kind, case) in enumerate(cases, 1):
        interfaces = set_up(home, case, interfaces)
        name = "%s %s" % (kind, case["id"].replace("#", "-"))
        try:
            CHECKS[kind](program, home, case)
            print("ok %d - %s" % (number, name))
        except Exception as e:
            failed += 1
            print("not ok %d - %s" % (number, name))
            print("# %s: %s" % (type(e).__name__, str(e).replace("\n", " ")))
    print("1..%d" % len(cases))
    return failed


def is_own_namespace(kind):
    try:
        mine, first = ("/proc/%s/ns/%s" % (p, kind) for p in ("self", "1"))
        return os.readlink(mine) != os.readlink(first)
    except PermissionError:
        return True  # somebody else's: this is a user namespace of our own


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mxwhy")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    if not (is_own_namespace("net") and is_own_namespace("mnt")):
        sys.exit("check.py: not in namespaces of its own: see t/60-lab.t")
    host.setup([])
    serve()
    cases = [c for path in args.files for c in load(path, args.most)]
    home = tempfile.mkdtemp(prefix="mxwhy-lab")
    os.chmod(home, 0o755)  # mxwhy gives up root
    try:
        return 1 if run(os.path.abspath(args.mxwhy), home, cases) else 0
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    sys.exit(main())
