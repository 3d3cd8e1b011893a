// The chosen station: asks for it, shows its details, and goes back to the list.

import { Problem } from './ask.js';
import { addressOf, stationDetails } from './details.js';
import { placeOf } from './go.js';
import { nameOf } from './say.js';

export class Chosen {
  // The station as the map draws it; null if none is shown.
  feature = null;
  #asking = new AbortController();
  #remembered = new Map();

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

  // Shows the station of the state, or the list again.
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
    try {
      const feature = await kept.station(id, { at, crs: api.datum }, () => api.station(id, at, api.datum, signal));
      if (signal.aborted) return;
      this.#fill(feature, { answer, meta, isNew });
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      if (problem.status === 404) this.feature = null;
      this.failed(problem.status === 404 ? new Problem(404, { detail: this.app.words.chosenGone }) : problem);
    }
  }

  #fill(feature, { answer, meta, isNew }) {
    const { api, store, words, frame, container, memory } = this.app;
    const { open, mode } = store.state;
    this.feature = feature;
    const { element, title } = stationDetails({
      feature, asked: open, meta, words,
      query: feature.query ?? { at: answer?.query.at ?? '' },
      known: this.#known(feature.id, answer),
      place: placeOf(feature, api.datum, mode, words),
      contact: contactOf(feature, api.base),
      choose: (id) => store.patch({ station: id }),
      report: (report) => api.report(feature.id, { ...report, reporter: memory.reporter() }),
    });
    frame.results.replaceChildren(element);
    container.classList.add('has-details');
    frame.scroll.scrollTop = 0;
    this.draw(feature);
    if (isNew) title.focus({ preventScroll: true });
    this.told('select', { id: feature.id, name: nameOf(feature.properties, words), station: feature });
  }

  // The part of the answer about a station: distance, and state on arrival.
  #known(id, answer) {
    const hit = answer?.features.find((feature) => feature.properties.station_id === id);
    if (!hit) return this.#remembered.get(id) ?? {};
    const { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at, notice } = hit.properties;
    return { distance_m, travel_time_s, arrive_at, open_state, open_reason, open_until, opens_at, notice };
  }

  #leave(id) {
    const wasShown = this.feature !== null;
    this.feature = null;
    this.app.container.classList.remove('has-details');
    this.back(id);
    if (wasShown) this.told('select', { id: null, name: null, station: null });
  }
}

// What is at hand of a station besides its place: its link tells nothing of who shares it.
export function contactOf({ id, properties }, base) {
  const link = new URL(base);
  link.searchParams.set('station', id);
  return { phone: properties.phone, address: addressOf(properties), link: link.href };
}
