"""OWSLib: it gives documents and follows nothing by itself."""

import owslib
from checks import BASE, BOX, check, document, matched
from owslib.ogcapi.features import Features

NAME = f"OWSLib {owslib.__version__}"

service = Features(BASE)
check(f"{NAME} conformance", 5, len(service.conformance()["conformsTo"]))
check(f"{NAME} finds the API", "3.0.3", service.api()["openapi"])
check(f"{NAME} finds the collection", ["stations"], service.feature_collections())
check(f"{NAME} collection", matched(), service.collection("stations")["itemCount"])
check(
    f"{NAME} queryables",
    ["amenities_text", "amenity", "district", "geometry", "kind", "open_at"],
    sorted(service.collection_queryables("stations")["properties"]),
)

page = service.collection_items("stations", limit=100)
ids = [feature["id"] for feature in page["features"]]
while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
    page = document(following[0])
    ids += [feature["id"] for feature in page["features"]]
check(f"{NAME} pages hold every station once", matched(), len(set(ids)))
check(f"{NAME} pages hold none twice", len(set(ids)), len(ids))
check(f"{NAME} item", ids[0], service.collection_item("stations", ids[0])["id"])
check(
    f"{NAME} bbox",
    matched(bbox=",".join(map(str, BOX))),
    service.collection_items("stations", bbox=list(BOX))["numberMatched"],
)
check(
    f"{NAME} property filter",
    matched(kind="public_toilet", amenity="toilet"),
    service.collection_items("stations", kind="public_toilet", amenity="toilet")["numberMatched"],
)
try:
    service.collection_items("stations", kidn="public_toilet")
    check(f"{NAME} hears of a misspelt parameter", "an error", "none")
except RuntimeError as error:
    check(f"{NAME} hears of a misspelt parameter", True, '"did_you_mean":"kind"' in str(error))
