// All stations on the map, from vector tiles: clusters far out, single stations near, and the streets
// below them where the service has some.

import { StationTiles } from './tiles.js';
import { stationLayers, stationsBut, streetLayer } from './style.js';

const SOURCE = 'stations';
const STREETS = 'streets';
// Streets are below this layer of the style, and so below all that is drawn.
const UNDERMOST = 'coverage-uncovered';
const DEEPEST_ZOOM = 16;
const CLUSTERS = 'stations-cluster';
const SINGLE = ['stations-point', 'stations-name'];
const CLICKABLE = [CLUSTERS, SINGLE[0]];
// A cluster is of an eighth of a tile: two zooms on it fills half of the tile.
const CLUSTER_ZOOMS = 2;

export class StationsOnMap {
  #hasStreets = false;
  #isStyled = false;
  #answers = [];

  // `map` is that of the `library`; `look()` tells the colours, and whether there is a base map.
  constructor({ library, map, look, signal }) {
    Object.assign(this, { map, look });
    this.tiles = new StationTiles(library, () => this.#reload(), signal);
    map.on('sourcedata', ({ sourceId, coord }) => {
      if (sourceId === SOURCE && coord && this.tiles.isOutdated(coord.canonical)) map.refreshTiles(SOURCE, [coord.canonical]);
    });
    for (const layer of CLICKABLE) this.#pointAt(layer);
  }

  // Shows the stations of the question in the address of a folder of tiles.
  ask(folder) {
    if (!this.tiles.ask(folder)) return;
    this.#reload();
    if (this.#isStyled) this.draw();
  }

  // Asks again for what is on the screen, if the map is.
  refresh() {
    if (!this.#isSeen() || !this.map.getSource(SOURCE)) return;
    this.tiles.settle();
    this.#reload();
  }

  // Whether the tiles have a layer of streets.
  streets(hasStreets) {
    this.#hasStreets = hasStreets;
    if (this.map.getSource(SOURCE)) this.#drawStreets();
  }

  // The style is about to be replaced.
  leave() {
    this.#isStyled = false;
  }

  // Adds source and layers to a style that is there.
  draw() {
    this.#isStyled = true;
    if (!this.tiles.isAsked || this.map.getSource(SOURCE)) return;
    const { colours } = this.look();
    this.map.addSource(SOURCE, { type: 'vector', tiles: [this.tiles.template], minzoom: 0, maxzoom: DEEPEST_ZOOM });
    for (const layer of stationLayers(colours)) this.map.addLayer({ source: SOURCE, ...layer });
    this.#drawStreets();
    this.leaveOut(this.#answers);
  }

  // A station that has a marker is not drawn twice.
  leaveOut(ids) {
    this.#answers = ids;
    for (const layer of SINGLE) {
      if (this.map.getLayer(layer)) this.map.setFilter(layer, stationsBut(ids));
    }
  }

  // What a press at a point of the screen hits: `{id}` of a station, `{cluster: {center, zoom}}`, or
  // null.
  at(point) {
    const layers = CLICKABLE.filter((layer) => this.map.getLayer(layer));
    const [hit] = layers.length > 0 ? this.map.queryRenderedFeatures(point, { layers }) : [];
    if (!hit) return null;
    if (hit.layer.id !== CLUSTERS) return { id: hit.properties.station_id };
    return { cluster: { center: hit.geometry.coordinates, zoom: this.map.getZoom() + CLUSTER_ZOOMS } };
  }

  #drawStreets() {
    const { colours, hasBasemap } = this.look();
    if (!this.#hasStreets || hasBasemap || this.map.getLayer(STREETS)) return;
    this.map.addLayer({ source: SOURCE, ...streetLayer(colours) }, UNDERMOST);
  }

  #reload() {
    if (this.map.getSource(SOURCE)) this.map.refreshTiles(SOURCE);
  }

  // A widget further down a page is not looked at.
  #isSeen() {
    const { top, bottom, width } = this.map.getContainer().getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  }

  #pointAt(layer) {
    const cursor = (shape) => () => { this.map.getCanvas().style.cursor = shape; };
    this.map.on('mouseenter', layer, cursor('pointer'));
    this.map.on('mouseleave', layer, cursor(''));
  }
}
