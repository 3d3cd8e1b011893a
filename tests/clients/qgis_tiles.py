"""QGIS without a screen: the vector tiles that its dialogue "Vector Tiles" would add, drawn."""

import os
import sys
import urllib.parse

from checks import BASE, check
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLineSymbol,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

NAME = "QGIS " + Qgis.QGIS_VERSION.split("-")[0]
#: The side of the picture, pixels; tiles of zoom 14 or so are drawn on it.
SIDE = 400
#: West, south, east and north in Helsinki, where stations and streets are.
VIEW = QgsRectangle(24.93, 60.16, 24.96, 60.18)
application = QgsApplication([], False)
application.initQgis()


def view():
    """The part of the map that is drawn, in its projection."""
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    settings = QgsMapSettings()
    settings.setDestinationCrs(mercator)
    to_map = QgsCoordinateTransform(degrees, mercator, QgsProject.instance())
    settings.setExtent(to_map.transformBoundingBox(VIEW))
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor("white"))
    return settings


def n_drawn(tiles, layer, geometry, where):
    """How many pixels the features of a layer of the tiles colour that pass a filter."""
    style = QgsVectorTileBasicRendererStyle("only", layer, geometry)
    style.setFilterExpression(where)
    kind = QgsMarkerSymbol if geometry == QgsWkbTypes.PointGeometry else QgsLineSymbol
    style.setSymbol(kind.createSimple({"color": "red"}))
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([style])
    tiles.setRenderer(renderer)
    settings = view()
    settings.setLayers([tiles])
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    pixels = ((x, y) for x in range(SIDE) for y in range(SIDE))
    return sum(picture.pixelColor(*at).green() < 128 for at in pixels)


address = BASE.removesuffix("/ogc") + "/v1/tiles/{z}/{x}/{y}.mvt?at=2026-11-24T12:00"
escaped = urllib.parse.quote(address, safe=":/{}")
tiles = QgsVectorTileLayer(f"type=xyz&url={escaped}&zmin=0&zmax=16", "tiles")
check(f"{NAME} opens the vector tiles", True, tiles.isValid())
points, lines = QgsWkbTypes.PointGeometry, QgsWkbTypes.LineGeometry
for layer, geometry, where, is_drawn in [
    ("stations", points, '"count" > 0', True),
    ("stations", points, '"count" = "open" + "unknown" + "closed"', True),
    ("stations", points, '"count" < 1', False),
    ("streets", lines, '"walk"', True),
    ("streets", lines, "\"class\" = 'path' and not \"bike\"", True),
    ("streets", lines, "\"class\" = 'nosuch'", False),
]:
    found = n_drawn(tiles, layer, geometry, where) > 50
    check(f"{NAME} draws {layer} of its tiles where {where}", is_drawn, found)
# Its own clean-up crashes without a screen; everything has been said by now.
sys.stdout.flush()
os._exit(0)
