"""Columns between yizhan and the programs that data teams have: pyarrow and DuckDB, both ways.

columns.py BINARY: a line a check, for `run` to judge.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

BINARY = sys.argv[1]
DATA = pathlib.Path("data/planning/porto-alegre")
ASKED = ["coverage", "--stations", DATA / "places.geojson"]
WORK = pathlib.Path(tempfile.mkdtemp())


def check(what, expected, found):
    """Prints a check for `run` to judge."""
    print(what, expected, found, sep="\t", flush=True)


def run(*arguments, stdin=b""):
    """What a run writes to standard output."""
    arguments = [str(one) for one in (BINARY, *arguments)]
    return subprocess.run(arguments, input=stdin, stdout=subprocess.PIPE, check=True).stdout


def stream(table, **options):
    """A table as a stream of Arrow IPC."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table, **options)
    return sink.getvalue().to_pybytes()


def figures(folder):
    """The summary without what names the file of the people."""
    summary = json.loads((folder / "summary.json").read_text())
    for name in ("inputs", "generated_at"):
        del summary[name]
    return summary


def covered(demand, name, stdin=b""):
    """The summary of a run over people."""
    run(*ASKED, "--demand", demand, "--out", WORK / name, stdin=stdin)
    return figures(WORK / name)


def wkb(lon, lat):
    """A point."""
    import struct

    return struct.pack("<BIdd", 1, 1, lon, lat)


expected = covered(DATA / "hexgrid.csv", "csv")
database = duckdb.connect()
people = database.sql(f"SELECT * FROM read_csv('{DATA / 'hexgrid.csv'}')").to_arrow_table()
check("pyarrow: people as a stream are those of the CSV", True, covered("-", "stream", stream(people)) == expected)
small = stream(people, max_chunksize=100)
check("pyarrow: in batches of 100", True, covered("-", "small", small) == expected)
for name, options in {
    "Snappy": {"compression": "snappy"},
    "zstd, pages of version 2": {"compression": "zstd", "data_page_version": "2.0"},
    "uncompressed, without dictionaries": {"compression": "none", "use_dictionary": False},
    "groups of 64 rows": {"row_group_size": 64},
}.items():
    pq.write_table(people, WORK / "people.parquet", **options)
    found = covered(WORK / "people.parquet", "parquet")
    check(f"pyarrow: Parquet, {name}", True, found == expected)
database.sql(f"COPY people TO '{WORK / 'duckdb.parquet'}' (FORMAT parquet)")
check("DuckDB: Parquet", True, covered(WORK / "duckdb.parquet", "duckdb") == expected)
rows = people.to_pylist()
points = pa.table({
    "id": [str(row["id"]) for row in rows],
    "population": [row["population"] for row in rows],
    "geometry": pa.array([wkb(row["lon"], row["lat"]) for row in rows], pa.binary()),
})
geo = {"version": "1.1.0", "primary_column": "geometry"}
geo["columns"] = {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}
points = points.replace_schema_metadata({"geo": json.dumps(geo)})
pq.write_table(points, WORK / "points.parquet")
check("pyarrow: GeoParquet", True, covered(WORK / "points.parquet", "points") == expected)

out = run(*ASKED, "--demand", "-", "--cells", "-", stdin=stream(people))
cells = pa.ipc.open_stream(out).read_all()
run(*ASKED, "--demand", DATA / "hexgrid.csv", "--cells", "parquet", "--out", WORK / "out")
check("pyarrow: the stream of cells is cells.parquet", True, cells.equals(pq.read_table(WORK / "out/cells.parquet")))
with open(WORK / "out/cells.csv", encoding="utf-8") as table:
    table = list(csv.DictReader(table))
check("pyarrow: as many cells as the CSV", len(table), cells.num_rows)
check("pyarrow: their states are those of the CSV", True, [row["status"] for row in table] == cells["status"].to_pylist())
sums = database.sql("SELECT sum(population) FILTER (status = 'covered') FROM cells").fetchall()[0][0]
check("DuckDB: people covered, of a stream", expected["people_covered"], round(sums))
sums = database.sql(
    f"SELECT sum(population) FILTER (status = 'covered') FROM '{WORK / 'out/cells.parquet'}'"
).fetchall()[0][0]
check("DuckDB: people covered, of cells.parquet", expected["people_covered"], round(sums))

parts = []
for part in range(4):
    of_part = database.sql(f"SELECT * FROM people WHERE hash(id) % 4 = {part}").to_arrow_table()
    covered("-", f"part-{part}", stream(of_part))
    parts.append(WORK / f"part-{part}")
run("coverage", "--out", WORK / "merged", "--merge", *parts)
check("DuckDB: four parts add up to one run", True, figures(WORK / "merged") == figures(WORK / "stream"))

places = people.select(["id", "lon", "lat"]).slice(0, 50)
asked = ["nearest", DATA / "places.geojson", "--at", "2026-11-24T18:00:00-03:00", "--open", "any", "--mode", "bike", "--minutes", "60"]
found = pa.ipc.open_stream(run(*asked, "--batch", "-", stdin=stream(places))).read_all()
check("pyarrow: each place has an answer", 50, len(set(found["id"].to_pylist())))
first = database.sql("SELECT count(*) FROM found WHERE rank = 1 AND distance_m > 0").fetchall()[0][0]
check("DuckDB: and one nearest station", 50, first)
