#!/usr/bin/env python3
"""Opens 10,000 connections to the server, leaves them idle, and shows what they cost and that
others are answered meanwhile; after 30 seconds of idling some of them ask and are answered.

Builds the server unless YIZHAN_BIN names one. Everything is on loopback and stops by itself.
CONNECTIONS and IDLE_SECONDS change how many and how long."""

import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import time

N_CONNECTIONS = int(os.environ.get("CONNECTIONS", "10000"))
IDLE_SECONDS = float(os.environ.get("IDLE_SECONDS", "30"))
# One loopback address gives about 28,000 ports; the rest of the machine needs some too.
MAX_CONNECTIONS = 20_000
ASK = b"GET /v1/stations/nearest?lat=22.3&lon=114.17&open=any HTTP/1.1\r\nhost: test\r\n\r\n"
ROOT = pathlib.Path(__file__).resolve().parents[2]


def raise_file_limit(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
            return
        except (ValueError, OSError):
            sys.exit(f"this needs {wanted} open files; the system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def binary():
    if "YIZHAN_BIN" in os.environ:
        return os.environ["YIZHAN_BIN"]
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    return str(ROOT / "target/release/yizhan")


def start(log):
    command = [binary(), "serve", "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        text = pathlib.Path(log.name).read_text()
        if "ready" in text:
            address = text.split("http://", 1)[1].split(maxsplit=1)[0]
            return server, int(address.rsplit(":", 1)[1])
        time.sleep(0.05)
    server.kill()
    sys.exit(f"the server does not start: {pathlib.Path(log.name).read_text()}")


def rss_kb(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def ask(connection):
    """Asks for the nearest stations; milliseconds until the first bytes of the answer."""
    begun = time.perf_counter()
    connection.sendall(ASK)
    first = connection.recv(1 << 16)
    taken = (time.perf_counter() - begun) * 1_000
    if not first.startswith(b"HTTP/1.1 200"):
        sys.exit(f"not answered: {first[:80]!r}")
    return taken


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    return connection


def summary(times):
    times.sort()
    return f"median {times[len(times) // 2]:.2f} ms, slowest {times[-1]:.2f} ms"


def measure(server, port):
    before_kb = rss_kb(server)
    alone = connect(port)
    print(f"no connection: {before_kb / 1024:.1f} MB, {summary([ask(alone) for _ in range(200)])}")
    begun = time.monotonic()
    # Half of them ask once and stay, half say nothing at all.
    idle = []
    for row in range(N_CONNECTIONS):
        connection = connect(port)
        if row % 2:
            ask(connection)
        idle.append(connection)
    print(f"{len(idle)} connections opened in {time.monotonic() - begun:.1f} s")
    end = time.monotonic() + IDLE_SECONDS
    meanwhile = []
    while time.monotonic() < end:
        meanwhile.append(ask(alone))
        time.sleep(0.1)
    used_kb = rss_kb(server) - before_kb
    print(f"idle for {IDLE_SECONDS:.0f} s: {rss_kb(server) / 1024:.1f} MB, "
          f"{used_kb / N_CONNECTIONS:.1f} kB a connection")
    print(f"another client meanwhile: {summary(meanwhile)}")
    chosen = idle[:: max(1, N_CONNECTIONS // 100)]
    print(f"{len(chosen)} of the idle ones ask: {summary([ask(one) for one in chosen])}")
    for connection in idle:
        connection.close()


def main():
    if N_CONNECTIONS > MAX_CONNECTIONS:
        sys.exit(f"CONNECTIONS is at most {MAX_CONNECTIONS}, got {N_CONNECTIONS}")
    raise_file_limit(N_CONNECTIONS + 256)
    with tempfile.NamedTemporaryFile("w") as log:
        server, port = start(log)
        try:
            measure(server, port)
        finally:
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()


if __name__ == "__main__":
    main()
