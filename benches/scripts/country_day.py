#!/usr/bin/env python3
"""A day of a country on this machine: 200,000 stations are asked as riders' apps ask them, hour by
hour, 300 times a second at night and 20 times that at the two peaks, while stations are replaced four
times, keepers write a notice every second, and each answer is compressed as phones ask for it.

    YIZHAN_BIN=target/release/yizhan benches/scripts/country_day.py

For each hour: questions asked and answered a second, p50, p99 and p99.9 in milliseconds, counted from
when a question was due, processor time of the server for an answer and in all, its memory, and
failures. The client and the server share the machine's cores. HOUR_S (10) is how long an hour takes,
BASE (300) the questions a second at night, CONNECTIONS (64), STATIONS (a file of your own instead of
the made-up world). Needs `cargo build --release --examples`; stops by itself."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/live"))
os.environ.setdefault("YIZHAN_BIN", "target/release/yizhan")
from service import Service, command  # noqa: E402

HOUR_S = float(os.environ.get("HOUR_S", "10"))
BASE = float(os.environ.get("BASE", "300"))
CONNECTIONS = os.environ.get("CONNECTIONS", "64")
PROGRAMS = "target/release/examples"
# Times the base: lunch and dinner.
CURVE = [1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 10, 18, 20, 12, 7, 6, 8, 14, 20, 17, 10, 6, 3, 2]
RELOAD_HOURS = (3, 9, 12, 18)
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def two_sets(folder):
    """Two files that differ by a name, so that each is news after the other."""
    first, second = (os.path.join(folder, name) for name in ("a.geojson", "b.geojson"))
    if "STATIONS" in os.environ:
        shutil.copyfile(os.environ["STATIONS"], first)
    else:
        with open(first, "wb") as out:
            subprocess.run([f"{PROGRAMS}/world"], stdout=out, check=True)
    with open(first, encoding="utf-8") as text, open(second, "w", encoding="utf-8") as out:
        out.write(text.read().replace('"name":"', '"name":"B ', 1))
    return first, second


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


def write_notices(service, token, over, counts):
    """One a second, of which the last hundred stay in force."""
    connection, kept, number = service.connect(), [], 0
    while not over.wait(1):
        status, notice = service.write(token, f"s{number % 1_000}", connection)
        counts[status == 201] += 1
        number += 1
        kept.append(notice)
        if len(kept) > 100:
            service.send("DELETE", f"/v1/notices/{kept.pop(0)}", token=token, connection=connection)


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


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:{folder}/live.db"
        token = command(url, "keeper", "add", "--name", "n", "--all").strip()
        sets = two_sets(folder)
        stations = os.path.join(folder, "stations.geojson")
        put(stations, sets[0])
        service = Service(url, stations)
        over, counts = threading.Event(), {True: 0, False: 0}
        writer = threading.Thread(target=write_notices, args=(service, token, over, counts))
        writer.start()
        try:
            failed = day(service, stations, sets)
        finally:
            over.set()
            writer.join()
            reloads = service.metric("yizhan_reloads_total") if service.process.poll() is None else 0
            service.kill()
        print(f"{counts[True]} notices written, {counts[False]} refused; {reloads:.0f} loads;"
              f" {failed} questions failed")
        sys.exit(1 if failed or counts[False] else 0)


main()
