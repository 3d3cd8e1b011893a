#!/usr/bin/env python3
"""How long a notice takes from its acknowledgement to the answers of every process, and how many are
written a second, on SQLite and on PostgreSQL (Debian's packages; tests/live/install).

    YIZHAN_BIN=target/release/yizhan benches/scripts/live_delay.py [N]

N notices (300) for the delays; then ten seconds of writes over 1 and 16 connections. Real servers and
a real database on this machine, which stop by themselves; all share its cores and its disk.
"""

import os
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/live"))
from postgresql import PostgreSQL  # noqa: E402
from service import N_STATIONS, Service, command, stations_file  # noqa: E402

WRITING_S = 10


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def show_delays(name, writer, reader, token, n):
    """From the 201 of one process to the first answer of another that has the notice."""
    delays, took = [], []
    writing, reading = writer.connect(), reader.connect()
    for number in range(n):
        station = f"s{number % N_STATIONS}"
        began = time.perf_counter()
        status, notice = writer.write(token, station, writing)
        written = time.perf_counter()
        assert status == 201, status
        path = f"/v1/stations/{station}/notices"
        while all(one["id"] != notice for one in reader.get(path, reading)["notices"]):
            pass
        delays.append((time.perf_counter() - written) * 1_000)
        took.append((written - began) * 1_000)
        writer.send("DELETE", f"/v1/notices/{notice}", token=token, connection=writing)
    figures = [percentile(delays, part) for part in (0.5, 0.99)]
    print(f"{name}: seen after p50 {figures[0]:.1f} ms, p99 {figures[1]:.1f} ms;"
          f" a write takes p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms")


def show_writes(name, services, token, n_connections):
    counts = [0] * n_connections
    end = time.monotonic() + WRITING_S

    def write(number):
        service = services[number % len(services)]
        connection = service.connect()
        while time.monotonic() < end:
            status, notice = service.write(token, f"s{number}", connection)
            assert status == 201, status
            service.send("DELETE", f"/v1/notices/{notice}", token=token, connection=connection)
            counts[number] += 2

    threads = [threading.Thread(target=write, args=(number,)) for number in range(n_connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{name}, {n_connections} connections: {sum(counts) / WRITING_S:.0f} writes a second")


def measure(name, url, stations, n_processes, n):
    token = command(url, "keeper", "add", "--name", "n", "--all").strip()
    services = [Service(url, stations) for _ in range(n_processes)]
    show_delays(name, services[0], services[-1], token, n)
    for n_connections in (1, 16):
        show_writes(name, services, token, n_connections)
    for service in services:
        service.kill()


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        stations = stations_file(folder)
        try:
            measure("SQLite, one process", f"sqlite:{folder}/live.db", stations, 1, n)
            database = PostgreSQL()
            try:
                measure("PostgreSQL, two processes", database.url, stations, 2, n)
            finally:
                database.remove()
        finally:
            for service in list(Service.running):
                service.kill()


main()
