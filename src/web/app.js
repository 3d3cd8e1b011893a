// The application: one state, the requests that follow from it, and the views of the answers.
//
// Page, frame and widget are the same App; they differ in where the state is stored.

import { answerTo } from './answers.js';
import { Api } from './api.js';
import { basemapFault } from './basemap.js';
import { openChooser } from './chooser.js';
import { Chosen, contactOf } from './chosen.js';
import { fromWgs84 } from './datum.js';
import { First } from './first.js';
import { bdi } from './foreign.js';
import { placeOf } from './go.js';
import { nameFinder } from './empty.js';
import { paddingBeside, sourcesLine } from './frame.js';
import { mayLocate } from './locating.js';
import { Kept } from './kept.js';
import { Memory } from './memory.js';
import { OnMyWay } from './on-my-way.js';
import { Panel } from './panel.js';
import { problemBox, refused } from './problems.js';
import { resultList, welcome } from './results.js';
import { Retry, passes } from './retry.js';
import { ringAround, ringsOf } from './rings.js';
import { clockOf } from './say.js';
import { Scheme } from './scheme.js';
import { Stage } from './stage.js';
import { Starts } from './starts.js';
import { DEFAULTS, asksSomething, asksTheSame, isNear, isPlace } from './state.js';
import { wordsOf } from './words.js';

// Answers for "now" become outdated: they are requested again while the page is visible.
const REFRESH_MS = 60_000;
// A question that takes longer shows meanwhile what is known of earlier.
const SLOW_MS = 6_000;
// The time zone of the service until it is known.
const CHINA_OFFSET_S = 28_800;
// A valid place in every datum: without a place, this one is sent, only to see whether the service
// accepts the other parameters.
const ANYWHERE = [105, 35];

export class App {
  #answer = null;
  #meta = null;
  #life = new AbortController();
  #asking = new AbortController();
  #askedMs = 0;

  // `container` is filled; `root` is the document or shadow root around it. `base` is the address
  // of the service; `basemap` overrides the service's own. `memory` is what the device remembers,
  // `theme` the colours, `told(name, detail)` hears of what happens, and `isCooperative` leaves wheel
  // and one finger to the page around; without `hasMap` there is only the list. `first` holds answers
  // that came with the page, `kept` those of earlier.
  constructor({ container, root, base, store, language, basemap = null, changeLanguage, memory = new Memory(null), theme = 'auto', told = () => {}, hasMap = true, isCooperative = false, first = new First(null, null), kept = new Kept(null, base) }) {
    Object.assign(this, { first, kept, container, root, store, words: wordsOf(language), basemap, memory, told, hasMap });
    this.api = new Api(base, 'wgs84');
    this.scheme = new Scheme(theme, container, this.#life.signal);
    this.onMyWay = new OnMyWay(this, this.#life.signal);
    this.starts = new Starts(this, { say: (text, tone) => this.#say(text, tone), signal: this.#life.signal });
    this.tools = this.#tools();
    this.panel = new Panel({ container, words: this.words, tools: this.tools, changeLanguage, back: () => store.patch({ station: '' }) });
    this.frame = this.panel.frame;
    this.chosen = new Chosen(this, {
      draw: (feature, isAgain) => this.stage.chosen(feature, isAgain),
      back: (id) => this.#backToList(id),
      failed: (problem) => this.#fail(problem),
      told,
    });
    this.stage = new Stage(this, { isCooperative, place: (lonLat) => this.starts.onMap(lonLat) });
    this.retry = new Retry(() => this.#recover(), this.#life.signal);
    store.listen((next, before) => this.#changed(next, before));
    this.panel.update(store);
    document.addEventListener('visibilitychange', () => this.#refresh(REFRESH_MS), { signal: this.#life.signal });
    this.refresh = setInterval(() => this.#refresh(), REFRESH_MS);
    this.started = this.#start();
  }

  // Stops the background work; the container can then be filled again.
  remove() {
    this.#life.abort();
    clearInterval(this.refresh);
    this.kept.stop();
    this.#asking.abort();
    this.onMyWay.close();
    this.panel.remove();
    this.chosen.remove();
    this.stage.remove();
    this.store.forget();
    this.container.replaceChildren();
  }

  // Starts at the place of the device; whether that succeeded.
  locate() {
    return this.starts.device();
  }

  #tools() {
    const { words } = this;
    return {
      words,
      patch: (members, how) => this.store.patch({ ...members, station: '' }, how),
      choose: (id) => this.store.patch({ station: id }),
      place: (place) => this.starts.at(place, { kind: 'written' }),
      locate: (members) => this.starts.device({ members }),
      search: (text, limit, signal) => {
        const { state } = this.store;
        return this.api.search(text, { place: isPlace(state) ? this.origin() : null, at: state.at, limit }, signal);
      },
      take: (feature) => this.starts.station(feature),
      drawRoute: () => this.onMyWay.draw(),
      go: (feature) => openChooser(this.container, placeOf(feature, this.api.datum, this.store.state.mode, words), contactOf(feature, this.api.base), words),
      hover: (id) => this.stage.highlight(id),
      say: (text, tone) => this.#say(text, tone),
      remember: (id, known) => this.chosen.remember(id, known),
      terms: () => this.#meta?.activities ?? [],
      amenityTerm: (key) => this.#meta?.amenities.find((term) => term.key === key) ?? { key },
      offsetS: () => this.config?.utc_offset_s ?? CHINA_OFFSET_S,
    };
  }

  // The page is useful once the service has told how it is set up; until then it is tried again.
  async #start() {
    this.#mayStart ??= mayLocate();
    const { signal } = this.#life;
    const [config, meta] = await Promise.allSettled(['config', 'meta'].map((name) => this.kept.service(name, () => this.first[name] ?? this.api[name](signal))));
    if (signal.aborted) return;
    if (config.status === 'rejected') {
      this.#showAnswer();
      this.#fail(config.reason);
      return;
    }
    this.#configure(config.value);
    if (meta.status === 'fulfilled') this.#know(meta.value);
    if (!asksSomething(this.store.state) || this.starts.isMeasured()) this.starts.deviceIfAllowed(this.#mayStart);
    await this.#ask();
    if (signal.aborted) return;
    // The list does not share a slow network with the map.
    const drawing = this.hasMap ? this.stage.open() : null;
    if (this.store.state.station) await this.#showChosen();
    await drawing;
    if (!signal.aborted) this.told('ready', { stations: this.#meta?.stations ?? null, dataset_version: this.#meta?.dataset_version ?? null });
  }

  #mayStart = null;

  // A base map that cannot be drawn is ignored, with its datum: positions would be displaced.
  #configure(config) {
    this.basemapFault = basemapFault(this.basemap, this.words);
    this.config = { ...config, basemap: this.basemapFault === '' ? this.basemap ?? config.basemap : null };
    // From here on positions are in the datum of the map.
    this.api = new Api(this.api.base, this.config.basemap?.datum ?? 'wgs84');
    this.tools.nameById = nameFinder(this.api, this.words);
    this.frame.stage.attribution.replaceChildren(bdi(this.config.basemap?.attribution ?? ''));
  }

  #know(meta) {
    this.#meta = meta;
    this.panel.terms(meta);
    this.panel.update(this.store);
    this.frame.sources.replaceChildren(...sourcesLine(meta, this.words));
    this.stage.meta = meta;
  }

  // The start of the search in the datum of the map; an invalid place is sent as it was written.
  origin() {
    const { lat, lon } = this.store.state;
    if (!isPlace(this.store.state)) return [lon, lat];
    return fromWgs84(this.api.datum, [lon, lat]).map((degrees) => Math.round(degrees * 1e7) / 1e7);
  }

  #changed(next, before) {
    this.onMyWay.changed(next, before);
    this.panel.update(this.store);
    this.memory.keep(next, this.store.origin);
    if (!this.config) return;
    if (!asksTheSame(next, before)) this.#ask();
    else this.stage.place();
    if (next.station !== before.station) this.#showChosen({ isNew: true, before: before.station });
    this.stage.stations(next);
  }

  #showChosen(how = {}) {
    return this.chosen.show({ answer: this.#answer, meta: this.#meta, ...how });
  }

  async #ask() {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { state } = this.store;
    if (!asksSomething(state)) {
      this.#answer = null;
      this.stage.forget();
      this.#settled();
      this.#showAnswer();
      await this.#tryOut(state, signal);
      return;
    }
    this.frame.results.setAttribute('aria-busy', 'true');
    const late = setTimeout(() => this.#recall(state, signal), SLOW_MS);
    try {
      const rings = isPlace(state) && state.route === '' ? ringsOf(this.api, state, this.origin(), signal) : [];
      const { answer, ...shown } = await answerTo(this, state, signal);
      this.#askedMs = Date.now();
      this.#answer = { ...answer, ...shown, rings: null, state };
      this.#settled();
      this.#showAnswer();
      this.told('answer', { question: state, answer });
      this.#drawRings(rings, signal);
      if (isNear(state)) this.kept.keep(state, this.api.datum, answer, (around) => this.api.nearest(around, this.origin(), this.#life.signal));
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      if (passes(problem)) await this.#recall(state, signal);
      if (signal.aborted) return;
      this.#dropOther(state);
      this.#fail(problem);
    } finally {
      clearTimeout(late);
    }
  }

  // What is known without the service: of this question, or else the answer that is there, aged until
  // now.
  async #recall(state, signal) {
    const before = this.#askedMs;
    if (!isNear(state)) {
      const aged = this.onMyWay.aged(this.#answer, state, before);
      if (aged !== null) this.#answer = aged;
      if (aged !== null) this.#showAnswer();
      return;
    }
    const kept = await this.kept.answer(state, this.api.datum);
    const found = kept ?? (this.#answer && this.kept.shown());
    // An answer may have come meanwhile.
    if (signal.aborted || found === null || this.#askedMs !== before) return;
    const isShown = this.#answer && asksTheSame(this.#answer.state, found.state);
    const rings = (isShown && this.#answer.rings) || [ringAround(this.origin(), found.answer.query.radius_m)];
    this.#askedMs = found.ms;
    this.#answer = { ...found.answer, kept_ms: found.ms, rings, state: found.state };
    this.#showAnswer();
  }

  // The list of a route is not left for another question, nor another list for a route.
  #dropOther(state) {
    const shown = this.#answer?.state;
    if (!shown || asksTheSame(shown, state) || (isNear(shown) && isNear(state))) return;
    this.#answer = null;
    this.stage.answer(null);
    this.panel.found(null);
    this.frame.results.replaceChildren();
  }

  // The map shows an answer together with its rings; the list does not wait for them.
  async #drawRings(rings, signal) {
    const found = await rings;
    if (signal.aborted || this.#answer === null) return;
    this.#answer = { ...this.#answer, rings: found };
    this.stage.answer(this.#answer);
  }

  // Shows what the service would reject, even before there is a place.
  async #tryOut(state, signal) {
    if (state.station !== '' || asksTheSame(state, DEFAULTS)) return;
    try {
      await this.api.nearest({ ...state, crs: '' }, ANYWHERE, signal);
    } catch (problem) {
      if (problem.status === 400) this.#fail(problem);
    }
  }

  // No failure is left: what one said goes, and what is still missing is asked for.
  #settled() {
    this.frame.alert.replaceChildren();
    if (this.#meta) this.retry.done();
    else this.retry.failed();
  }

  // Everything that an outage may have left undone.
  async #recover() {
    if (!this.config) {
      await this.#start();
      return;
    }
    if (!this.#meta) {
      const meta = await this.api.meta(this.#life.signal).catch(() => null);
      if (this.#life.signal.aborted) return;
      if (meta) this.#know(meta);
    }
    await this.#ask();
    if (this.store.state.station !== '' && !this.chosen.isFresh) await this.#showChosen();
    this.stage.refresh();
  }

  #showAnswer() {
    const { results } = this.frame;
    const { station } = this.store.state;
    results.removeAttribute('aria-busy');
    if (this.#answer?.rings !== null) this.stage.answer(this.#answer);
    this.panel.found(this.#answer?.features.length ?? null);
    if (station !== '' && this.chosen.feature !== null) return;
    if (this.#answer === null) {
      results.replaceChildren(...welcome(this.#meta, this.hasMap && !this.container.classList.contains('no-map'), this.tools));
      return;
    }
    this.#keepFocus(() => results.replaceChildren(...resultList(this.#answer, this.#answer.state, this.tools).filter(Boolean)));
    const count = this.#answer.features.length;
    this.#say(count === 0 ? this.words.nothing : this.words.found(count, false), 'unseen');
  }

  // What the map cannot do without: shown again when it turns out that there is none.
  showWithoutMap() {
    if (this.#answer === null && this.config) this.#showAnswer();
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

  #backToList(id) {
    if (this.#answer === null && this.config) this.#ask();
    else this.#showAnswer();
    this.#focusStation(id);
  }

  failed(problem) {
    this.#fail(problem);
  }

  // Says what failed. What was there stays, unless it belongs to another question than the one that
  // was refused.
  #fail(problem) {
    const { words, frame } = this;
    frame.results.removeAttribute('aria-busy');
    this.told('error', { status: problem.status, message: problem.message, parameter: problem.parameter ?? null });
    if (passes(problem)) {
      this.retry.failed();
      const none = this.store.state.route === '' ? words.retrying : words.routeOffline;
      const note = this.#answer ? words.kept(clockOf(this.#askedMs, words)) : none;
      this.#showProblem(problem, { note, label: words.again, act: () => this.#recover() });
      return;
    }
    if (problem.status === 400) {
      this.#answer = null;
      this.stage.answer(null);
    }
    frame.results.replaceChildren();
    this.#showProblem(problem, { note: '', ...this.#wayOut(problem) });
  }

  // The same words again would make screen readers repeat them.
  #showProblem(problem, how) {
    const box = problemBox(problem, { ...how, words: this.words });
    const { alert } = this.frame;
    if (alert.firstElementChild?.textContent !== box.textContent) alert.replaceChildren(box);
  }

  // Back from a station that does not exist, without the rejected member, or try again.
  #wayOut({ status, parameter }) {
    const { store, words, frame } = this;
    const leave = (members) => {
      frame.alert.replaceChildren();
      store.patch({ ...members, station: '' });
    };
    if (status === 404) return { label: words.back, act: () => leave({}) };
    const usual = status === 400 ? refused(parameter) : {};
    if (Object.keys(usual).length === 0) return { label: words.again, act: () => this.#ask() };
    return { label: words.without(parameter), act: () => leave(usual) };
  }

  // `leastMs` old answers are asked for again; a device that moved is asked where it is now.
  async #refresh(leastMs = 0) {
    if (document.hidden || this.store.state.at !== '' || !this.config || Date.now() - this.#askedMs < leastMs) return;
    if (this.starts.isMeasured()) await this.starts.deviceIfAllowed(mayLocate());
    if (asksSomething(this.store.state)) await this.#ask();
    if (this.#life.signal.aborted) return;
    if (this.store.state.station !== '') await this.#showChosen();
    this.stage.refresh();
  }

  // Announces to screen readers and, unless the list says the same, shows to all users.
  #say(text, tone = 'plain') {
    this.frame.status.textContent = text ?? '';
    this.frame.status.dataset.tone = tone;
  }

  // Where the panel leaves the map free.
  padding() {
    return paddingBeside(this.frame.panel, this.container);
  }
}
