// The chosen station: asks for it, shows its details, and goes back to the list.

import { agedStation } from './aged.js';
import { Problem } from './ask.js';
import { addressOf, stationDetails } from './details.js';
import { placeOf } from './go.js';
import { passes } from './retry.js';
import { nameOf } from './say.js';

export class Chosen {
  // The station as the map draws it; null if none is shown.
  feature = null;
  #asking = new AbortController();
  #remembered = new Map();
  // What stands on the card: `{id, feature, ms, text}`, the feature as it was at `ms`.
  #card = null;

  // `app` is the App, as far as it is used here: its `api`, `store`, `words`, `frame`, `container`.
  constructor(app, { draw, back, failed, told }) {
    Object.assign(this, { app, draw, back, failed, told });
  }

  // What is known of a station that is not in the answer: its distance.
  remember(id, known) {
    this.#remembered.set(id, known);
  }

  remove() {
    this.#asking.abort();
  }

  // Shows the station of the state, or the list again. One that stands there already is asked for
  // again, unless a report is being written on its card.
  async show({ answer, meta, isNew = false, before = '' }) {
    const { api, kept, store } = this.app;
    const { station: id, at } = store.state;
    this.#asking.abort();
    this.#asking = new AbortController();
    if (id === '') {
      this.#leave(before);
      return;
    }
    const { signal } = this.#asking;
    const isAgain = !isNew && this.#isOn(id);
    if (isAgain && this.#isWriting()) return;
    const how = { answer, meta, isNew, isAgain };
    try {
      const feature = await kept.station(id, { at, crs: api.datum }, () => api.station(id, at, api.datum, signal));
      if (signal.aborted) return;
      this.#fill(feature, how);
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      // Only what passes by itself leaves a card that was there.
      if (!passes(problem)) this.feature = null;
      else if (isAgain) this.#fill(this.#aged(), how);
      this.failed(problem.status === 404 ? new Problem(404, { detail: this.app.words.chosenGone }) : problem);
    }
  }

  // Whether the station of the state is on its card as the service tells it.
  get isFresh() {
    return this.#isOn(this.app.store.state.station) && !this.feature.kept_ms;
  }

  #isOn(id) {
    return this.feature !== null && this.#card?.id === id;
  }

  // The station of the card, as it may be shown now.
  #aged() {
    const { feature, ms } = this.#card;
    return { ...agedStation(feature, Date.now() - ms), kept_ms: feature.kept_ms ?? ms };
  }

  #isWriting() {
    return this.app.frame.results.querySelector('.report-form') !== null;
  }

  #fill(feature, { answer, meta, isNew, isAgain }) {
    if (isAgain && this.#isWriting()) return;
    const { store, words, frame, container } = this.app;
    this.feature = feature;
    const { element, title } = this.#details(feature, { answer, meta });
    const { text: textBefore } = this.#card ?? {};
    const { textContent: text } = element;
    this.#card = { id: store.state.station, feature, ms: Date.now(), text };
    if (isAgain) {
      if (text === textBefore) movePointer(frame.results, element);
      else refill(frame.results, element);
    } else {
      frame.results.replaceChildren(element);
      frame.scroll.scrollTop = 0;
    }
    container.classList.add('has-details');
    this.draw(feature, isAgain);
    if (isNew) title.focus({ preventScroll: true });
    if (!isAgain) this.told('select', { id: feature.id, name: nameOf(feature.properties, words), station: feature });
  }

  #details(feature, { answer, meta }) {
    const { api, store, words, memory } = this.app;
    const { open, mode } = store.state;
    return stationDetails({
      feature, asked: open, meta, words,
      query: feature.query ?? { at: answer?.query.at ?? '' },
      known: this.#known(feature.id, answer),
      place: placeOf(feature, api.datum, mode, words),
      contact: contactOf(feature, api.base),
      base: api.base,
      timesOf: (question) => api.activities(question),
      choose: (id) => store.patch({ station: id }),
      report: (report) => api.report(feature.id, { ...report, reporter: memory.reporter() }),
    });
  }

  // The part of the answer about a station: distance, or what it costs on a route, and state on arrival.
  #known(id, answer) {
    const hit = answer?.features.find((feature) => feature.properties.station_id === id);
    if (!hit) return this.#remembered.get(id) ?? {};
    // The state there is that of an activity's time.
    if (answer.times) return { distance_m: hit.properties.distance_m, travel_time_s: hit.properties.travel_time_s };
    const { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at, notice } = hit.properties;
    return { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at, notice, cost: answer.views?.costText(hit.properties, answer) };
  }

  #leave(id) {
    const wasShown = this.feature !== null;
    this.feature = null;
    this.app.container.classList.remove('has-details');
    this.back(id);
    if (wasShown) this.told('select', { id: null, name: null, station: null });
  }
}

// The card says the same as before: only the mark of the hour moves.
function movePointer(results, element) {
  const week = element.querySelector('.week');
  if (week) results.querySelector('.week')?.replaceWith(week);
}

// Puts a newer card, with what stands around it, in the place of the one in `root`: what was reported
// and the focus stay.
export function refill(root, ...elements) {
  const reports = root.querySelector('.report-slot');
  const slot = elements.map((element) => element.querySelector('.report-slot')).find(Boolean);
  if (reports) slot?.replaceWith(reports);
  const stops = () => [...root.querySelectorAll('a[href], button, [tabindex]')];
  const at = stops().indexOf(root.getRootNode().activeElement);
  root.replaceChildren(...elements);
  stops()[at]?.focus({ preventScroll: true });
}

// What is at hand of a station besides its place: its link tells nothing of who shares it.
export function contactOf({ id, properties }, base) {
  const link = new URL(base);
  link.searchParams.set('station', id);
  return { phone: properties.phone, address: addressOf(properties), link: link.href };
}
