// The map: MapLibre with the circle, the answer's markers and all stations.

import { button, h, icon } from './dom.js';
import { listenToLongPresses } from './presses.js';
import { ProposalsOnMap } from './proposed.js';
import { ringAround } from './rings.js';
import { routeFeatures } from './route-line.js';
import { signOf } from './signs.js';
import { StationsOnMap } from './stations.js';
import { CIRCLE_LAYERS, coloursOf, mapStyle, patternOf } from './style.js';

// All of China, until it is known where the stations are.
const CHINA = [[73, 17], [135, 54]];
const CLOSE_ZOOM = 15.5;
const PLACE_ZOOM = 13;
const NO_MAP_LIBRARY = 'no map library';
const NOTHING = { type: 'FeatureCollection', features: [] };
// Longer than a slow phone takes to fetch and start the library's worker.
const WORKER_MS = 20_000;

// Loads the library from beside this module. Its style sheet is added to `root` once; shadow roots
// need it too.
async function loadLibrary(root) {
  const address = (name) => new URL(`./${name}`, import.meta.url).href;
  const href = address('maplibre-gl.css');
  if (!root.querySelector(`link[href="${href}"]`)) root.prepend(h('link', { rel: 'stylesheet', href }));
  return import(address('maplibre-gl.mjs'));
}

export class MapView {
  #library;
  #map;
  #markers = new Map();
  #me = null;
  #stations;
  #drawn = null;
  #shaded = null;
  #accuracy = null;
  #route = NOTHING;
  #isAimed = false;
  #life = new AbortController();

  // Draws into `container`. `tools` holds `words`, `padding()` (pixels that the panel covers), what
  // to do on presses (`place([lon, lat])`, `tap([lon, lat])`, `choose(id)`), `isDrawing()` (whether a
  // press on a station is a tap beside it too), and `partial(isPartial)`,
  // which is called when the library's worker does not start, or starts after all. `scheme` has the
  // `name` of the colours and tells of changes; `isCooperative` leaves wheel and one finger to the
  // page around. Null if `signal` is aborted before the map is built.
  static async open({ container, root, config, tools, signal, scheme, isCooperative }) {
    if (!config.map_library) throw new Error(NO_MAP_LIBRARY);
    const library = await loadLibrary(root);
    if (signal.aborted) return null;
    const view = new MapView();
    view.#library = library;
    Object.assign(view, { tools, scheme, isCooperative });
    view.basemap = config.basemap;
    signal.addEventListener('abort', () => view.remove(), { once: true, signal: view.#life.signal });
    await view.#draw(container);
    return signal.aborted ? null : view;
  }

  async #draw(container) {
    const { words } = this.tools;
    const { Map: MapLibre, NavigationControl, ScaleControl } = this.#library;
    this.#map = new MapLibre({
      container,
      style: mapStyle(this.scheme.name, this.basemap),
      bounds: CHINA,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      cooperativeGestures: this.isCooperative,
      locale: {
        'Map.Title': words.map,
        'CooperativeGesturesHandler.MobileHelpText': words.gestures.mobile,
        'CooperativeGesturesHandler.WindowsHelpText': words.gestures.ctrl,
        'CooperativeGesturesHandler.MacHelpText': words.gestures.mac,
        'NavigationControl.ZoomIn': words.zoomIn,
        'NavigationControl.ZoomOut': words.zoomOut,
      },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#watchWorker();
    this.#map.setMissingStyleImageResolver((name) => this.#addImage(name));
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.#map.addControl(this.#centreControl(), 'top-right');
    this.#map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    this.#map.on('click', (event) => this.#click(event));
    this.#map.on('mousemove', ({ point }) => { this.#map.getCanvas().style.cursor = this.#isPressable(point) ? 'pointer' : ''; });
    listenToLongPresses(this.#map, (lngLat) => this.tools.place(lngLat.wrap().toArray()));
    this.#map.on('movestart', (event) => { this.#isAimed ||= Boolean(event.originalEvent); });
    this.scheme.listen(() => this.#restyle(), this.#life.signal);
    this.proposals = new ProposalsOnMap(this.#map);
    this.#stations = new StationsOnMap({ library: this.#library, map: this.#map, look: () => this.#look(), signal: this.#life.signal });
    // Not `load`: a slow tile server must not delay the stations.
    await this.#map.once('style.load');
    if (!this.#life.signal.aborted) this.#stations.draw();
  }

  // Circle, stations and tiles need the library's worker, which a page's policy or its sandbox may
  // prevent from starting. Other errors are a missing tile: the map continues.
  #watchWorker() {
    const { partial } = this.tools;
    let isStarted = false;
    const late = setTimeout(() => partial(true), WORKER_MS);
    // Only the worker delivers contents; a source that failed in it counts as loaded.
    const started = ({ sourceId, sourceDataType }) => {
      if (sourceId !== 'circle' || sourceDataType !== 'content') return;
      isStarted = true;
      clearTimeout(late);
      partial(false);
      this.#map.off('sourcedata', started);
    };
    this.#map.on('sourcedata', started);
    this.#map.on('error', ({ error }) => { if (!isStarted && isOfWorker(error)) partial(true); });
    this.#life.signal.addEventListener('abort', () => clearTimeout(late));
  }

  #restyle() {
    const kept = this.#drawn;
    this.#stations.leave();
    this.#map.setStyle(mapStyle(this.scheme.name, this.basemap), { diff: false });
    this.#map.once('style.load', () => {
      this.#stations.draw();
      if (kept) this.circle(kept.rings, kept.label);
      this.shade(this.#shaded);
      this.proposals.draw();
      this.#map.getSource('route')?.setData(this.#route);
      this.#map.getSource('accuracy')?.setData(this.#accuracy ?? NOTHING);
    });
  }

  #addImage(name) {
    if (this.#map.hasImage(name)) return;
    const sign = signOf(name, coloursOf(this.scheme.name));
    const pattern = sign?.data ?? patternOf(name);
    if (pattern) this.#map.addImage(name, pattern, { pixelRatio: sign?.pixelRatio ?? 1 });
  }

  #look() {
    return { colours: coloursOf(this.scheme.name), lang: this.tools.words.lang, hasBasemap: Boolean(this.basemap) };
  }

  #click(event) {
    if (this.tools.isDrawing()) {
      this.tools.tap(event.lngLat.wrap().toArray());
      return;
    }
    const rank = this.proposals.at(event.point);
    if (rank !== null) {
      this.proposals.chosen(rank);
      return;
    }
    const hit = this.#stations.at(event.point);
    if (hit === null) this.tools.tap(event.lngLat.wrap().toArray());
    else if (hit.cluster) this.#map.easeTo(hit.cluster);
    else this.tools.choose(hit.id);
  }

  #isPressable(point) {
    return this.proposals.isAt(point) || this.#stations.isAt(point);
  }

  // Shows a route of `[lon, lat]`, or with no points none; of a draft all its points are seen.
  route(points, isDraft) {
    this.#route = routeFeatures(points, isDraft);
    this.#map.getSource('route')?.setData(this.#route);
  }

  // Two taps in a row are two points while a route is drawn, and no zoom.
  drawing(isOn) {
    this.#map.doubleClickZoom[isOn ? 'disable' : 'enable']();
    this.#map.getCanvas().classList.toggle('drawing', isOn);
  }

  // The place `[lon, lat]` in the middle of what is not covered.
  middle({ left = 0, bottom = 0 }) {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    return this.#map.unproject([(left + width) / 2, (height - bottom) / 2]).wrap().toArray();
  }

  fitRoute(duration) {
    const points = this.#route.features.flatMap(({ geometry }) => (geometry.type === 'LineString' ? geometry.coordinates : [geometry.coordinates]));
    this.#fitPoints(points, duration);
  }

  // Shows the stations of a question, by the address of a folder of tiles.
  stations(folder) {
    this.#stations.ask(folder);
  }

  // Asks again for the stations on the screen.
  refresh() {
    this.#stations.refresh();
  }

  // Shows the streets in a folder of tiles.
  streets(folder) {
    this.#stations.streets(folder);
  }

  // Shows a box [west, south, east, north], unless the map was moved or a circle shown meanwhile.
  showExtent([west, south, east, north]) {
    if (!this.#isAimed) this.#fit([[west, south], [east, north]], 0);
  }

  // A button that takes the centre of the map as the place: the click for the keyboard.
  #centreControl() {
    const { words, place } = this.tools;
    const click = () => place(this.#map.getCenter().wrap().toArray());
    const middle = button({ class: 'maplibregl-ctrl-centre', title: words.centre, 'aria-label': words.centre, on: { click } }, icon('target'));
    const element = h('div', { class: 'maplibregl-ctrl maplibregl-ctrl-group' }, middle);
    return { onAdd: () => element, onRemove: () => element.remove() };
  }

  // The start of the search, or none: `{lonLat, label, isMeasured, accuracyM}`.
  start(place) {
    this.#me?.remove();
    this.#me = null;
    this.#accuracy = place?.accuracyM > 0 ? ringAround(place.lonLat, place.accuracyM) : null;
    this.#map.getSource('accuracy')?.setData(this.#accuracy ?? NOTHING);
    if (place === null) return;
    const element = h('div', { class: place.isMeasured ? 'me' : 'from', role: 'img', 'aria-label': place.label });
    this.#me = new this.#library.Marker({ element }).setLngLat(place.lonLat).addTo(this.#map);
  }

  // The rings of what is within reach, the widest last; `label` makes a text of a ring's
  // properties.
  circle(rings, label) {
    this.#drawn = { rings, label };
    this.#map.getSource('circle')?.setData({ type: 'FeatureCollection', features: rings });
    this.#map.getSource('labels')?.setData({ type: 'FeatureCollection', features: rings.map((ring) => top(ring, label)) });
  }

  // Calls back when the map has stopped somewhere else.
  moved(listener) {
    this.#map.on('moveend', listener);
  }

  // The visible part of the map, in degrees, without what is covered; east may exceed 180.
  box({ left = 0, bottom = 0 } = {}) {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const { lng: west, lat: north } = this.#map.unproject([left, 0]);
    const { lng: east, lat: south } = this.#map.unproject([width, height - bottom]);
    return { west, south, east, north };
  }

  // Shades these areas, by their `kind`; null removes them. The rings of a search would contradict
  // the shades and give way to them.
  shade(areas) {
    this.#shaded = areas;
    this.#map.getSource('coverage')?.setData(areas ?? NOTHING);
    for (const id of CIRCLE_LAYERS) {
      if (this.#map.getLayer(id)) this.#map.setLayoutProperty(id, 'visibility', areas ? 'none' : 'visible');
    }
  }

  // Moves to a place of a list; `abovePx` of the top are covered.
  aim(lonLat, abovePx) {
    this.#isAimed = true;
    this.#map.easeTo({ center: lonLat, zoom: Math.max(this.#map.getZoom(), PLACE_ZOOM), padding: this.#below(abovePx) });
  }

  #below(abovePx) {
    const padding = this.tools.padding();
    return { ...padding, top: Math.max(padding.top ?? 0, abovePx) };
  }

  // Shows all of these places, below so many pixels.
  showPlaces(places, abovePx) {
    const bounds = new this.#library.LngLatBounds();
    for (const place of places) bounds.extend(place);
    this.#isAimed = true;
    this.#map.fitBounds(bounds, { padding: this.#below(abovePx), duration: 0, maxZoom: CLOSE_ZOOM });
  }

  fitCircle(duration) {
    const widest = this.#drawn?.rings.at(-1);
    if (!widest) return;
    this.#fitPoints(pointsOf(widest), duration);
  }

  #fitPoints(points, duration) {
    if (points.length === 0) return;
    const bounds = new this.#library.LngLatBounds();
    for (const point of points) bounds.extend(point);
    this.#isAimed = true;
    this.#fit(bounds, duration);
  }

  #fit(bounds, duration) {
    const padding = this.tools.padding();
    this.#map.fitBounds(bounds, { padding, duration, maxZoom: CLOSE_ZOOM });
  }

  // Replaces the numbered markers: `[{id, lonLat, text, label, state}]`.
  answer(stations) {
    for (const marker of this.#markers.values()) marker.remove();
    this.#markers.clear();
    // The first of the list is added last, so that it is on top.
    for (const station of [...stations].reverse()) this.#markers.set(station.id, this.#marker(station));
    this.#stations.leaveOut([...this.#markers.keys()]);
  }

  #marker({ id, lonLat, text, label, state }) {
    const choose = (event) => {
      event.stopPropagation();
      this.tools.choose(id);
    };
    const element = button({ class: `sign marker ${state}`, 'data-long': text.length > 2, 'aria-label': label, on: { click: choose } }, h('span', {}, text));
    return new this.#library.Marker({ element, anchor: 'bottom' }).setLngLat(lonLat).addTo(this.#map);
  }

  // Highlights one station.
  highlight(id) {
    for (const [other, marker] of this.#markers) {
      marker.getElement().classList.toggle('chosen', other === id);
    }
  }

  // Moves to a chosen station if it is not in view.
  show(lonLat) {
    const { top: above = 0, bottom = 0, left = 0, right = 0 } = this.tools.padding();
    const { x, y } = this.#map.project(lonLat);
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const isSeen = x > left && x < width - right && y > above && y < height - bottom;
    if (isSeen) return;
    this.#map.easeTo({ center: lonLat, zoom: Math.max(this.#map.getZoom(), 14), padding: this.tools.padding() });
  }

  remove() {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#map.remove();
  }
}

// Whether the library reports that its worker did not start; errors of a server have a status.
function isOfWorker(error) {
  return error?.status === undefined && /worker/i.test(error?.message);
}

function pointsOf(feature) {
  const { type, coordinates } = feature.geometry;
  return type === 'MultiPolygon' ? coordinates.flat(2) : coordinates.flat();
}

// The northernmost point of a ring, with its label.
function top(ring, label) {
  const coordinates = pointsOf(ring).reduce((highest, point) => (point[1] > highest[1] ? point : highest));
  return { type: 'Feature', geometry: { type: 'Point', coordinates }, properties: { label: label(ring.properties) } };
}
