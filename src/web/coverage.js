// The coverage view: grades the visible map by the way to the nearest matching station, in squares
// that fit the zoom. Without a planner's cells it counts area: every square is one place, asked of
// the service. With them it counts their people.

import { CoverageCard } from './coverage-card.js';
import { gridOver, middles, rectangles } from './grid.js';
import { endsAround, gradeOf, kindOf, measureOf } from './grades.js';
import { Plan } from './plan.js';
import { peopleIn, squaresOf } from './plan-squares.js';
import { failure } from './say.js';

const MAX_CELLS = 2_500;
const MIN_SIDE_M = 100;
// A city with its suburbs: squares of a whole country would say nothing of what lies between.
const MAX_SIDE_M = 4_000;
const USUAL_RADIUS_M = 800;
const FINE_PART = 0.5;
const SETTLE_MS = 300;
const ASKED = ['amenity', 'mode', 'minutes', 'radius_m', 'at', 'open', 'kind', 'access', 'min_star', 'stay_minutes', 'coverage'];

export class CoverageView {
  #asking = new AbortController();
  #timer = null;
  #found = null;
  #planned = '';

  // `hidden()` returns how many pixels of the map's left and bottom the panel covers; `opened` is
  // called when the view exists, or is switched on.
  constructor({ api, map, meta, config, store, words, frame, hidden, opened }) {
    Object.assign(this, { api, map, meta, store, words, hidden });
    this.plan = new Plan({ api, changed: () => this.#replanned() });
    this.card = new CoverageCard({ meta, words, store, offsetS: config.utc_offset_s ?? 0, plan: this.plan, aim: (lonLat) => map.aim(lonLat, this.#abovePx()) });
    frame.stage.element.append(this.card.element);
    store.listen((next, before) => {
      if (next.coverage && !before.coverage) opened();
      this.#follow(next);
      if (differs(next, before)) this.#settle();
    });
    map.moved(() => this.#settle());
    map.proposals.chosen = (rank) => this.#choose(rank);
    this.resized = new ResizeObserver(() => this.#tell());
    this.resized.observe(frame.panel);
    if (store.state.coverage) opened();
    this.#show();
    this.#follow(store.state);
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

  // Files in the address are read when the view is open.
  #follow({ coverage, plan }) {
    if (!coverage || String(plan) === this.#planned) return;
    this.#planned = String(plan);
    this.plan.fetch(plan);
  }

  // Other files: the map moves to what they propose.
  #replanned() {
    this.card.list.show(this.plan, this.hidden().bottom === 0);
    this.#show();
    const places = (this.plan.proposals ?? []).map(({ lonLat }) => lonLat).filter(Boolean);
    if (this.store.state.coverage && places.length > 0) this.map.showPlaces(places, this.#abovePx());
  }

  // A mark on the map was pressed.
  #choose(rank) {
    this.card.list.mark(rank);
    this.map.aim(this.plan.proposals.find((one) => one.rank === rank).lonLat, this.#abovePx());
  }

  // Pixels of the map's top that the card covers, above a sheet; beside a column the map is wide.
  #abovePx() {
    const { element } = this.card;
    return this.hidden().bottom > 0 ? element.offsetTop + element.offsetHeight : 0;
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
    this.#asking.abort();
    this.card.update(state);
    this.map.proposals.show(state.coverage ? this.#proposed() : []);
    if (!state.coverage) {
      this.#clear();
      return;
    }
    if (this.plan.cells !== null) {
      this.#showPeople(state);
      return;
    }
    const grid = gridOver(this.map.box(), { maxCells: MAX_CELLS, minSideM: MIN_SIDE_M });
    if (grid.sideM > MAX_SIDE_M) {
      this.#clear();
      this.card.say(this.words.coverage.closer);
      return;
    }
    await this.#ask(state, grid);
  }

  async #ask(state, grid) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.card.busy();
    try {
      const answer = await this.api.coverage(state, middles(grid), signal);
      if (signal.aborted) return;
      this.#found = { answer, grid, cells: middles(grid), state };
      this.map.shade(rectangles(grid, kindsOf(answer, measureOf(state))));
      this.#tell();
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      this.#clear();
      this.card.say(failure(problem, this.words));
    }
  }

  // People of a planner's cells, at once: nothing is asked.
  #showPeople(state) {
    const { cells } = this.plan;
    const grid = gridOver(this.map.box(), { maxCells: MAX_CELLS, finestStep: cells.step });
    const graded = this.plan.graded(state);
    const squares = squaresOf(grid, cells, graded.grades);
    this.map.shade(rectangles(grid, squares.map((grade) => (grade === undefined ? undefined : kindOf(grade)))));
    this.#found = { cells, grid, graded };
    this.#tell();
  }

  #proposed() {
    const { coverage: said } = this.words;
    return (this.plan.proposals ?? []).map(({ rank, lonLat, people }) => ({
      rank, lonLat, text: people === null ? '' : said.gained(this.card.list.count(people)),
    }));
  }

  // The share of the visible part: the panel covers a part of the map.
  #tell() {
    if (!this.#found) return;
    const { answer, grid, cells, state, graded } = this.#found;
    const box = this.map.box(this.hidden());
    if (graded) {
      this.card.showPeople({ people: peopleIn(box, cells, graded.grades), graded, sideM: grid.sideM, plan: this.plan });
      return;
    }
    const isSeen = ({ lon, lat }) => lon > box.west && lon < box.east && lat > box.south && lat < box.north;
    const seen = answer.cells.filter(({ id }) => isSeen(cells[id]));
    const covered = seen.filter(({ status }) => status === 'covered').length;
    const share = seen.length > 0 ? covered / seen.length : null;
    this.card.show({ state, answer, share, sideM: grid.sideM, isCoarse: grid.sideM > this.#finelyM(state) });
  }

  // Wider squares leave out what a station may reach between their middles.
  #finelyM(state) {
    const pace = this.meta?.modes?.[state.mode];
    const { limit, inMetres } = measureOf(state);
    const radiusM = pace ? (limit * 60 * pace.speed_m_s) / pace.detour : USUAL_RADIUS_M;
    return (inMetres ? limit : radiusM) * FINE_PART;
  }

  #clear() {
    this.#asking.abort();
    this.#found = null;
    this.map.shade(null);
  }
}

function differs(a, b) {
  return ASKED.some((name) => String(a[name]) !== String(b[name]));
}

// Places without a result have no entry.
function kindsOf(answer, { limit, way }) {
  const kinds = [];
  const ends = endsAround(limit);
  for (const cell of answer.cells) kinds[cell.id] = kindOf(gradeOf(cell.status, way(cell), ends));
  return kinds;
}
