#!/usr/bin/python3
"""Runs mxwhy against DNS faults and holds its verdicts against a list: TAP.

usage: faults.py MXWHY CASES.json RESOLV.CONF [PATTERN]

Wants a network namespace of its own, where port 53 is free, and RESOLV.CONF
to be what the resolver reads: cases with a "resolv" write it. PATTERN: a
regular expression of the ids to run.

A case is an object; "$D" in it becomes a domain of its own:

  id        what it is about
  records   default: $D MX 10 mx.$D, mx.$D A 192.0.2.1 (faultd.py)
  faults    default: none (faultd.py); each_fault n: with $i from 0 to n - 1
  want      "deliver ADDRESS ...", "deliver *N" (so many), "loop ...",
            "defer CODE", "bounce CODE", "any" (a verdict), or "batch"
  flavor    default notqmail-1.09;  finding  an id that must be among them
  servers   default 127.0.0.1;  args  default --timeout 1 --attempts 1
  options   RES_OPTIONS;  resolv  text of resolv.conf, no --server then
  within    seconds, default 8;  shown  true: as text, too, and all printable
  input     lines of --file -, with want "batch": lines is how many objects
            come out, status the exit status (null: any)

A text can be a list of texts; {"each": "text $i", "n": 9} is nine of them.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
STATUS = {"local": 0, "virtual": 0, "deliver": 0, "loop": 3, "bounce": 100,
          "defer": 111}


def spread(text):
    """text, {"each", "n"} or a list of these, as one string"""
    if isinstance(text, list):
        return "".join(spread(part) for part in text)
    if isinstance(text, dict):
        return "".join(text["each"].replace("$i", str(i))
                       for i in range(text["n"]))
    return text


def with_domain(case, domain):
    return json.loads(json.dumps(case).replace("$D", domain))


def load(path, pattern):
    with open(path) as file:
        cases = json.load(file)
    return [with_domain(case, "f%d.test" % i)
            for i, case in enumerate(cases) if re.search(pattern, case["id"])]


def faults_of(case):
    faults, n = case.get("faults", {}), case.get("each_fault", 1)
    return {name.replace("$i", str(i)): actions
            for name, actions in faults.items() for i in range(n)}


def script(cases, domains):
    records, faults = [], {}
    for case, domain in zip(cases, domains):
        records += case.get("records", ["%s MX 10 mx.%s" % (domain, domain),
                                        "mx.%s A 192.0.2.1" % domain])
        faults.update(faults_of(case))
    return {"servers": ["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"],
            "records": records, "faults": faults}


def command(case, domain, control):
    out = ["--control", control,
           "--flavor", case.get("flavor", "notqmail-1.09")]
    if "resolv" not in case:
        for server in case.get("servers", ["127.0.0.1"]):
            out += ["--server", server]
    out += case.get("args", [])
    for option in ("--timeout", "--attempts"):
        if case.get("args") != [] and option not in out:
            out += [option, "1"]
    return out + (["--file", "-"] if "input" in case else [domain])


def start(mxwhy, case, arguments):
    environment = dict(os.environ, LC_ALL="C")
    environment.pop("RES_OPTIONS", None)
    if "options" in case:
        environment["RES_OPTIONS"] = case["options"]
    given = spread(case.get("input", "")).encode()
    begun = time.monotonic()
    done = subprocess.run([mxwhy] + arguments, input=given,
                          capture_output=True, env=environment, timeout=120,
                          check=False)
    return done, time.monotonic() - begun


def printable(octets):
    return all(32 <= octet < 127 or octet == 10 for octet in octets)


def verdict_of(report):
    verdict = report["verdict"] or {"action": "error", "code": None}
    words = [verdict["action"]]
    if verdict["action"] in ("deliver", "loop"):
        words += [candidate["address"] for candidate in report["candidates"]
                  if candidate["outcome"] == "try"]
    elif verdict["code"]:
        words.append(verdict["code"])
    return words


def judge_one(case, done):
    """None, or what is wrong"""
    lines = done.stdout.splitlines()
    if len(lines) != 1:
        return "%d lines, status %d, %s" % (len(lines), done.returncode,
                                            done.stderr.decode())
    report = json.loads(lines[0])
    got, want = verdict_of(report), case["want"].split()
    if got[0] not in STATUS or done.returncode != STATUS[got[0]]:
        return "%s with status %d" % (" ".join(got), done.returncode)
    if want[-1].startswith("*"):
        got = [got[0], "*%d" % (len(got) - 1)]
    if want == ["deliver"]:
        got = got[:1]
    if want != ["any"] and got != want:
        return "%s, not %s" % (" ".join(got)[:200], " ".join(want))
    if "finding" in case and case["finding"] not in [
            finding["id"] for finding in report["findings"]]:
        return "no finding " + case["finding"]
    return None


def judge_batch(case, done):
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    if case["lines"] is not None and len(reports) != case["lines"]:
        return "%d lines, not %d" % (len(reports), case["lines"])
    if case["status"] not in (None, done.returncode):
        return "status %d, not %d" % (done.returncode, case["status"])
    return None


def run(mxwhy, case, domain, control):
    arguments = command(case, domain, control)
    done, took = start(mxwhy, case, ["--json"] + arguments)
    if not printable(done.stdout + done.stderr):
        return "octets that do not print"
    judge = judge_batch if case["want"] == "batch" else judge_one
    wrong = judge(case, done)
    if not wrong and took > case.get("within", 8):
        wrong = "took %.1f s" % took
    if not wrong and case.get("shown"):
        done, _ = start(mxwhy, case, arguments)
        if not printable(done.stdout + done.stderr) or not done.stdout:
            wrong = "text: octets that do not print"
    return wrong


def run_all(mxwhy, cases, domains, control, resolv):
    """yields what is wrong with each, in order"""
    def one(pair):
        try:
            return run(mxwhy, pair[0], pair[1], control)
        except (ValueError, KeyError, subprocess.TimeoutExpired) as error:
            return repr(error)[:300]
    pairs = list(zip(cases, domains))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(
            lambda pair: None if "resolv" in pair[0] else one(pair), pairs))
    for pair, wrong in zip(pairs, results):
        if "resolv" in pair[0]:
            with open(resolv, "w") as file:
                file.write(spread(pair[0]["resolv"]))
            wrong = one(pair)
        yield wrong


def main(mxwhy, path, resolv, pattern=""):
    with open(path) as file:
        ids = [case["id"] for case in json.load(file)]
    cases = load(path, pattern)
    domains = ["f%d.test" % ids.index(case["id"]) for case in cases]
    failures = 0
    with tempfile.TemporaryDirectory() as tmp:
        os.chmod(tmp, 0o755)
        control = os.path.join(tmp, "control")
        os.mkdir(control, 0o755)
        for name in ("me", "locals"):
            with open(os.path.join(control, name), "w") as file:
                file.write("host.test\n")
        with open(os.path.join(tmp, "script"), "w") as file:
            json.dump(script(cases, domains), file)
        server = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "faultd.py"), "53",
             file.name], stdout=subprocess.PIPE)
        try:
            if server.stdout.readline() != b"ready\n":
                print("1..0 # SKIP no DNS server on port 53 here")
                return 0
            print("1..%d" % len(cases), flush=True)
            results = run_all(mxwhy, cases, domains, control, resolv)
            for number, (case, wrong) in enumerate(zip(cases, results), 1):
                print("%s %d - %s" % ("not ok" if wrong else "ok", number,
                                      case["id"]), flush=True)
                if wrong:
                    failures += 1
                    print("# " + wrong.replace("\n", "\n# "))
        finally:
            server.terminate()
            server.wait()
    return failures != 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
