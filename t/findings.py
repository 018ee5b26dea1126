#!/usr/bin/python3
"""Raises every finding on a host made for it, and not on its mended twin: TAP.

usage: findings.py MXWHY CASES.json PASSWD

Wants a network and mount namespace of its own, where port 53 is free, with
the interfaces eth0 and eth1, and PASSWD to be what the system reads for its
users. A case is an object:

  id        the finding;  severity  default: the one of --explain list
  at        "file" or "file:line" where it must be; default: nowhere
  args      of mxwhy; default: none, the host view
  flavor    default netqmail-1.06+moreipme; "auto" gives no option
  control   texts of control files over those of BASE, octets as Latin-1;
            null: no such file, "/": a directory
  files     the same beside the control directory
  zone      lines of a master file, beside those of ZONE
  dns       records of faultd.py, asked instead of the zone file, and
  faults    its faults; "$D" becomes a domain of the twin's own
  eth0      addresses, default 192.0.2.10/24;  up  those of eth1;  down  the
            same while eth1 is down;  v6  those on lo
  tcpto     [address, count, age] ...
  binary    text of bin/qmail-remote
  send      true: a process that looks like qmail-send runs there
  changed   seconds from now of files' modification times, after it started
  mode      of files and directories (decimal)
  users     true: qmails and qmailr exist
  as        the user id that runs mxwhy
  mended    what else the twin has: objects are merged, the rest replaced
"""
import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = {"me": "mail.example.com\n",
        "locals": "mail.example.com\nhome.example\n",
        "rcpthosts": "mail.example.com\nhome.example\n"}
ZONE = ["mail.example.com. A 192.0.2.10",
        "home.example. MX 10 mail.example.com.",
        "away.example. MX 10 mx.away.example.",
        "mx.away.example. A 198.51.100.25"]
USERS = "qmails:x:7796:7796::/:/bin/false\nqmailr:x:7795:7796::/:/bin/false\n"


def twin_of(case):
    twin = dict(case)
    for key, value in case["mended"].items():
        merged = key in ("control", "changed", "files")
        twin[key] = dict(case.get(key, {}), **value) if merged else value
    return twin


# --- the host

def write(path, text):
    if text is None:
        return
    if text == "/":
        os.mkdir(path)
        return
    with open(path, "wb") as file:
        file.write(text.encode("latin-1"))


def tcpto_of(records, now):
    """notqmail's tcpto.c: 64 records of 16 octets"""
    octets = b"".join(socket.inet_aton(address) + bytes([count, 0, 0, 0])
                      + struct.pack("<I", now - age) + bytes(4)
                      for address, count, age in records)
    return octets.ljust(1024, b"\0").decode("latin-1")


def make_files(top, case):
    for name in ("control", "queue/lock", "bin", "users"):
        os.makedirs(os.path.join(top, name))
    files = dict(case.get("files", {}))
    for name, text in dict(BASE, **case.get("control", {})).items():
        files["control/" + name] = text
    if "tcpto" in case:
        files["queue/lock/tcpto"] = tcpto_of(case["tcpto"], int(time.time()))
    if "binary" in case:
        files["bin/qmail-remote"] = case["binary"]
    records = list(case.get("zone", []))
    owners = [line.split()[0] + line.split()[1] for line in records]
    files["zone"] = "\n".join(records + [
        line for line in ZONE
        if line.split()[0] + line.split()[1] not in owners]) + "\n"
    for name, text in files.items():
        write(os.path.join(top, name), text)


def ip(*words):
    subprocess.run(["ip"] + list(words), check=True)


def make_interfaces(case):
    ip("address", "flush", "dev", "eth0")
    ip("address", "flush", "dev", "eth1")
    for address in case.get("eth0", ["192.0.2.10/24"]):
        ip("address", "add", address, "dev", "eth0")
    for address in case.get("up", []) + case.get("down", []):
        ip("address", "add", address, "dev", "eth1")
    ip("link", "set", "eth1", "up" if case.get("up") else "down")
    for address in case.get("v6", []):
        ip("address", "add", address, "dev", "lo")


def drop_interfaces(case):
    for address in case.get("v6", []):
        ip("address", "del", address, "dev", "lo")


@contextlib.contextmanager
def qmail_send(top, case):
    if not case.get("send"):
        yield
        return
    program = os.path.join(top, "bin/qmail-send")
    shutil.copy(shutil.which("sleep"), program)
    process = subprocess.Popen([program, "60"],
                               cwd=os.path.join(top, "queue"))
    try:
        yield
    finally:
        process.kill()
        process.wait()


def make_times(top, case):
    now = time.time()
    for name, seconds in case.get("changed", {}).items():
        os.utime(os.path.join(top, name), (now, now + seconds))
    for name, mode in case.get("mode", {}).items():
        os.chmod(os.path.join(top, name), mode)


# --- asking

def arguments(top, case, domain):
    out = ["--json", "--control", os.path.join(top, "control")]
    flavor = case.get("flavor", "netqmail-1.06+moreipme")
    if flavor != "auto":
        out += ["--flavor", flavor]
    if "dns" in case:
        out += ["--server", "127.0.0.1", "--timeout", "1", "--attempts", "1"]
    else:
        out += ["--zone", os.path.join(top, "zone")]
    return out + [text.replace("$D", domain) for text in case.get("args", [])]


def ask(mxwhy, top, case, domain):
    more = {}
    if "as" in case:
        more = {"user": case["as"], "group": case["as"], "extra_groups": []}
    done = subprocess.run([mxwhy] + arguments(top, case, domain),
                          capture_output=True, stdin=subprocess.DEVNULL,
                          check=False, env=dict(os.environ, LC_ALL="C"),
                          **more)
    if not done.stdout:
        raise ValueError("status %d: %s" % (done.returncode,
                                            done.stderr.decode()))
    return json.loads(done.stdout.splitlines()[0])["findings"]


def findings(mxwhy, case, domain, passwd, users):
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        make_files(top, case)
        make_interfaces(case)
        with open(passwd, "w") as file:
            file.write(users + (USERS if case.get("users") else ""))
        try:
            with qmail_send(top, case):
                time.sleep(0.1 if case.get("send") else 0)
                make_times(top, case)
                return ask(mxwhy, top, case, domain)
        finally:
            drop_interfaces(case)


def place(finding):
    if finding["file"] is None or finding["line"] is None:
        return finding["file"]
    return "%s:%d" % (finding["file"], finding["line"])


def shown(found):
    return "; ".join("%s %s at %s" % (f["severity"], f["id"], place(f))
                     for f in found) or "nothing"


def judge(case, severity, found, twin_found):
    """None, or what is wrong"""
    wanted = case.get("severity", severity)
    if not any(f["id"] == case["id"] and f["severity"] == wanted
               and place(f) == case.get("at") for f in found):
        return "not %s at %s, but %s" % (wanted, case.get("at"), shown(found))
    if any(f["id"] == case["id"] for f in twin_found):
        return "mended, still " + shown(twin_found)
    return None


# --- all of them

def domains(number):
    return "bad%d.test" % number, "good%d.test" % number


def with_domain(value, domain):
    return json.loads(json.dumps(value).replace("$D", domain))


def script(cases):
    """what faultd.py serves: each twin its own domain"""
    records, faults = [], {}
    for number, case in enumerate(cases):
        for twin, domain in zip((case, twin_of(case)), domains(number)):
            records += with_domain(twin.get("dns", []), domain)
            faults.update(with_domain(twin.get("faults", {}), domain))
    return {"records": records, "faults": faults}


@contextlib.contextmanager
def server(cases):
    with tempfile.NamedTemporaryFile("w") as file:
        json.dump(script(cases), file)
        file.flush()
        process = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "faultd.py"), "53",
             file.name], stdout=subprocess.PIPE)
        try:
            if process.stdout.readline() != b"ready\n":
                raise OSError("no DNS server on port 53 here")
            yield
        finally:
            process.terminate()
            process.wait()


def severities(mxwhy):
    done = subprocess.run([mxwhy, "--explain", "list"], check=True,
                          capture_output=True, text=True)
    return dict(line.split()[:2] for line in done.stdout.splitlines())


def can_become(uid):
    with open("/proc/self/uid_map") as file:
        return any(int(first) <= uid < int(first) + int(n) for first, _, n in
                   (line.split() for line in file))


def one(mxwhy, number, case, severity, passwd, users):
    try:
        found = [findings(mxwhy, twin, domain, passwd, users)
                 for twin, domain in zip((case, twin_of(case)),
                                         domains(number))]
        return judge(case, severity, *found)
    except (OSError, ValueError, KeyError,
            subprocess.SubprocessError) as error:
        return repr(error)


def report(number, name, wrong, skipped=None):
    print("%s %d - %s%s" % ("not ok" if wrong else "ok", number, name,
                            " # SKIP " + skipped if skipped else ""),
          flush=True)
    if wrong:
        print("# " + wrong.replace("\n", "\n# "))
    return bool(wrong)


def main(mxwhy, path, passwd):
    with open(path) as file:
        cases = json.load(file)
    with open(passwd) as file:
        users = file.read()
    wanted = severities(mxwhy)
    failures = 0
    print("1..%d" % (len(cases) + 1))
    with server(cases):
        for number, case in enumerate(cases):
            name = "%s at %s" % (case["id"], case.get("at", "no place"))
            if "as" in case and not can_become(case["as"]):
                report(number + 1, name, None, "nobody else can run mxwhy")
                continue
            failures += report(number + 1, name, one(
                mxwhy, number, case, wanted.get(case["id"]), passwd, users))
    lacking = sorted(set(wanted) ^ {case["id"] for case in cases})
    failures += report(len(cases) + 1, "every finding has its pair",
                       " ".join(lacking))
    return failures != 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
