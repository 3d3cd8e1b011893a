"""GDAL as pyogrio brings it, newer than the distribution's: it reads the schema too."""

import pathlib
import tempfile
import urllib.request

import pyogrio
from checks import BASE, BOX, check, matched

LAYER = f"OAPIF:{BASE}"
GDAL = "GDAL " + ".".join(map(str, pyogrio.__gdal_version__))


def count(**options):
    """How many features arrive."""
    return len(pyogrio.raw.read(LAYER, layer="stations", **options)[2])


info = pyogrio.read_info(LAYER, layer="stations")
types = dict(zip(info["fields"], info["ogr_types"]))
check(f"{GDAL} makes columns in the order of the file format", ["id", "station_id", "name"], list(types)[:3])
check(f"{GDAL} counts", matched(), info["features"])
check(f"{GDAL} knows the type of a rating nobody has", "OFTInteger", types["star"])
check(f"{GDAL} takes amenities for a list", "OFTStringList", types["amenities"])
check(f"{GDAL} compares dates itself", "OFTString", types["verified_on"])
check(f"{GDAL} gets every station", matched(), count())
check(f"{GDAL} where kind", matched(kind="public_toilet"), count(where="kind = 'public_toilet'"))
check(f"{GDAL} where kind of no station", 0, count(where="kind = 'nosuch'"))
check(f"{GDAL} takes the text of the amenities for a text", "OFTString", types["amenities_text"])
LIST = "toilet, accessible_toilet"
check(f"{GDAL} where the text of the amenities", matched(amenities_text=LIST), count(where=f"amenities_text = '{LIST}'"))
check(f"{GDAL} where that text is like", matched(amenity="accessible_toilet"), count(where="amenities_text LIKE '%accessible_toilet%'"))
check(f"{GDAL} where district", matched(district="沙田區"), count(where="district = '沙田區'"))
check(f"{GDAL} where a date is after all", 0, count(where="verified_on > '2099-01-01'"))
check(f"{GDAL} bbox", matched(bbox=",".join(map(str, BOX))), count(bbox=BOX))

with tempfile.TemporaryDirectory() as folder:
    tile = pathlib.Path(folder) / "0.mvt"
    address = BASE.removesuffix("/ogc") + "/v1/tiles/0/0/0.mvt?at=2026-11-24T12:00"
    tile.write_bytes(urllib.request.urlopen(address).read())
    meta, _, _, values = pyogrio.raw.read(tile, layer="stations")
    shown = dict(zip(meta["fields"], values))
    check(f"{GDAL} reads a vector tile whose counts are those of all stations", matched(), int(sum(shown["count"])))
    states = sum(int(sum(shown[state])) for state in ("open", "unknown", "closed"))
    check(f"{GDAL} finds a state for each of them", matched(), states)
