// The application: one state, the requests that follow from it, and the views of the answers.
//
// Page, frame and widget are the same App; they differ in where the state is stored.

import { Api, Problem } from './api.js';
import { fromWgs84, toWgs84 } from './datum.js';
import { CoverageView } from './coverage.js';
import { button, h } from './dom.js';
import { stationDetails } from './details.js';
import { nameFinder } from './empty.js';
import { bdi } from './foreign.js';
import { filterSection } from './filters.js';
import { buildFrame, hiddenBy, paddingBeside, sourcesLine } from './frame.js';
import { MapView } from './map.js';
import { markersOf } from './markers.js';
import { placeSection } from './place.js';
import { resultList, welcome } from './results.js';
import { ringsOf } from './rings.js';
import { basemapFault } from './style.js';
import { failure } from './say.js';
import { DEFAULTS, MEASURED_DECIMALS, asksTheSame, hasPlace, isPlace, readPosition } from './state.js';
import { wordsOf } from './words.js';

// Answers for "now" become outdated: they are requested again while the page is visible.
const REFRESH_MS = 60_000;
const MOVE_MS = 500;
// The time zone of the service until it is known.
const CHINA_OFFSET_S = 28_800;
const NO_CONFIG = { basemap: null, map_library: true };
// A valid place in every datum: without a place, this one is sent, only to see whether the service
// accepts the other parameters.
const ANYWHERE = [105, 35];

export class App {
  #answer = null;
  #meta = null;
  #map = null;
  #life = new AbortController();
  #asking = new AbortController();
  #choosing = new AbortController();
  #chosen = null;
  #remembered = new Map();
  // The circle that was last brought into view: none yet, or '' without a place.
  #viewed = null;

  // `container` is filled; `root` is the document or shadow root around it. `base` is the address
  // of the service; `basemap` overrides the service's own.
  constructor({ container, root, base, store, language, basemap = null, changeLanguage }) {
    Object.assign(this, { container, root, store, words: wordsOf(language), basemap });
    this.api = new Api(base, 'wgs84');
    this.frame = buildFrame(container, this.words, changeLanguage);
    this.tools = this.#tools();
    this.place = placeSection(this.tools);
    this.filters = filterSection(this.tools);
    this.frame.controls.append(this.place.element, this.filters.element);
    store.listen((next, before) => this.#changed(next, before));
    this.#show(store.state);
    this.refresh = setInterval(() => this.#refresh(), REFRESH_MS);
    this.started = this.#start();
  }

  // Stops the background work; the container can then be filled again.
  remove() {
    this.#life.abort();
    clearInterval(this.refresh);
    this.#asking.abort();
    this.#choosing.abort();
    this.coverage?.remove();
    this.store.forget();
    this.container.replaceChildren();
  }

  #tools() {
    const { words } = this;
    return {
      words,
      patch: (members, how) => this.store.patch({ ...members, station: '' }, how),
      choose: (id) => this.store.patch({ station: id }),
      place: ({ lat, lon }) => this.store.patch({ lat, lon, crs: '', station: '' }),
      hover: (id) => this.#map?.highlight(id),
      say: (text, tone) => this.#say(text, tone),
      remember: (id, known) => this.#remembered.set(id, known),
      offsetS: () => this.config?.utc_offset_s ?? CHINA_OFFSET_S,
    };
  }

  async #start() {
    const { signal } = this.#life;
    const [config, meta] = await Promise.all([
      this.api.config(signal).catch(() => NO_CONFIG),
      this.api.meta(signal).catch((problem) => signal.aborted || this.#say(failure(problem, this.words), 'bad')),
    ]);
    if (signal.aborted) return;
    // A base map that cannot be drawn is ignored, with its datum: positions would be displaced.
    this.basemapFault = basemapFault(this.basemap, this.words);
    this.config = { ...config, basemap: this.basemapFault === '' ? this.basemap ?? config.basemap : null };
    this.#meta = meta ?? null;
    // From here on positions are in the datum of the map.
    this.api = new Api(this.api.base, this.config.basemap?.datum ?? 'wgs84');
    this.tools.nameById = nameFinder(this.api, this.words);
    if (meta) this.filters.terms(meta);
    this.filters.update(this.store.state);
    this.frame.sources.replaceChildren(...sourcesLine(meta, this.words));
    this.frame.stage.attribution.replaceChildren(bdi(this.config.basemap?.attribution ?? ''));
    const drawing = this.#openMap();
    await this.#ask();
    if (signal.aborted) return;
    if (this.store.state.station) await this.#showStation();
    await drawing;
  }

  async #openMap() {
    const { canvas, note, legend } = this.frame.stage;
    const tools = {
      words: this.words,
      place: (lonLat) => this.tools.place(this.#placeOnMap(lonLat)),
      choose: this.tools.choose,
      padding: () => paddingBeside(this.frame.panel, this.container),
      partial: (isPartial) => this.#noteInMap(isPartial),
    };
    const { signal } = this.#life;
    try {
      this.#map = await MapView.open({ container: canvas, root: this.root, config: this.config, tools, signal });
    } catch (error) {
      if (signal.aborted) return;
      note.className = 'map-note';
      note.textContent = MapView.isLeftOut(error) ? this.words.noLibrary : this.words.mapFailed;
      note.hidden = false;
      this.container.classList.add('no-map');
      if (!this.#answer) this.#showAnswer();
      return;
    }
    if (this.#map === null) return;
    legend.hidden = false;
    this.#map.feed(this.api.feedUrl(this.store.state));
    this.#drawAnswer();
    this.#firstView();
    this.#openCoverage();
  }

  // A line in the map while its worker does not work, or about its base map.
  #noteInMap(isPartial) {
    const { note } = this.frame.stage;
    note.textContent = isPartial ? this.words.mapPartial : this.basemapFault;
    note.classList.add('beside');
    note.classList.toggle('no-worker', isPartial);
    note.hidden = note.textContent === '';
  }

  #firstView() {
    this.#viewCircle();
    if (!hasPlace(this.store.state) && this.#chosen === null) this.#map.showExtent();
    if (this.#chosen !== null) this.#map.show(this.#chosen.geometry.coordinates);
  }

  // A new circle is brought into view once both it and the map exist.
  #viewCircle() {
    if (!this.#map || !this.#answer) return;
    const { lat, lon, mode, minutes, radius_m: radiusM } = this.#answer.state;
    const circle = [lat, lon, mode, minutes, radiusM].join();
    if (circle === this.#viewed) return;
    const isFirst = this.#viewed === null;
    this.#viewed = circle;
    this.#map.fitCircle(isFirst ? 0 : MOVE_MS);
  }

  #openCoverage() {
    const { api, config, container, frame, store, words } = this;
    const hidden = () => hiddenBy(frame.panel, container);
    // The sheet makes room for the map.
    const opened = () => { if (hidden().bottom > 0) frame.sheet.set('low'); };
    this.coverage = new CoverageView({ api, config, store, words, frame, map: this.#map, meta: this.#meta, hidden, opened });
  }

  #placeOnMap(lonLat) {
    const [lon, lat] = toWgs84(this.api.datum, lonLat);
    return readPosition(lat, lon, MEASURED_DECIMALS);
  }

  // The start of the search in the datum of the map; an invalid place is sent as it was written.
  #origin() {
    const { lat, lon } = this.store.state;
    if (!isPlace(this.store.state)) return [lon, lat];
    return fromWgs84(this.api.datum, [lon, lat]).map((degrees) => Math.round(degrees * 1e7) / 1e7);
  }

  #changed(next, before) {
    this.#show(next);
    if (!this.config) return;
    if (!asksTheSame(next, before)) this.#ask();
    if (next.station !== before.station) this.#showStation({ isNew: true, before: before.station });
    const url = this.api.feedUrl(next);
    if (url !== this.api.feedUrl(before)) this.#map?.feed(url);
  }

  #show(state) {
    this.place.update(state);
    this.filters.update(state);
  }

  async #ask() {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { state } = this.store;
    if (!hasPlace(state)) {
      this.#answer = null;
      this.#viewed = '';
      this.#showAnswer();
      await this.#tryOut(state, signal);
      return;
    }
    this.frame.results.setAttribute('aria-busy', 'true');
    try {
      const [answer, rings] = await Promise.all([
        this.api.nearest(state, this.#origin(), signal),
        isPlace(state) ? ringsOf(this.api, state, this.#origin(), signal) : [],
      ]);
      this.#answer = { ...answer, rings, state };
      this.#showAnswer();
      this.#viewCircle();
    } catch (problem) {
      if (problem.name !== 'AbortError') this.#showProblem(problem);
    }
  }

  // Shows what the service would reject, even before there is a place.
  async #tryOut(state, signal) {
    if (state.station !== '' || asksTheSame(state, DEFAULTS)) return;
    try {
      await this.api.nearest({ ...state, crs: '' }, ANYWHERE, signal);
    } catch (problem) {
      if (problem.status === 400) this.#showProblem(problem);
    }
  }

  #showAnswer() {
    const { results } = this.frame;
    const { state } = this.store;
    results.removeAttribute('aria-busy');
    this.#drawAnswer();
    if (state.station !== '' && this.#chosen !== null) return;
    if (this.#answer === null) {
      results.replaceChildren(...welcome(this.#meta, !this.container.classList.contains('no-map'), this.words));
      this.#say('');
      return;
    }
    this.#keepFocus(() => results.replaceChildren(...resultList(this.#answer, state, this.tools).filter(Boolean)));
    const count = this.#answer.features.length;
    this.#say(count === 0 ? this.words.nothing : this.words.found(count), 'unseen');
  }

  // Refilling the list keeps the focus on the same station.
  #keepFocus(fill) {
    const id = this.container.getRootNode().activeElement?.dataset?.id;
    fill();
    if (id !== undefined) this.#focusStation(id);
  }

  #focusStation(id) {
    this.frame.results.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  #drawAnswer() {
    if (!this.#map) return;
    const { state } = this.store;
    this.#map.me(isPlace(state) ? this.#origin() : null, this.words.here);
    this.#map.circle(this.#answer?.rings ?? [], (ring) => this.#ringLabel(ring));
    this.#map.answer(markersOf(this.#answer, this.#chosen, this.words));
    this.#map.highlight(state.station || null);
  }

  #ringLabel({ minutes, radius_m: radiusM }) {
    return minutes === undefined ? this.words.metres(radiusM) : this.words.minutesValue(minutes);
  }

  async #showStation({ isNew = false, before = '' } = {}) {
    const { station: id, at, open, mode } = this.store.state;
    this.#choosing.abort();
    this.#choosing = new AbortController();
    if (id === '') {
      this.#leaveStation(before);
      return;
    }
    const { signal } = this.#choosing;
    const ask = (crs) => this.api.station(id, at, crs, signal);
    try {
      const [feature, chinese] = await Promise.all([ask('wgs84'), ask('gcj02')]);
      this.#showDetails({ feature, chinese, open, mode }, isNew);
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      this.#chosen = null;
      this.#showProblem(problem.status === 404 ? new Problem(404, { detail: this.words.chosenGone }) : problem);
    }
  }

  #showDetails({ feature, chinese, open, mode }, isNew) {
    const { id } = feature;
    this.#chosen = this.api.datum === 'gcj02' ? chinese : feature;
    const { element, title } = stationDetails({
      feature, chinese, asked: open, mode, meta: this.#meta, words: this.words,
      query: feature.query ?? { at: this.#answer?.query.at ?? '' },
      known: this.#known(id),
      back: () => this.store.patch({ station: '' }),
      choose: this.tools.choose,
    });
    this.frame.results.replaceChildren(element);
    this.container.classList.add('has-details');
    this.frame.scroll.scrollTop = 0;
    this.#drawAnswer();
    this.#map?.show(this.#chosen.geometry.coordinates);
    if (isNew) title.focus({ preventScroll: true });
  }

  // The part of the answer about a station: distance, and state on arrival.
  #known(id) {
    const hit = this.#answer?.features.find((feature) => feature.properties.station_id === id);
    if (!hit) return this.#remembered.get(id) ?? {};
    const { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at } = hit.properties;
    return { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at };
  }

  #leaveStation(id) {
    this.#chosen = null;
    this.container.classList.remove('has-details');
    if (this.#answer === null) this.#ask();
    else this.#showAnswer();
    this.#focusStation(id);
  }

  #showProblem(problem) {
    const { results } = this.frame;
    results.removeAttribute('aria-busy');
    if (problem.status === 400) {
      // The previous answer does not belong to this question.
      this.#answer = null;
      this.#drawAnswer();
    }
    const text = problem.status === 404 ? problem.message : failure(problem, this.words);
    const { label, act } = this.#wayOut(problem);
    results.replaceChildren(h('div', { class: 'empty' }, h('p', { role: 'alert' }, text), h('div', { class: 'ways' }, button({ on: { click: act } }, label))));
  }

  // Back from a station that does not exist, without the rejected member, or try again.
  #wayOut({ status, parameter }) {
    const { store, words } = this;
    if (status === 404) return { label: words.back, act: () => store.patch({ station: '' }) };
    const members = status === 400 ? refused(parameter) : [];
    if (members.length === 0) return { label: words.again, act: () => this.#ask() };
    const usual = Object.fromEntries(members.map((name) => [name, DEFAULTS[name]]));
    return { label: words.without(parameter), act: () => store.patch({ ...usual, station: '' }) };
  }

  #refresh() {
    if (document.hidden || this.store.state.at !== '' || !this.config) return;
    this.#ask();
    this.#map?.feed(this.api.feedUrl(this.store.state));
    this.coverage?.refresh();
  }

  // Announces to screen readers and, unless the list says the same, shows to all users.
  #say(text, tone = 'plain') {
    this.frame.status.textContent = text ?? '';
    this.frame.status.dataset.tone = tone;
  }
}

// The members of the state that a parameter of the API corresponds to.
function refused(parameter) {
  if (['lat', 'lon', 'lng', 'crs'].includes(parameter)) return ['lat', 'lon', 'crs'];
  return Object.hasOwn(DEFAULTS, parameter) ? [parameter] : [];
}
