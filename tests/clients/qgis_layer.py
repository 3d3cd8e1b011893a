"""QGIS without a screen: the layer that its dialogue "WFS / OGC API - Features" would add."""

import os
import sys

from checks import BASE, BOX, check, matched
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

NAME = "QGIS " + Qgis.QGIS_VERSION.split("-")[0]
application = QgsApplication([], False)
application.initQgis()


def layer(base=BASE, options=""):
    """The stations as QGIS opens them."""
    return QgsVectorLayer(f"url='{base}' typename='stations' {options}", "stations", "OAPIF")


def count(stations, request=QgsFeatureRequest()):
    """How many features arrive."""
    return sum(1 for _ in stations.getFeatures(request))


def count_where(expression):
    """How many features arrive under a filter."""
    stations = layer()
    return count(stations) if stations.setSubsetString(expression) else "no such filter"


stations = layer()
check(f"{NAME} opens the layer", "valid", "valid" if stations.isValid() else stations.error().message())
check(f"{NAME} draws points", QgsWkbTypes.Point, stations.wkbType())
check(f"{NAME} with a slash at the end", True, layer(f"{BASE}/").isValid())
check(f"{NAME} counts without reading", matched(), stations.featureCount())
check(f"{NAME} gets every station", matched(), count(stations))
check(f"{NAME} in pages of 100", matched(), count(layer(options="pageSize='100'")))
check(
    f"{NAME} in a rectangle",
    matched(bbox=",".join(map(str, BOX))),
    count(layer(options="restrictToRequestBBOX='1'"), QgsFeatureRequest(QgsRectangle(*BOX))),
)
check(f"{NAME} filter by kind", matched(kind="public_toilet"), count_where("\"kind\" = 'public_toilet'"))
check(
    f"{NAME} filter by a Chinese district",
    matched(district="沙田區"),
    count_where("\"district\" = '沙田區'"),
)
check(
    f"{NAME} filter by date asks by datetime",
    matched(datetime="2027-01-01/.."),
    count_where("\"verified_on\" >= '2027-01-01'"),
)
# Its own clean-up crashes without a screen; everything has been said by now.
sys.stdout.flush()
os._exit(0)
