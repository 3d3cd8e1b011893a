// The map's side of the App: when the map is there, what it shows of the answer, and without it what
// is said instead.

import { fromWgs84 } from './datum.js';
import { addSheet } from './dom.js';
import { hiddenBy } from './frame.js';
import { markersOf } from './markers.js';
import { asksSomething, isPlace } from './state.js';

const MOVE_MS = 500;

export class Stage {
  meta = null;
  #map = null;
  #answer = null;
  #chosen = null;
  #life = new AbortController();
  // The circle that was last brought into view: none yet, or '' without a place.
  #viewed = null;
  #isDescribed = false;
  // Takes the presses while a route is drawn, and the points of its draft.
  #take = null;
  #draft = [];

  // `app` is the App, `place([lon, lat])` takes a place of the map.
  constructor(app, { isCooperative, place }) {
    Object.assign(this, { app, isCooperative, takePlace: place });
  }

  remove() {
    this.#life.abort();
    this.coverage?.remove();
  }

  // Opens the map; without one the page is a list.
  async open() {
    const { app } = this;
    const { words, frame, container, config } = app;
    const { canvas, note, legend } = frame.stage;
    const tools = {
      words,
      place: (lonLat) => (this.#take ?? this.takePlace)(lonLat),
      isDrawing: () => this.#take !== null,
      tap: (lonLat) => this.#tap(lonLat),
      choose: app.tools.choose,
      padding: () => app.padding(),
      partial: (isPartial) => this.#noteInMap(isPartial),
    };
    const { signal } = this.#life;
    const described = this.#askTiles();
    try {
      // Not before the list: neither this nor the library is needed for it.
      const { MapView } = await import('./map.js');
      if (signal.aborted) return;
      const opening = { container: canvas, root: app.root, config, tools, signal, scheme: app.scheme, isCooperative: this.isCooperative };
      this.#map = await MapView.open(opening);
    } catch {
      if (signal.aborted) return;
      note.className = 'map-note';
      note.textContent = config.map_library === false ? words.noLibrary : words.mapFailed;
      note.hidden = false;
      container.classList.add('no-map');
      app.showWithoutMap();
      return;
    }
    if (this.#map === null) return;
    legend.hidden = false;
    this.#map.drawing(this.#take !== null);
    this.#draw();
    this.#firstView();
    this.#map.stations(app.api.tilesUrl(app.store.state));
    this.#openCoverage();
    this.#describe(await described);
  }

  // A tap beside all stations closes the one that is open, and never loses a place.
  #tap(lonLat) {
    const { store } = this.app;
    if (this.#take !== null) this.#take(lonLat);
    else if (store.state.station !== '') store.patch({ station: '' });
    else if (!asksSomething(store.state)) this.takePlace(lonLat);
  }

  // A line in the map while its worker does not work, or about its base map.
  #noteInMap(isPartial) {
    const { note } = this.app.frame.stage;
    note.textContent = isPartial ? this.app.words.mapPartial : this.app.basemapFault;
    note.classList.add('beside');
    note.classList.toggle('no-worker', isPartial);
    note.hidden = note.textContent === '';
  }

  #firstView() {
    this.#viewCircle();
    if (this.#chosen !== null) this.#map.show(this.#chosen.geometry.coordinates);
  }

  // A new circle or route is brought into view once both it and the map exist.
  #viewCircle() {
    if (!this.#map || !this.#answer) return;
    const { lat, lon, mode, minutes, radius_m: radiusM, route } = this.#answer.state;
    const circle = route || [lat, lon, mode, minutes, radiusM].join();
    if (circle === this.#viewed) return;
    const isFirst = this.#viewed === null;
    this.#viewed = circle;
    if (route === '') this.#map.fitCircle(isFirst ? 0 : MOVE_MS);
    else this.#map.fitRoute(isFirst ? 0 : MOVE_MS);
  }

  async #openCoverage() {
    addSheet(this.app.root, 'coverage.css');
    const [{ CoverageView }, { withCoverage }] = await Promise.all([import('./coverage.js'), import('./coverage-words.js')]);
    if (this.#life.signal.aborted) return;
    const { api, config, container, frame, store, words } = this.app;
    const hidden = () => hiddenBy(frame.panel, container);
    // The sheet makes room for the map.
    const opened = () => { if (hidden().bottom > 0) frame.sheet.set('low'); };
    this.coverage = new CoverageView({ api, config, store, words: withCoverage(words), frame, map: this.#map, meta: this.meta, hidden, opened });
  }

  // While a route is drawn, `take([lon, lat])` gets all presses on the map, which shows only the draft;
  // null ends it.
  draw(take) {
    this.#take = take;
    this.#draft = [];
    this.#map?.drawing(take !== null);
    this.#draw();
  }

  // The points of the draft.
  draft(points) {
    this.#draft = points;
    this.#map?.route(points, true);
  }

  fitDraft() {
    this.#map?.fitRoute(MOVE_MS);
  }

  // The place in the middle of what is seen of the map; null without one.
  middle(hidden) {
    return this.#map?.middle(hidden) ?? null;
  }

  // Without a place the next circle is a new view.
  forget() {
    this.#viewed = '';
  }

  // Shows an answer, or none.
  answer(answer) {
    this.#answer = answer;
    if (this.app.store.state.station === '') this.#chosen = null;
    this.#draw();
    this.#viewCircle();
  }

  // Shows a chosen station, whether or not it is in the answer; one that `isAgain` shown does not
  // move the map.
  chosen(feature, isAgain) {
    this.#chosen = feature;
    this.#draw();
    if (!isAgain) this.#map?.show(feature.geometry.coordinates);
  }

  highlight(id) {
    this.#map?.highlight(id);
  }

  // The start of the search.
  place() {
    const { store, words } = this.app;
    const { kind, accuracyM } = store.origin;
    const isMeasured = kind === 'device' || kind === 'kept';
    // Of a route the start is its own, but where the rider is stays.
    const isShown = isPlace(store.state) && this.#take === null && (store.state.route === '' || isMeasured);
    this.#map?.start(isShown ? { lonLat: this.app.origin(), label: isMeasured ? words.here : words.from, isMeasured, accuracyM } : null);
  }

  #draw() {
    if (!this.#map) return;
    const { words, store } = this.app;
    this.place();
    const shown = this.#take === null ? this.#answer : null;
    this.#map.route(this.#take === null ? this.#answer?.line ?? [] : this.#draft, this.#take !== null);
    this.#map.circle(shown?.rings ?? [], ({ minutes, radius_m: radiusM }) => (minutes === undefined ? words.metres(radiusM) : words.minutesValue(minutes)));
    this.#map.answer(markersOf(shown, this.#take === null ? this.#chosen : null, words));
    this.#map.highlight(store.state.station || null);
  }

  // The stations of another question.
  stations(next) {
    this.#map?.stations(this.app.api.tilesUrl(next));
  }

  // What is shown of "now" is asked for again.
  async refresh() {
    this.#map?.refresh();
    this.coverage?.refresh();
    if (this.#map && !this.#isDescribed) this.#describe(await this.#askTiles());
  }

  // Null if it is not known now.
  #askTiles() {
    return this.app.api.tiles(this.#life.signal).catch(() => null);
  }

  #describe(tiles) {
    if (tiles === null || this.#life.signal.aborted) return;
    this.#isDescribed = true;
    if (tiles.vector_layers.some(({ id }) => id === 'streets')) this.#map.streets(this.app.api.streetsUrl());
    const corners = [tiles.bounds.slice(0, 2), tiles.bounds.slice(2)].map((corner) => fromWgs84(this.app.api.datum, corner));
    const isSet = corners.flat().every(Number.isFinite);
    if (isSet && !asksSomething(this.app.store.state) && this.#chosen === null) this.#map.showExtent(corners.flat());
  }
}
