#!/usr/bin/python3
"""Every allocation of a run fails once.

usage: allocations.py SHIM MXWHY LINES

LINES is a file of command lines, one each, words parted by blanks. Prints TAP:
for every N, mxwhy with its N-th allocation failing ends with status 2 and a
message, or with what it prints otherwise; no crash, and nothing is left that
a good run does not leave.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

MOST = 700              # runs of one command line
ALL = 450               # the first ones are all tried
VARYING = re.compile(rb'"ms": [0-9.]+|[0-9.]+ m?s\b|pid [0-9]+|[0-9]+ MiB')
# what could not be looked at, and is said so
UNSEEN = b"queue/lock/tcpto"


class Run:
    def __init__(self, shim, words, fail_at):
        read, write = os.pipe()
        env = dict(os.environ, LD_PRELOAD=shim, FAIL_AT=str(fail_at),
                   FAIL_REPORT=str(write))
        process = subprocess.Popen(
            words, env=env, stdin=subprocess.DEVNULL, pass_fds=[write],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.close(write)
        self.out, self.err = process.communicate(timeout=20)
        self.status = process.returncode
        with os.fdopen(read, "rb") as report:
            last = report.read().split(b"\n")[-2:-1]
        self.calls, self.live = map(int, last[0].split()) if last else (0, 0)
        self.out = VARYING.sub(b"", self.out)


def difference(good, run):
    at = len(os.path.commonprefix([good, run]))
    return "%a, not %a" % (run[max(0, at - 20):at + 60],
                           good[max(0, at - 20):at + 60])


def wrong(good, run):
    """what is wrong with a run in which an allocation failed, or None"""
    if run.status < 0 or run.status > 127:
        return "killed: status %d" % run.status
    if run.live > good.live:
        return "%d blocks leak (status %d)" % (run.live - good.live,
                                               run.status)
    if run.status == 2 and good.status != 2:
        return None if run.err.startswith(b"mxwhy: ") else "no message"
    if run.status != good.status:
        return "status %d, not %d or 2" % (run.status, good.status)
    if run.out != good.out and UNSEEN not in run.out:
        return "prints something else: " + difference(good.out, run.out)
    return None


def numbers(calls):
    """which allocations fail: the first ones, then every so many"""
    step = max(1, -(-(calls - ALL) // (MOST - ALL)))
    return list(range(1, min(calls, ALL) + 1)) + \
        list(range(ALL + 1, calls + 1, step))


def main(shim, mxwhy, lines):
    with open(lines) as file:
        commands = [line.split() for line in file if line.strip()]
    print("1..%d" % len(commands))
    failed = False
    pool = concurrent.futures.ThreadPoolExecutor(2)
    for number, words in enumerate(commands, 1):
        good = Run(shim, [mxwhy] + words, 0)
        tried = numbers(good.calls)
        runs = pool.map(lambda n: Run(shim, [mxwhy] + words, n), tried)
        bad = [(n, text) for n, text in
               zip(tried, (wrong(good, run) for run in runs)) if text]
        if good.calls == 0:
            bad = [(0, "the shim is not loaded")]
        print("%sok %d - %s: %d of %d allocations" % (
            "not " if bad else "", number, " ".join(words).replace(
                os.environ.get("tmp", "\0"), "")[-60:], len(tried),
            good.calls), flush=True)
        for n, text in bad[:12]:
            print("# allocation %d: %s" % (n, text))
        failed = failed or bool(bad)
    return failed


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
