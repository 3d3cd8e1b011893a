"""The stations that make questions dear, and the files that make loading dear."""

import gzip
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Where the dear stations are; the world of the benches has none near.
DEAR_LAT, DEAR_LON = 10.0, 90.0


def feature(station, lat, lon, **properties):
    return {
        "type": "Feature",
        "id": station,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name": station, **properties},
    }


def near(number, count):
    """One of so many places within some kilometres of the dear place."""
    side = int(count**0.5) + 1
    return DEAR_LAT + number // side * 1e-4, DEAR_LON + number % side * 1e-4


def alternating(first_minute):
    """Open for a minute of each half hour, and in an hour of 8 August that all share."""
    spans = []
    for half_hour in range(48):
        minute = half_hour * 30 + first_minute
        spans.append(f"{minute // 60:02}:{minute % 60:02}-{(minute + 1) // 60:02}:{(minute + 1) % 60:02}")
    return ",".join(spans[:47]) + "; Aug 8 20:00-21:00"


def contradictory(count):
    """Doors and toilets that are open in other minutes; each text is another."""
    for number in range(count):
        lat, lon = near(number, count)
        door, toilet = alternating(number % 14), alternating(15 + number % 14)
        week = f"; week {1 + number % 52} Mo {number % 24:02}:10-{number % 24:02}:11"
        yield feature(
            f"never{number}", lat, lon, opening_hours=door + week,
            amenities={"toilet": {"opening_hours": toilet + week}},
        )


def weekend_toilets(count):
    """Two ordinary texts that have no moment in common."""
    for number in range(count):
        lat, lon = near(number, count)
        yield feature(
            f"weekend{number}", lat, lon + 1, opening_hours="Mo-Fr 08:00-18:00",
            amenities={"shower": {"opening_hours": "Sa 10:00-12:00"}},
        )


def easter(count):
    """Texts of thirteen rules that move with Easter."""
    rules = "; ".join(f"easter +{day} days 0{day % 8}:00-0{day % 8}:30" for day in range(1, 14))
    for number in range(count):
        lat, lon = near(number, count)
        yield feature(f"easter{number}", lat, lon + 2, opening_hours=rules)


def many_amenities():
    """One station with hours for each of seventy-five amenities."""
    amenities = {
        f"service {number}": {"opening_hours": alternating(number % 28)} for number in range(75)
    }
    yield feature("many", DEAR_LAT, DEAR_LON + 3, opening_hours=alternating(29), amenities=amenities)


def on_one_point(count, lat, lon, prefix):
    for number in range(count):
        yield feature(f"{prefix}{number}", lat, lon)


def collection(features, path):
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    path.write_text(text)
    return path


def dear_stations(path):
    """All stations that questions are dear for, as one file."""
    features = [
        *contradictory(1_000),
        *weekend_toilets(10_000),
        *easter(1_000),
        *many_amenities(),
        *on_one_point(50_000, DEAR_LAT, DEAR_LON + 4, "heap"),
        *on_one_point(20_000, 90.0, 0.0, "pole"),
    ]
    return collection(features, path)


def world(count, path):
    """The world of the benches with five stars for none."""
    program = ROOT / "target/release/examples/world"
    made = subprocess.run([program, str(count)], stdout=subprocess.PIPE, check=True)
    path.write_bytes(made.stdout.replace(b'"star":5', b'"star":4'))
    return path


def with_long_properties(count, path):
    """Stations with 8 kB of properties of their own each."""
    return collection(
        (feature(f"long{n}", *near(n, count), remark="x" * 8_000) for n in range(count)), path
    )


def empty_records(size_bytes, path):
    """Five stations, then nothing but empty records."""
    good = ",".join(json.dumps(feature(f"good{n}", *near(n, 5))) for n in range(5))
    empty = "{}," * (size_bytes // 3)
    path.write_text(f'{{"type":"FeatureCollection","features":[{good},{empty}{{}}]}}')
    return path


def gzip_bomb(size_bytes, path):
    """Blanks that are small until they are opened."""
    with gzip.open(path, "wb", compresslevel=9) as out:
        for _ in range(size_bytes >> 20):
            out.write(b" " * (1 << 20))
    return path
