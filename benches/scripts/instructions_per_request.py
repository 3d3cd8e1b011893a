#!/usr/bin/env python3
"""Counts the instructions that servers execute for a request over one connection that is kept:
unlike times they hardly change with what else the machine does. Each path is asked plainly, and
with `Accept-Encoding: gzip` as browsers and apps ask.

Each server runs twice under valgrind, with few requests and with many, so that what is counted
is without its start. Give the binaries to compare as arguments; without any the server is built
and counted. Needs valgrind. Everything is on loopback and stops by itself."""

import datetime
import itertools
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

FEW, MANY = 500, 4_500
ROOT = pathlib.Path(__file__).resolve().parents[2]
# Riders ask about today, whose hours the server has compiled.
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
PATHS = ["/health/live", f"/v1/stations/nearest?lat=22.3&lon=114.17&open=any&at={TODAY}T12:00"]
ACCEPTED = {"plain": "", "gzip": "accept-encoding: gzip\r\n"}


def start(binary, log):
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command = [*valgrind, binary, "serve", "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=log)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        text = pathlib.Path(log.name).read_text()
        if "ready" in text:
            wait_until_idle(server)
            return server, int(text.split("http://", 1)[1].split(maxsplit=1)[0].rsplit(":", 1)[1])
        time.sleep(0.05)
    server.kill()
    sys.exit(f"{binary} does not start: {pathlib.Path(log.name).read_text()}")


def wait_until_idle(server):
    """Until it has used no processor for a while: the feed is compressed after the start."""
    used, before = None, -1
    while used != before:
        before = used
        time.sleep(1.5)
        fields = pathlib.Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
        # A tick now and then is the clock of the connections.
        used = (int(fields[11]) + int(fields[12])) // 10


def ask(connection, request):
    """Asks and reads the whole answer, of a known length or in chunks; the bytes of its body."""
    connection.sendall(request)
    answer = connection.recv(1 << 16)
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(1 << 16)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        sys.exit(f"not answered: {head[:80]!r}")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if b"content-length" not in fields:
        return read_chunks(connection, body)
    length = int(fields[b"content-length"])
    while len(body) < length:
        body += connection.recv(1 << 16)
    return length


def read_chunks(connection, body):
    at = length = 0
    while True:
        while (end := body.find(b"\r\n", at)) < 0:
            body += connection.recv(1 << 16)
        chunk = int(body[at:end], 16)
        at = end + 2 + chunk + 2
        while len(body) < at:
            body += connection.recv(1 << 16)
        length += chunk
        if chunk == 0:
            return length


def count(binary, path, accepted, n_requests):
    """The instructions of a whole run with so many requests, and the bytes of an answer."""
    request = f"GET {path} HTTP/1.1\r\nhost: test\r\n{ACCEPTED[accepted]}\r\n".encode()
    with tempfile.NamedTemporaryFile("w") as log:
        server, port = start(binary, log)
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                for _ in range(n_requests):
                    length = ask(connection, request)
        finally:
            server.terminate()
            server.wait(timeout=60)
        counted = re.search(r"Collected : (\d+)", pathlib.Path(log.name).read_text())
        return int(counted[1]), length


def main():
    binaries = sys.argv[1:]
    if not binaries:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
        binaries = [str(ROOT / "target/release/yizhan")]
    for path, accepted, binary in itertools.product(PATHS, ACCEPTED, binaries):
        few, _ = count(binary, path, accepted, FEW)
        many, length = count(binary, path, accepted, MANY)
        print(f"{binary}: {(many - few) / (MANY - FEW):,.0f} instructions a request, {accepted} "
              f"({length} bytes), to {path}", flush=True)


if __name__ == "__main__":
    main()
