"""Coverage on Spark: the people are cut into parts by tile, `yizhan` computes each part, and what the
parts counted is added up.

coverage.py STATIONS DEMAND OUT: DEMAND is a CSV (or a folder or file of Parquet) with id, lon, lat and
population. OUT gets `parts` (what each part counted), `cells` (Parquet, written by Spark) and `whole`
(summary, week, stations and report). BINARY, PARTS, MASTER and AT change how it is run; KILL=ROW kills
the program of that part in the middle of its first attempt, as a lost machine would.
"""

import functools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import SparkSession, functions

# A tile is this many degrees wide: cells that are near one another are computed together.
TILE_DEG = 0.05
CELLS = (
    "id string, lon double, lat double, population double, district string, status string, "
    "nearest_station string, distance_m double, travel_time_s double, stations_in_reach int"
)


def people_of(spark, path):
    """The columns that yizhan reads; others stay where they are."""
    if path.suffix == ".csv":
        table = spark.read.csv(str(path), header=True)
    else:
        table = spark.read.parquet(str(path))
    return table.select(
        functions.col("id").cast("string"),
        *(functions.col(name).cast("double") for name in ("lon", "lat", "population")),
    )


def by_tile(people, parts):
    """The same in parts by tile."""
    tile = [functions.floor(functions.col(name) / TILE_DEG) for name in ("lon", "lat")]
    return people.repartition(parts, *tile)


def compute(batches, binary, stations, at, folder, killed):
    """The cells of one part; what was counted is left in a folder of its own."""
    tables = [batch for batch in batches if batch.num_rows > 0]
    if not tables:
        return
    context = TaskContext.get()
    part = context.partitionId()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, tables[0].schema) as stream:
        for table in tables:
            stream.write_batch(table)
    folder.mkdir(parents=True, exist_ok=True)
    out = pathlib.Path(tempfile.mkdtemp(prefix=f".{part}-", dir=folder))
    asked = [binary, "coverage", "--stations", *stations, *at, "--demand", "-", "--cells", "-", "--out", out]
    child = subprocess.Popen([str(one) for one in asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if part == killed and context.attemptNumber() == 0:
        child.stdin.write(sink.getvalue().to_pybytes()[:1_000])
        child.kill()
        child.wait()
        raise RuntimeError(f"part {part} was killed in its first attempt")
    written, _ = child.communicate(sink.getvalue().to_pybytes())
    if child.returncode not in (0, 1):
        raise RuntimeError(f"part {part} ended with exit code {child.returncode}")
    keep(out, folder / f"part-{part:05}")
    yield from pa.ipc.open_stream(written)


def keep(out, place):
    """Puts what was counted into its place; that of an earlier attempt is the same, and goes."""
    shutil.rmtree(place, ignore_errors=True)
    out.rename(place)


def add_up(binary, folder, out):
    """Adds up the parts."""
    parts = sorted(path for path in folder.iterdir() if path.name.startswith("part-"))
    subprocess.run([binary, "coverage", "--merge", *map(str, parts), "--out", str(out)], check=True)
    return len(parts)


def main():
    """Runs the job and says how long it took."""
    *stations, demand, out = sys.argv[1:]
    out = pathlib.Path(out).resolve()
    binary = str(pathlib.Path(os.environ.get("BINARY", "target/release/yizhan")).resolve())
    n_parts = int(os.environ.get("PARTS", "4"))
    master = os.environ.get("MASTER", "local-cluster[2,1,1024]")
    killed = int(os.environ.get("KILL", "-1"))
    at = ["--at", os.environ["AT"]] if "AT" in os.environ else []
    # The workers' Python is this one.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master(master).appName("coverage").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    stations = [str(pathlib.Path(one).resolve()) for one in stations]
    work = functools.partial(compute, binary=binary, stations=stations, at=at, folder=out / "parts", killed=killed)
    begun = time.monotonic()
    people = by_tile(people_of(spark, pathlib.Path(demand).resolve()), n_parts)
    people.mapInArrow(work, CELLS).write.mode("overwrite").parquet(str(out / "cells"))
    computed = time.monotonic()
    n_computed = add_up(binary, out / "parts", out / "whole")
    print(f"{n_computed} parts of {n_parts} had people: computed in {computed - begun:.1f} s, added up in {time.monotonic() - computed:.1f} s", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
