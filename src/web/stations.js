// All stations on the map, from vector tiles: clusters far out, single stations near, and the streets
// below them where the service has some. Streets are tiles of their own, which no moment changes.

import { hitAt } from './hits.js';
import { MapTiles } from './tiles.js';
import { stationLayers, stationsBut, streetLayer } from './style.js';

const SOURCE = 'stations';
const STREETS = 'streets';
// Streets are below this layer of the style, and so below all that is drawn.
const UNDERMOST = 'coverage-near';
const DEEPEST_ZOOM = 16;
const STREETS_FROM_ZOOM = 12;
const CLUSTERS = 'stations-cluster';
const SINGLE = ['stations-point', 'stations-name'];
const CLICKABLE = [CLUSTERS, SINGLE[0]];
// A cluster is of an eighth of a tile: two zooms on it fills half of the tile.
const CLUSTER_ZOOMS = 2;

export class StationsOnMap {
  #isStyled = false;
  #answers = [];

  // `map` is that of the `library`; `look()` tells the colours, the language, and
  // whether there is a base map.
  constructor({ library, map, look, signal }) {
    Object.assign(this, { map, look });
    this.tiles = new MapTiles(library, { again: () => this.#reload(), signal });
    this.streetTiles = new MapTiles(library, { again: () => this.#reload(STREETS), signal, isTimeless: true });
    map.on('sourcedata', ({ sourceId, coord }) => {
      if (sourceId === SOURCE && coord && this.tiles.isOutdated(coord.canonical)) map.refreshTiles(SOURCE, [coord.canonical]);
    });
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

  // Shows the streets in a folder of tiles.
  streets(folder) {
    this.streetTiles.ask(folder);
    if (this.#isStyled) this.#drawStreets();
  }

  // The style is about to be replaced.
  leave() {
    this.#isStyled = false;
  }

  // Adds source and layers to a style that is there.
  draw() {
    this.#isStyled = true;
    this.#drawStreets();
    if (!this.tiles.isAsked || this.map.getSource(SOURCE)) return;
    const { colours, lang } = this.look();
    this.map.addSource(SOURCE, { type: 'vector', tiles: [this.tiles.template], minzoom: 0, maxzoom: DEEPEST_ZOOM });
    for (const layer of stationLayers(colours, lang)) this.map.addLayer({ source: SOURCE, ...layer });
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
    const hit = hitAt(this.map, point, CLICKABLE, () => this.#renew());
    if (hit === null) return null;
    if (hit.layer.id !== CLUSTERS) return { id: hit.properties.station_id };
    return { cluster: { center: hit.geometry.coordinates, zoom: this.map.getZoom() + CLUSTER_ZOOMS } };
  }

  // Whether there is something to press at a point of the screen.
  isAt(point) {
    return hitAt(this.map, point, CLICKABLE) !== null;
  }

  #drawStreets() {
    const { colours, hasBasemap } = this.look();
    if (!this.streetTiles.isAsked || hasBasemap || this.map.getSource(STREETS)) return;
    this.map.addSource(STREETS, { type: 'vector', tiles: [this.streetTiles.template], minzoom: STREETS_FROM_ZOOM, maxzoom: DEEPEST_ZOOM });
    this.map.addLayer({ source: STREETS, ...streetLayer(colours) }, UNDERMOST);
  }

  #reload(source = SOURCE) {
    if (this.map.getSource(source)) this.map.refreshTiles(source);
  }

  #renew() {
    this.tiles.renew();
    this.#reload();
  }

  // A widget further down a page is not looked at.
  #isSeen() {
    const { top, bottom, width } = this.map.getContainer().getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  }
}
