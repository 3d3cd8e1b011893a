"""Clients that ask and measure, and clients that ask and do not take the answer."""

import http.client
import pathlib
import resource
import socket
import struct
import subprocess
import threading
import time


def percentile(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def ask(port, path, headers=None, timeout=60):
    """Milliseconds and status of one question on a new connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        return (time.perf_counter() - begun) * 1_000, answer.status
    finally:
        connection.close()


class Probe(threading.Thread):
    """Asks for /health/live fifty times a second until it is told to stop."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.times_ms = []
        self.failed = 0
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.wait(0.02):
            try:
                taken, status = ask(self.port, "/health/live", timeout=30)
                self.times_ms.append(taken)
                self.failed += status != 200
            except OSError:
                self.failed += 1

    def end(self):
        self.stopped.set()
        self.join(60)
        return self


def flood(port, path, connections, seconds, gzip):
    """Answers a second, and how many were other than 2xx, by wrk."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
    if gzip:
        command += ["-H", "accept-encoding: gzip"]
    command.append(f"http://127.0.0.1:{port}{path}")
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    per_second = next((line.split()[1] for line in said.splitlines() if "Requests/sec" in line), "0")
    refused = next((line.split()[-1] for line in said.splitlines() if "Non-2xx" in line), "0")
    return float(per_second), int(refused)


def raise_file_limit(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))


def hold_http1(port, count, request):
    """Connections that ask once and take nothing of the answer."""
    held = []
    for _ in range(count):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(10)
        try:
            connection.connect(("127.0.0.1", port))
            connection.sendall(request)
            held.append(connection)
        except OSError:
            connection.close()
    return held


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def header_block(path):
    """HPACK without tables and codes: a GET of a path (RFC 7541, 6.1 and 6.2.2)."""
    text = path.encode()
    length = bytes([len(text)]) if len(text) < 127 else bytes([127, len(text) - 127])
    # :method GET, :scheme http, :path by its name, :authority by its name.
    return b"\x82\x86\x04" + length + text + b"\x01\x04test"


def hold_http2(port, count, streams, path):
    """Connections of so many streams each, none of which may be sent a byte of its body."""
    held = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        no_window = struct.pack(">HI", 4, 0)
        opening = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, no_window)
        for number in range(streams):
            # END_STREAM and END_HEADERS.
            opening += frame(1, 5, 2 * number + 1, header_block(path))
        connection.sendall(opening)
        held.append(connection)
    return held


def memory_mb(pid, name):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6
