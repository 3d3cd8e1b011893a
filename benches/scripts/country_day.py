#!/usr/bin/env python3
"""A day of a country on this machine: 200,000 stations are asked as riders' apps ask them, hour by
hour, 300 times a second at night and 20 times that at the two peaks, while stations are replaced four
times, keepers write a notice every second, and each answer is compressed as phones ask for it.

    YIZHAN_BIN=target/release/yizhan benches/scripts/country_day.py

For each hour: questions asked and answered a second, p50, p99 and p99.9 in milliseconds, counted from
when a question was due, processor time of the server for an answer and in all, its memory, and
failures. The client and the server share the machine's cores. HOUR_S (10) is how long an hour takes,
BASE (300) the questions a second at night, CONNECTIONS (64), STATIONS (200000) of the made-up world,
or a file of your own in its place. EXAMPLES (target/release/examples) holds the programs. Needs `cargo build --release --examples`; stops by itself."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/live"))
os.environ.setdefault("YIZHAN_BIN", "target/release/yizhan")
from service import Service, command  # noqa: E402

HOUR_S = float(os.environ.get("HOUR_S", "10"))
BASE = float(os.environ.get("BASE", "300"))
CONNECTIONS = os.environ.get("CONNECTIONS", "64")
STATIONS = os.environ.get("STATIONS", "200000")
PROGRAMS = os.environ.get("EXAMPLES", "target/release/examples")
# Times the base: lunch and dinner.
CURVE = [1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 10, 18, 20, 12, 7, 6, 8, 14, 20, 17, 10, 6, 3, 2]
RELOAD_HOURS = (3, 9, 12, 18)
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def two_sets(folder):
    """Two files that differ by a name, so that each is news after the other."""
    first, second = (os.path.join(folder, name) for name in ("a.geojson", "b.geojson"))
    if STATIONS.isdigit():
        with open(first, "wb") as out:
            subprocess.run([f"{PROGRAMS}/world", STATIONS], stdout=out, check=True)
    else:
        shutil.copyfile(STATIONS, first)
    with open(first, encoding="utf-8-sig") as text:
        world = json.load(text)
    features = world["features"]
    ids = [feature["id"] for feature in features[:1_000] if isinstance(feature.get("id"), str)]
    if not ids:
        sys.exit(f"STATIONS={STATIONS}: the first thousand stations have no id that a notice could name")
    properties = features[0]["properties"]
    properties["name"] = f"B {properties.get('name', '')}"
    with open(second, "w", encoding="utf-8") as out:
        json.dump(world, out, ensure_ascii=False)
    return (first, second), ids


def put(stations, source):
    """As an operator replaces a file: by a rename."""
    shutil.copyfile(source, stations + ".new")
    os.rename(stations + ".new", stations)


def used(service):
    """Processor seconds used, and megabytes in memory."""
    with open(f"/proc/{service.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{service.process.pid}/status") as status:
        rss = next(line for line in status if line.startswith("VmRSS"))
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S, int(rss.split()[1]) / 1_000


class Writer(threading.Thread):
    """Writes a notice a second, of which the last hundred stay in force."""

    def __init__(self, service, token, ids):
        super().__init__()
        self.service, self.token, self.ids = service, token, ids
        self.over, self.counts, self.fault = threading.Event(), {True: 0, False: 0}, None

    def run(self):
        try:
            self.write()
        except Exception as fault:  # Told by `end`: an exception of a thread ends nothing else.
            self.fault = fault

    def write(self):
        connection, kept, number = self.service.connect(), [], 0
        while not self.over.wait(1):
            station = urllib.parse.quote(self.ids[number % len(self.ids)], safe="")
            status, notice = self.service.write(self.token, station, connection)
            self.counts[status == 201] += 1
            number += 1
            if status == 201:
                kept.append(notice)
            if len(kept) > 100:
                gone = f"/v1/notices/{kept.pop(0)}"
                self.service.send("DELETE", gone, token=self.token, connection=connection)

    def end(self):
        self.over.set()
        self.join()
        if self.fault:
            raise self.fault


def ask(service, hour, rate):
    arguments = ["--accept=gzip", f"--server={service.process.pid}", f"--at={hour:02}:00", "http",
                 f"127.0.0.1:{service.port}", "mix", CONNECTIONS, str(HOUR_S), str(rate)]
    line = subprocess.run([f"{PROGRAMS}/load_client", "drive", *arguments], check=True,
                          capture_output=True, text=True, timeout=HOUR_S * 6 + 60).stdout
    return [float(value) for value in line.split()]


def day(service, stations, sets):
    print(f"{'hour':>4} {'asked/s':>8} {'answered/s':>10} {'p50':>7} {'p99':>8} {'p99.9':>8}"
          f" {'us each':>8} {'cores':>6} {'MB':>6} failed")
    failed = 0
    for hour, times in enumerate(CURVE):
        if hour in RELOAD_HOURS:
            put(stations, sets[(RELOAD_HOURS.index(hour) + 1) % 2])
        before, began = used(service)[0], time.monotonic()
        rate, p50, p99, p999, _, each_us, errors = ask(service, hour, BASE * times)
        cores = (used(service)[0] - before) / (time.monotonic() - began)
        failed += int(errors)
        print(f"{hour:4} {BASE * times:8.0f} {rate:10.0f} {p50 / 1e3:7.2f} {p99 / 1e3:8.2f}"
              f" {p999 / 1e3:8.2f} {each_us:8.1f} {cores:6.2f} {used(service)[1]:6.0f} {errors:.0f}",
              flush=True)
    return failed


def measure(service, token, stations, sets, ids):
    writer = Writer(service, token, ids)
    writer.start()
    try:
        failed = day(service, stations, sets)
    finally:
        writer.end()
    loads = service.metric('yizhan_reloads_total{outcome="swapped"}')
    written, refused = writer.counts[True], writer.counts[False]
    print(f"{written} notices written, {refused} refused; {loads:.0f} loads; {failed} questions failed")
    return failed + refused


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:{folder}/live.db"
        token = command(url, "keeper", "add", "--name", "n", "--all").strip()
        sets, ids = two_sets(folder)
        stations = os.path.join(folder, "stations.geojson")
        put(stations, sets[0])
        try:
            n_wrong = measure(Service(url, stations), token, stations, sets, ids)
        finally:
            for service in list(Service.running):
                service.kill()
        sys.exit(1 if n_wrong else 0)


main()
