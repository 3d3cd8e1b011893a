#!/usr/bin/env python3
"""What the worst known questions and clients cost the others, and the most memory they take.

First the questions: 2,000,000 stations and some thousands that are dear to ask about. Each is asked
alone, then by 256 connections for some seconds, while another client asks for /health/live. Then
the memory: 200,000 stations, answers that are not taken, files that are bad.

STATIONS, HELD_STATIONS and SECONDS change how many and how long; YIZHAN_BIN names another build, as
one from before a change. ONLY=questions or ONLY=memory does one half. Ends with 1 if a goal is
missed. Installs wrk from Debian if it is missing. Everything is on loopback and stops by itself."""

import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import clients
import inputs

STATIONS = int(os.environ.get("STATIONS", "2000000"))
HELD_STATIONS = int(os.environ.get("HELD_STATIONS", "200000"))
SECONDS = int(os.environ.get("SECONDS", "5"))
CONNECTIONS = 256
# The goals: of the issue that this bench was written for.
MAX_HEALTH_P99_MS = 20
MAX_MEMORY_MB = 1_000
DEAR = f"lat={inputs.DEAR_LAT}&lon="
DAY = "2026-11-28T12:00"


def nearest(lon, more):
    return f"/v1/stations/nearest?{DEAR}{inputs.DEAR_LON + lon}&{more}"


QUESTIONS = [
    ("a nearest question", f"/v1/stations/nearest?lat=31.2&lon=121.5&at={DAY}", False),
    ("a star that none has", "/v1/stations/nearest?lat=39.9&lon=116.4&radius_m=1&min_star=5", False),
    ("the description", "/v1/meta", False),
    ("the OGC collection", "/ogc/collections/stations", False),
    ("hours that never meet", nearest(0, f"amenity=toilet&radius_m=50000&unknown_hours=exclude&at={DAY}"), False),
    ("a toilet on Saturdays", nearest(1, "amenity=shower&radius_m=50000&unknown_hours=exclude&at=2026-11-30T12:00"), False),
    ("beyond the compiled days", nearest(1, "radius_m=50000&at=2027-10-10T03:00"), False),
    ("rules by Easter", nearest(2, f"radius_m=50000&unknown_hours=exclude&at={DAY}"), False),
    ("75 amenities with hours", "/v1/stations/many", False),
    ("a heap on one point", nearest(4, "limit=100&open=any"), False),
    ("a heap, none with a bed", nearest(4, "amenity=rest_bed&limit=100"), False),
    ("a heap on the pole", "/v1/stations/nearest?lat=90&lon=0&limit=100&open=any", False),
    ("all of a city, at night", "/v1/stations/nearest?lat=31.2&lon=121.5&radius_m=50000&open=now&amenity=legal_aid&unknown_hours=exclude&at=2026-11-28T03:00", False),
    ("a page of 10,000 items", "/ogc/collections/stations/items?limit=10000", False),
    ("the same with gzip", "/ogc/collections/stations/items?limit=10000", True),
    ("a filtered page of items", "/ogc/collections/stations/items?limit=10&city=none", False),
    ("the feed at a moment", "/v1/stations.geojson?at=2027-10-10T03:00&bbox=88,8,94,12", True),
]


class Server:
    """A server of these files, until it is stopped."""

    def __init__(self, binary, sources, folder, more=()):
        self.log = folder / "log"
        command = [binary, "serve", *map(str, sources), "--listen", "127.0.0.1:0", *more]
        self.process = subprocess.Popen(command, stderr=self.log.open("w"))
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            text = self.log.read_text()
            if "ready;" in text:
                self.port = int(text.split("http://127.0.0.1:", 1)[1].split(maxsplit=1)[0].strip("\"',"))
                return
            time.sleep(0.1)
        sys.exit(f"the server does not start: {self.log.read_text()[-2000:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def memory_mb(self, name):
        return clients.memory_mb(self.process.pid, name)

    def is_alive(self):
        try:
            return clients.ask(self.port, "/health/live", timeout=20)[1] == 200
        except OSError:
            return False


def questions(binary, folder):
    """Prints a row a question; how many goals were missed."""
    missed = 0
    files = [inputs.world(STATIONS, folder / "world.geojson"), inputs.dear_stations(folder / "dear.geojson")]
    with Server(binary, files, folder, ["--log-level", "info"]) as server:
        print(f"{STATIONS} stations; {CONNECTIONS} connections for {SECONDS} s; milliseconds")
        print(f"{'question':26} {'alone':>8} {'answers/s':>10} {'other':>7} {'live p50':>9} {'live p99':>9}")
        for name, path, gzip in QUESTIONS:
            headers = {"accept-encoding": "gzip"} if gzip else {}
            alone = [clients.ask(server.port, path, headers)[0] for _ in range(5)]
            probe = clients.Probe(server.port)
            probe.start()
            per_second, refused = clients.flood(server.port, path, CONNECTIONS, SECONDS, gzip)
            times = probe.end().times_ms or [float("inf")]
            p50, p99 = (clients.percentile(times, share) for share in (0.5, 0.99))
            missed += p99 > MAX_HEALTH_P99_MS or probe.failed > 0
            print(f"{name:26} {clients.percentile(alone, 0.5):8.1f} {per_second:10.0f} {refused:7} {p50:9.1f} {p99:9.1f}", flush=True)
    return missed


def batch_request():
    origins = ",".join(f'{{"id":{n},"lat":{30 + n / 1000},"lon":{110 + n / 1000}}}' for n in range(1_000))
    body = f'{{"origins":[{origins}],"limit":100,"open":"any","radius_m":50000}}'
    head = f"POST /v1/stations/nearest HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def get_request(path, more=""):
    return f"GET {path} HTTP/1.1\r\nhost: x\r\n{more}\r\n".encode()


def report(name, server, before):
    """Prints a row; whether a goal was missed."""
    peak, alive = server.memory_mb("VmHWM"), server.is_alive()
    print(f"{name:40} {before:8.0f} {peak:8.0f} {'yes' if alive else 'NO':>6}", flush=True)
    return peak > MAX_MEMORY_MB or not alive


def held(binary, sources, folder, name, hold):
    """Answers that are asked for and not taken, for some seconds."""
    with Server(binary, sources, folder) as server:
        before = server.memory_mb("VmRSS")
        connections = hold(server.port)
        time.sleep(SECONDS)
        missed = report(name, server, before)
        for connection in connections:
            connection.close()
        return missed


def replaced(binary, world, folder, name, bad):
    """A served file that becomes a bad one."""
    served = folder / "served.geojson"
    shutil.copy(world, served)
    with Server(binary, [served], folder, ["--allow-shrink"]) as server:
        before = server.memory_mb("VmRSS")
        shutil.copy(bad, folder / "next")
        (folder / "next").rename(served)
        time.sleep(SECONDS + 5)
        return report(name, server, before)


def fetched(binary, world, folder, name, bomb):
    """An address whose file becomes a small one that opens into a gigabyte."""
    answer = {"body": world.read_bytes(), "encoding": None}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            if answer["encoding"]:
                self.send_header("content-encoding", answer["encoding"])
            self.send_header("content-length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_):
            pass

    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{host.server_port}/x.geojson"
    with Server(binary, [address], folder, ["--poll", "1"]) as server:
        before = server.memory_mb("VmRSS")
        answer.update(body=bomb.read_bytes(), encoding="gzip")
        time.sleep(SECONDS + 10)
        missed = report(name, server, before)
    host.shutdown()
    return missed


def memory(binary, folder):
    """Prints a row a case; how many goals were missed."""
    world = inputs.world(HELD_STATIONS, folder / "world.geojson")
    long = inputs.with_long_properties(10_000, folder / "long.geojson")
    items = "/ogc/collections/stations/items?limit=10000"
    feed = "/v1/stations.geojson?at=now"
    print(f"\n{HELD_STATIONS} stations; MB before and at most")
    print(f"{'case':40} {'before':>8} {'most':>8} {'alive':>6}")
    one = lambda count, request: lambda port: clients.hold_http1(port, count, request)
    cases = [
        ("700 pages of items not taken", [world], one(700, get_request(items))),
        ("300 of them with gzip", [world], one(300, get_request(items, "accept-encoding: gzip\r\n"))),
        ("500 streams of HTTP/2 without window", [world], lambda port: clients.hold_http2(port, 5, 100, items)),
        ("30 pages of 8 kB a station", [world, long], one(30, get_request(items + "&bbox=89,9,91,11"))),
        ("250 batches not taken", [world], one(250, batch_request())),
        ("60 feeds at a moment not taken", [world], one(60, get_request(feed))),
    ]
    missed = sum(held(binary, sources, folder, name, hold) for name, sources, hold in cases)
    empty = inputs.empty_records(20_000_000, folder / "empty.geojson")
    missed += replaced(binary, world, folder, "20 MB of empty records", empty)
    bomb = inputs.gzip_bomb(1 << 30, folder / "bomb.gz")
    missed += fetched(binary, world, folder, "1 MB of gzip that opens into 1 GiB", bomb)
    return missed


def built():
    if "YIZHAN_BIN" in os.environ:
        return os.environ["YIZHAN_BIN"]
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=inputs.ROOT, check=True)
    return str(inputs.ROOT / "target/release/yizhan")


def main():
    if shutil.which("wrk") is None:
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-q", "wrk"], check=True, stdout=subprocess.DEVNULL)
    binary = built()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--example", "world"], cwd=inputs.ROOT, check=True)
    clients.raise_file_limit(4_096)
    only = os.environ.get("ONLY", "")
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if only != "memory":
            missed += questions(binary, folder)
        if only != "questions":
            missed += memory(binary, folder)
    print(f"\ngoals missed: {missed} (live p99 {MAX_HEALTH_P99_MS} ms; {MAX_MEMORY_MB} MB and alive)")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
