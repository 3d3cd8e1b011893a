// The coverage view: shades what is beyond reach of a matching station, over the visible map. It
// counts area, not people: every square of a grid is one place.

import { CoverageCard } from './coverage-card.js';
import { gridOver, middles, rectangles } from './grid.js';
import { failure } from './say.js';
import { reachOf } from './state.js';

const MAX_CELLS = 2_500;
const MIN_SIDE_M = 100;
// Squares wider than this share of the radius would give a false picture.
const WIDEST_PART = 0.5;
const USUAL_RADIUS_M = 800;
const SETTLE_MS = 300;
const ASKED = ['amenity', 'mode', 'minutes', 'radius_m', 'at', 'open', 'kind', 'access', 'min_star', 'stay_minutes', 'coverage'];
// How a square is drawn on the map; covered ones are not drawn.
const KINDS = { uncovered: 'uncovered', unsnapped: 'off', unreachable: 'off' };

export class CoverageView {
  #asking = new AbortController();
  #timer = null;
  #found = null;

  // `hidden()` returns how many pixels of the map's left and bottom the panel covers; `opened` is
  // called when the view exists, or is switched on.
  constructor({ api, map, meta, config, store, words, frame, hidden, opened }) {
    Object.assign(this, { api, map, meta, store, words, hidden });
    this.card = new CoverageCard({ meta, words, store, offsetS: config.utc_offset_s ?? 0 });
    frame.stage.element.append(this.card.element);
    store.listen((next, before) => {
      if (next.coverage && !before.coverage) opened();
      if (differs(next, before)) this.#settle();
    });
    map.moved(() => this.#settle());
    this.resized = new ResizeObserver(() => this.#tell());
    this.resized.observe(frame.panel);
    if (store.state.coverage) opened();
    this.#show();
  }

  remove() {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.resized.disconnect();
  }

  // Answers for "now" become outdated.
  refresh() {
    if (this.store.state.coverage) this.#show();
  }

  // Moves come in bursts: only the last of them sends a request.
  #settle() {
    this.card.update(this.store.state);
    this.#asking.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), SETTLE_MS);
  }

  async #show() {
    const { state } = this.store;
    this.card.update(state);
    if (!state.coverage) {
      this.#clear();
      return;
    }
    const grid = gridOver(this.map.box(), { maxCells: MAX_CELLS, minSideM: MIN_SIDE_M });
    if (grid.sideM > this.#widestM(state)) {
      this.#clear();
      this.card.say(this.words.coverage.closer);
      return;
    }
    await this.#ask(state, grid);
  }

  async #ask(state, grid) {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.card.busy();
    try {
      const answer = await this.api.coverage(state, middles(grid), signal);
      if (signal.aborted) return;
      this.#found = { answer, grid, cells: middles(grid), state };
      this.map.shade(rectangles(grid, kindsOf(answer)));
      this.#tell();
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      this.#clear();
      this.card.say(failure(problem, this.words));
    }
  }

  // The share of the visible part: the panel covers a part of the map.
  #tell() {
    if (!this.#found) return;
    const { answer, grid, cells, state } = this.#found;
    const { west, south, east, north } = this.map.box(this.hidden());
    const isSeen = ({ lon, lat }) => lon > west && lon < east && lat > south && lat < north;
    const seen = answer.cells.filter(({ id }) => isSeen(cells[id]));
    const covered = seen.filter(({ status }) => status === 'covered').length;
    const share = seen.length > 0 ? covered / seen.length : null;
    this.card.show({ state, answer, share, sideM: grid.sideM });
  }

  #clear() {
    this.#asking.abort();
    this.#found = null;
    this.map.shade(null);
  }

  #widestM(state) {
    const pace = this.meta?.modes?.[state.mode];
    const { minutes, radius_m: asked } = reachOf(state);
    const radiusM = asked ?? (pace ? (minutes * 60 * pace.speed_m_s) / pace.detour : USUAL_RADIUS_M);
    return Math.max(radiusM * WIDEST_PART, MIN_SIDE_M * 1.5);
  }
}

function differs(a, b) {
  return ASKED.some((name) => String(a[name]) !== String(b[name]));
}

// Places without a result have no entry.
function kindsOf(answer) {
  const kinds = [];
  for (const { id, status } of answer.cells) kinds[id] = KINDS[status];
  return kinds;
}
