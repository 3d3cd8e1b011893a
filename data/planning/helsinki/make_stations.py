#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["osmium==4.3.2", "shapely==2.2.0"]
# ///
"""Makes stations.geojson from the OpenStreetMap tags of helsinki.osm.pbf.

    pip install osmium==4.3.2 shapely==2.2.0
    python3 data/planning/helsinki/make_stations.py

The same map gives the same file, byte by byte. What the map does not say is left out, never
guessed: no hours, no name and no amenity is made up.
"""

import csv
import json
import re
from pathlib import Path

import osmium
import shapely

HERE = Path(__file__).resolve().parent
MAP = HERE / "helsinki.osm.pbf"
STATIONS = HERE / "stations.geojson"
VOCABULARY = HERE.parents[1] / "vocabulary" / "amenities.csv"

# Where somebody who works outdoors can step in without booking, to sit, drink, warm up or
# use a toilet: public facilities, and the kinds of hosts that such stations have: libraries,
# community centres, banks, pharmacies, cafes, shops of every day. Left out: restaurants,
# bars and hotels, which serve their own guests, and offices.
HOSTS = {
    "amenity": [
        "bank", "bus_station", "cafe", "community_centre", "drinking_water", "fast_food",
        "ferry_terminal", "fuel", "library", "marketplace", "pharmacy", "place_of_worship",
        "post_office", "public_bath", "shower", "toilets", "townhall",
    ],
    "shop": ["convenience", "department_store", "kiosk", "mall", "supermarket"],
}
# Kinds of the vocabulary; others keep OpenStreetMap's word.
KINDS = {"toilets": "public_toilet", "public_bath": "bathhouse", "marketplace": "market"}
# What tags say of amenities beside the vocabulary's own column `osm`.
MORE_TAGS = [
    ("amenity", "toilets", "toilet"),
    ("amenity", "library", "books"),
    ("drinking_water", "yes", "drinking_water"),
    ("wifi", "free", "wifi"),
    ("wifi", "yes", "wifi"),
    ("shower", "yes", "shower"),
    ("changing_table", "yes", "baby_care"),
    ("indoor_seating", "yes", "seating"),
]
ACCESS = {"yes": "open", "public": "open", "permissive": "open", "customers": "customers"}
CLOSED_TO_PEOPLE = ("no", "private")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def host(tags):
    """What kind of host an object is; None if it is none."""
    if tags.get("access") in CLOSED_TO_PEOPLE:
        return None
    return next((tags[key] for key, values in HOSTS.items() if tags.get(key) in values), None)


def amenity_tags():
    """Tag, value and the amenity that they mean."""
    with VOCABULARY.open(encoding="utf-8", newline="") as rows:
        meant = [(*row["osm"].split("="), row["key"]) for row in csv.DictReader(rows) if row["osm"]]
    return meant + MORE_TAGS


def amenities(tags, meant):
    """Amenities that are there, and that are said not to be there."""
    said = {}
    for key, value, amenity in meant:
        if tags.get(key) == value:
            said[amenity] = True
        elif tags.get(key) == "no" and key not in HOSTS:
            said.setdefault(amenity, False)
    # A wheelchair user can enter a toilet that is nothing but one.
    wheelchair = {"yes": True, "no": False, "limited": "limited"}.get(tags.get("wheelchair"))
    if tags.get("amenity") == "toilets" and wheelchair is not None:
        said.setdefault("accessible_toilet", wheelchair)
    return dict(sorted(said.items()))


def properties(tags, kind, meant):
    street = " ".join(filter(None, [tags.get("addr:street"), tags.get("addr:housenumber")]))
    checked = tags.get("check_date:opening_hours") or tags.get("check_date") or ""
    found = {
        "name": tags.get("name"),
        "name_en": tags.get("name:en"),
        "kind": KINDS.get(kind, kind),
        "address": street or None,
        "city": tags.get("addr:city"),
        "operator": tags.get("operator"),
        "phone": tags.get("phone") or tags.get("contact:phone"),
        "opening_hours": tags.get("opening_hours"),
        "access": ACCESS.get(tags.get("access")),
        "verified_on": checked if DATE.fullmatch(checked) else None,
        "amenities": amenities(tags, meant) or None,
        "wheelchair": tags.get("wheelchair"),
        "fee": tags.get("fee"),
    }
    return {name: value for name, value in found.items() if value is not None}


def places(cut):
    """Kind of object, its number, its tags and its place: of an area, a point inside it.

    `cut` gets the ways that the edge of the map cuts, so that they are no areas any more.
    """
    shapes = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(MAP).with_areas():
        if host(thing.tags) is None:
            continue
        if thing.is_node():
            yield "node", thing.id, dict(thing.tags), (thing.location.lon, thing.location.lat)
        elif thing.is_way():
            cut[thing.id] = thing.tags.get("name", "without a name")
        elif thing.is_area():
            cut.pop(thing.orig_id() if thing.from_way() else None, None)
            area = shapely.from_wkb(shapes.create_multipolygon(thing))
            point = area.centroid if area.contains(area.centroid) else area.point_on_surface()
            kind = "way" if thing.from_way() else "relation"
            yield kind, thing.orig_id(), dict(thing.tags), (point.x, point.y)


def main():
    meant, cut = amenity_tags(), {}
    features = [
        {
            "type": "Feature",
            "id": f"{kind}-{number}",
            "geometry": {"type": "Point", "coordinates": [round(degree, 7) for degree in place]},
            "properties": properties(tags, host(tags), meant),
        }
        for kind, number, tags, place in sorted(places(cut), key=lambda found: found[:2])
    ]
    head = {
        "type": "FeatureCollection",
        "name": "Possible hosts of rest stations in central Helsinki",
        "datum": "wgs84",
        "calendar": "fi",
        "source": "(c) OpenStreetMap contributors, ODbL 1.0, extract of 2019-04",
    }
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    STATIONS.write_text(f'{opening}, "features": [\n{lines}\n]}}\n', encoding="utf-8")
    n_with_hours = sum("opening_hours" in feature["properties"] for feature in features)
    print(f"{len(features)} stations, {n_with_hours} with opening hours")
    for number, name in sorted(cut.items()):
        print(f"left out, cut by the edge of the map: way {number}, {name}")


if __name__ == "__main__":
    main()
