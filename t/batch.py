"""What 90-batch.t and 92-signals.t cannot say in shell:
python batch.py WHAT [ARGUMENT ...]. Exit status 0: it is so; else what was seen instead is printed."""
import fcntl
import json
import os
import pty
import random
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

MXWHY = os.environ["MXWHY"]


def start(*arguments, **how):
    how.setdefault("stdin", subprocess.PIPE)
    return subprocess.Popen([MXWHY, *arguments], stdout=subprocess.PIPE,
                            stderr=how.pop("stderr", subprocess.PIPE), **how)


def expect(what, seen):
    if not what:
        sys.exit("seen: %r" % (seen,))


def trickle(*arguments):
    """Names come one by one, each when the one before is answered."""
    process = start("-q", "--file", "-", *arguments)
    for i in range(5):
        process.stdin.write(b"d%d.batch.test\n" % i)
        process.stdin.flush()
        line = process.stdout.readline()
        expect(line.startswith(b"d%d.batch.test: deliver" % i), line)
    process.stdin.close()
    expect(process.wait() == 0, process.returncode)


def stop(name, *arguments):
    """A signal while it waits for more names"""
    number = getattr(signal, name)
    process = start("-q", "--file", "-", *arguments)
    process.stdin.write(b"d1.batch.test\nbounce.batch.test\n")
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(2)]
    process.send_signal(number)
    out, err = process.communicate()
    expect(process.returncode == 128 + number, process.returncode)
    expect(lines[1].startswith(b"bounce.batch.test: bounce"), lines)
    expect(out == b"" and b"1 deliver, 1 bounce" in err, (out, err))


def stop_waiting(name, *arguments):
    """A signal while the first name is not decided, and a later one is"""
    number = getattr(signal, name)
    process = start("-q", "--file", "-", *arguments)
    process.stdin.write(b"slow.batch.test\nd1.batch.test\nd2.batch.test\n")
    process.stdin.flush()
    time.sleep(1)
    process.send_signal(number)
    out, err = process.communicate()
    expect(process.returncode == 128 + number, process.returncode)
    lines = out.splitlines()
    expect(len(lines) == 2 and lines[0].startswith(b"d1.") and
           lines[1].startswith(b"d2."), out)
    expect(b"2 deliver" in err, err)


def on_terminal(term, *arguments):
    """Standard error is a terminal: progress, and it is taken away; plain
    lines alone on one that knows no more ("-": TERM is not set)"""
    master, slave = pty.openpty()
    known = dict(os.environ, TERM=term)
    if term == "-":
        del known["TERM"]
    process = start(*arguments, stdin=subprocess.DEVNULL, stderr=slave,
                    env=known)
    os.close(slave)
    process.stdout.read()
    process.wait()
    seen = b""
    while True:
        try:
            octets = os.read(master, 4096)
        except OSError:         # EIO: the other side is closed
            break
        if not octets:
            break
        seen += octets
    if term in ("-", "", "dumb"):
        expect(b"\x1b" not in seen and b"/s" not in seen and
               b" deliver" in seen, seen)
        return
    expect(b"/s: " in seen or b"/s, " in seen, seen)
    rest = seen.rsplit(b"\r\x1b[K", 1)
    expect(len(rest) == 2 and b"names, " not in rest[1], seen)


def peak_memory(process):
    """KiB, looked at until it is gone"""
    peak = 0
    while process.poll() is None:
        try:
            with open("/proc/%d/status" % process.pid) as status:
                for line in status:
                    if line.startswith("VmHWM:"):
                        peak = int(line.split()[1])
        except OSError:
            break
        time.sleep(0.01)
    return peak


def slow_name(most, file, *arguments):
    """A name whose server is silent comes first: the others do not wait for
    it one after the other, and memory stays below so many MiB."""
    begun = time.monotonic()
    with open(os.devnull, "w") as null:
        process = subprocess.Popen(
            [MXWHY, "-q", "--file", file, *arguments], stdout=null,
            stderr=null)
        peak = peak_memory(process)
    took = time.monotonic() - begun
    expect(process.wait() == 111, process.returncode)
    expect(took < 60, took)
    expect(peak < int(most) << 10, "%d KiB" % peak)


class Counting(threading.Thread):
    """A name server for one shared mail exchanger: counts questions."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind((address, 53))
        self.asked = {}

    def run(self):
        while True:
            query, peer = self.socket.recvfrom(512)
            end = query.index(b"\0", 12) + 5
            kind = struct.unpack("!H", query[end - 4:end - 2])[0]
            key = query[12:end].lower()
            self.asked[key] = self.asked.get(key, 0) + 1
            rdata = {15: b"\0\x0a\4host\6shared\4test\0",
                     1: b"\x0a\0\0\1"}.get(kind)
            answer = b"" if rdata is None else b"\xc0\x0c" + struct.pack(
                "!HHIH", kind, 1, 60, len(rdata)) + rdata
            self.socket.sendto(
                query[:2] + b"\x85\x80\0\1" + struct.pack(
                    "!HHH", rdata is not None, 0, 0) + query[12:end] + answer,
                peer)


def shared_host(*arguments):
    """A thousand domains with one mail exchanger: its address is asked once"""
    server = Counting("127.0.0.55")
    server.start()
    names = "".join("d%d.test\n" % i for i in range(1000))
    done = subprocess.run([MXWHY, "--json", "--file", "-", "--server",
                           "127.0.0.55", *arguments], input=names.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect(done.returncode == 0, (done.returncode, done.stderr))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    expect(len(lines) == 1000 and all(
        line["candidates"][0]["address"] == "10.0.0.1" for line in lines),
        len(lines))
    host = b"\4host\6shared\4test\0\0\1\0\1"
    expect(server.asked.get(host) == 1, server.asked.get(host))


def reader_leaves(*arguments):
    """Its reader closes the pipe after a line."""
    process = start("-q", *arguments, stdin=subprocess.DEVNULL)
    # little fits into this pipe
    fcntl.fcntl(process.stdout, 1031, 4096)     # F_SETPIPE_SZ
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.wait()
    expect(err == b"", err)
    expect(process.returncode == 2, process.returncode)


def end_of(process, most):
    """Its exit status; sys.exit when it does not end in so many seconds"""
    try:
        return process.wait(most)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        sys.exit("seen: it goes on after the signal")


def silent_input(runs, *arguments):
    """A signal at any moment, and no more input: every run ends."""
    chance = random.Random(8)
    for i in range(int(runs)):
        number = (signal.SIGINT, signal.SIGTERM)[i % 2]
        process = start("-q", "--file", "-", *arguments)
        process.stdin.write(b"d1.batch.test\n")
        process.stdin.flush()
        expect(process.stdout.readline() != b"", i)
        # nothing comes of it, but it is awake for a while
        process.stdin.write(b"#\n" * 30000)
        process.stdin.flush()
        until = time.perf_counter() + chance.random() * 5e-4
        while time.perf_counter() < until:
            pass
        process.send_signal(number)
        status = end_of(process, 20)
        expect(status == 128 + number, (i, status))
        process.communicate()


def endless_comments(*arguments):
    """A signal while comments come and come, and nothing else"""
    process = start("-q", "--file", "-", *arguments)
    process.stdin.write(b"d1.batch.test\n")
    process.stdin.flush()
    expect(process.stdout.readline() != b"", "nothing")
    wave = threading.Thread(target=pour, args=(process.stdin,), daemon=True)
    wave.start()
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    status = end_of(process, 20)
    expect(status == 128 + signal.SIGTERM, status)


def pour(stream):
    try:
        while True:
            stream.write(b"#\n" * 1000)
    except OSError:
        pass


def narrow(process):
    """The least room for what it writes: a page"""
    fcntl.fcntl(process.stdout, 1031, 4096)     # F_SETPIPE_SZ


def check_lines(arguments, octets):
    """Whole lines alone: each an object, or the first of a report's"""
    expect(octets == b"" or octets.endswith(b"\n"), octets[-300:])
    if "--json" not in arguments:
        whole = subprocess.run([MXWHY, *arguments], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL).stdout
        expect(whole.startswith(octets), octets[-300:])
        return
    for line in octets.splitlines():
        try:
            json.loads(line)
        except ValueError:
            sys.exit("seen: %r" % line)


def slow_reader(runs, *arguments):
    """A reader that takes little at a time, and signals in between"""
    chance = random.Random(runs)
    for i in range(int(runs)):
        process = start(*arguments, stdin=subprocess.DEVNULL)
        narrow(process)
        seen = b""
        for k in range(20):
            seen += os.read(process.stdout.fileno(), chance.randrange(2000))
            if k >= 10 and chance.random() < 0.5:
                process.send_signal(signal.SIGTERM)
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        octets = b"more"
        while octets:
            octets = os.read(process.stdout.fileno(), 1000)
            seen += octets
        status = end_of(process, 30)
        expect(status == 128 + signal.SIGTERM, status)
        expect(seen.count(b"\n") >= 2, seen)
        check_lines(arguments, seen)
        process.communicate()


def octets_in(stream):
    answer = fcntl.ioctl(stream, termios.FIONREAD, b"\0" * 4)
    return int.from_bytes(answer, sys.byteorder)


def no_reader(*arguments):
    """Nobody reads: a signal ends it all the same, and soon."""
    process = start(*arguments, stdin=subprocess.DEVNULL)
    narrow(process)
    before, there = 0, -1
    while there != before or there == 0:        # until nothing more fits
        before = there
        time.sleep(0.5)
        there = octets_in(process.stdout)
    process.send_signal(signal.SIGTERM)
    status = end_of(process, 20)
    expect(status == 128 + signal.SIGTERM, status)
    check_lines(arguments, process.stdout.read())
    expect(b"not all of it was taken" in process.stderr.read(), "")


def impatient_pipe(lines, *arguments):
    """Its standard output does not block: all the same nothing is lost."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    fcntl.fcntl(ours, 1031, 4096)               # F_SETPIPE_SZ
    process = subprocess.Popen(
        [MXWHY, *arguments], stdin=subprocess.DEVNULL, stdout=theirs,
        stderr=subprocess.DEVNULL)
    os.close(theirs)
    time.sleep(0.2)
    seen, octets = b"", b"more"
    while octets:
        octets = os.read(ours, 3000)
        seen += octets
    expect(process.wait() == 0, process.returncode)
    expect(seen.count(b"\n") == int(lines), seen.count(b"\n"))
    check_lines(arguments, seen)


globals()[sys.argv[1]](*sys.argv[2:])
