// Fetches tiles of stations or streets for the map library, by a protocol of its own: what fails leaves
// what was there while that may still hold, and a new question never shows tiles of the one before.

import { Retry, passes } from './retry.js';

// So many tiles can come back after a failure: more than a large screen shows.
const MOST_KEPT = 96;
// So long a tile of "now" may stand in for one that fails: later, what was open may have closed.
const LONGEST_MS = 5 * 60_000;
// What is drawn while nothing is known.
const NOTHING = { data: new ArrayBuffer(0), etag: 'none' };

let protocols = 0;

export class MapTiles {
  // The folder of the tiles with the question: null until one is asked.
  #folder = null;
  // Counts the questions.
  #turn = 0;
  // Counts how often the library was made to take all tiles anew.
  #renewals = 0;
  // What was last loaded, by `z/x/y`: `{data, etag, turn, ms}`.
  #kept = new Map();
  #loading = new Set();
  #failing = new Set();

  // `library` is the map library; `again()` asks for the tiles on the screen once more; `signal` ends
  // everything; tiles that are the same at each moment, `isTimeless`, do not grow old.
  constructor(library, { again, signal, isTimeless = false }) {
    protocols += 1;
    this.isTimeless = isTimeless;
    this.protocol = `yizhan-${protocols}`;
    this.signal = signal;
    this.retry = new Retry(again, signal);
    library.addProtocol(this.protocol, ({ url }, { signal: left }) => this.#load(url.slice(this.template.indexOf('{')), left));
    signal.addEventListener('abort', () => {
      library.removeProtocol(this.protocol);
      this.#stop();
    }, { once: true });
  }

  get template() {
    return `${this.protocol}://{z}/{x}/{y}`;
  }

  get isAsked() {
    return this.#folder !== null;
  }

  // Takes the address of the folder `v1/tiles/` with the question in its query; whether it is a new
  // one. What is loading goes on with it.
  ask(folder) {
    if (folder === this.#folder) return false;
    this.#folder = folder;
    this.#turn += 1;
    this.settle();
    this.#stop();
    return true;
  }

  // All tiles on the screen are about to be asked for: no failure is left.
  settle() {
    this.#failing.clear();
    this.retry.done();
  }

  // Whether what was last loaded of a tile answers an earlier question.
  isOutdated({ z, x, y }) {
    const kept = this.#kept.get(`${z}/${x}/${y}`);
    return kept !== undefined && kept.turn !== this.#turn;
  }

  // The library is about to ask for all tiles and takes what it is given, also what it has: a tile whose
  // tag is that of before it would leave as it holds it.
  renew() {
    this.#renewals += 1;
    this.settle();
  }

  #stop() {
    for (const loading of this.#loading) loading.abort();
  }

  // The tile of a place `z/x/y` as the library takes it; `left` aborts once it is not looked at.
  async #load(place, left) {
    const turn = this.#turn;
    const loaded = await this.#fetch(place, left).catch((error) => error);
    const isLeft = left.aborted || this.signal.aborted;
    if (turn !== this.#turn && !isLeft) return this.#load(place, left);
    if (!(loaded instanceof Error)) {
      this.#keep(place, { ...loaded, ms: Date.now() });
      if (this.#failing.delete(place) && this.#failing.size === 0) this.retry.done();
    } else if (isLeft || !this.#fail(place)) {
      throw loaded;
    }
    const { data, etag } = this.#kept.get(place);
    // The library takes the buffer away.
    return { data: data.slice(0), etag: etag && `${etag} ${this.#renewals}` };
  }

  async #fetch(place, left) {
    const own = new AbortController();
    const stop = () => own.abort();
    if (left.aborted) stop();
    left.addEventListener('abort', stop);
    this.#loading.add(own);
    try {
      const url = new URL(this.#folder);
      url.pathname += `${place}.mvt`;
      const response = await fetch(url, { signal: own.signal });
      if (response.ok) return { data: await response.arrayBuffer(), etag: response.headers.get('etag') ?? undefined };
      // A question that is refused has no stations.
      if (!passes(response)) return NOTHING;
      throw new Error(`the tile ${place} failed with ${response.status}`);
    } finally {
      left.removeEventListener('abort', stop);
      this.#loading.delete(own);
    }
  }

  // Whether there is something to show in place of a tile that failed: what was last loaded, or where
  // that is of another question or too old, nothing.
  #fail(place) {
    this.#failing.add(place);
    if (!this.retry.isWaiting) this.retry.failed();
    const kept = this.#kept.get(place);
    if (kept) this.#keep(place, this.#isStill(kept) ? kept : { ...NOTHING, ms: kept.ms });
    return kept !== undefined;
  }

  // Whether what was loaded may still be shown; that of a moment which was asked for does not age.
  #isStill({ turn, ms }) {
    if (turn !== this.#turn) return false;
    return this.isTimeless || new URL(this.#folder).searchParams.has('at') || Date.now() - ms < LONGEST_MS;
  }

  // The one that was used longest ago makes room.
  #keep(place, { data, etag, ms }) {
    this.#kept.delete(place);
    this.#kept.set(place, { data, etag, ms, turn: this.#turn });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value);
  }
}
