// The card of the coverage view beside the map: the switch, the share, the colours, the hour
// shown, and a planner's files.

import { coverageLegend } from './coverage-legend.js';
import { button, h, icon, uniqueId } from './dom.js';
import { measureOf } from './grades.js';
import { PlanList } from './plan-list.js';
import { labelOf, reachText } from './say.js';
import { localOf } from './state.js';

const DAYS = 7;
const DAY_MS = 86_400_000;
// Weeks begin on Monday.
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0];

export class CoverageCard {
  #state = null;

  // `plan` holds the files of a planner, `aim(lonLat)` moves the map.
  constructor({ meta, words, store, offsetS, plan, aim }) {
    Object.assign(this, { meta, words, store, offsetS, plan });
    const said = words.coverage;
    const id = uniqueId('coverage');
    this.toggle = button({
      class: 'coverage-toggle small', title: words.coverageTitle, 'aria-pressed': 'false', 'aria-controls': id,
      on: { click: () => this.#switch() },
    }, icon('layers'), said.toggle);
    this.title = h('h2', {});
    this.share = h('p', { class: 'coverage-share', role: 'status', 'aria-live': 'polite' });
    this.legend = h('div', { class: 'coverage-legend' });
    this.basis = h('span', {});
    this.note = h('span', { class: 'small-print' });
    const notes = h('p', { class: 'note' }, this.basis, ' ', this.note);
    this.when = this.#whenField();
    this.list = new PlanList({ words, aim, open: (files) => plan.open(files), close: () => this.#closePlan() });
    this.body = h('section', { id, class: 'coverage-card', 'aria-label': said.toggle, hidden: true },
      this.title, this.share, this.legend, this.when.element, notes, this.list.element);
    const head = h('div', { class: 'coverage-head' }, this.toggle, this.list.pick);
    this.element = h('div', { class: 'coverage' }, head, this.body);
  }

  #switch() {
    this.store.patch({ coverage: !this.store.state.coverage });
  }

  // Files of the address leave it.
  #closePlan() {
    this.plan.clear();
    this.store.patch({ plan: [] });
  }

  // Shows the question.
  update(state) {
    const said = this.words.coverage;
    this.#state = state;
    this.toggle.setAttribute('aria-pressed', String(state.coverage));
    this.body.hidden = !state.coverage;
    this.list.pick.hidden = !state.coverage;
    if (this.plan.cells === null) this.title.textContent = [
      said.title(this.words.modes[state.mode] ?? state.mode, reachText(state, this.words)),
      state.amenity.length > 0 ? said.needs(state.amenity.map((key) => this.#label(key))) : null,
    ].filter(Boolean).join(' · ');
    this.when.update(state);
  }

  busy() {
    this.body.setAttribute('aria-busy', 'true');
    if (this.share.textContent === '') this.share.textContent = this.words.coverage.computing;
  }

  // A sentence instead of a share.
  say(text) {
    this.body.removeAttribute('aria-busy');
    this.share.textContent = text;
    this.legend.replaceChildren();
    this.basis.textContent = '';
    this.note.textContent = '';
  }

  // Shows the result; `share` is null if no part of it is visible.
  show({ state, answer, share, sideM, isCoarse }) {
    const said = this.words.coverage;
    const isTimed = state.open !== 'any';
    const isAlongStreets = answer.travel === 'network';
    this.#say(share === null ? '' : said.share(percent(share)));
    this.legend.replaceChildren(...coverageLegend({ ...measureOf(state), off: isAlongStreets ? said.off : null }, this.words));
    this.basis.textContent = said.areaOnly;
    this.note.textContent = [
      said.squares(this.#side(sideM)),
      isCoarse ? said.coarse : null,
      isAlongStreets ? said.streets : said.straight,
      isTimed ? said.unknownOut : said.anyTime,
      filtersMore(state) ? said.filtersOut : null,
      answer.holiday_data === 'missing' ? this.words.noHolidays : null,
    ].filter(Boolean).join(this.words.lang === 'en' ? ' ' : '');
  }

  // Shows the people of a planner's cells on the visible map, in three parts.
  showPeople({ people, graded, sideM, plan }) {
    const said = this.words.coverage;
    const { covered, uncovered, notComputed } = people;
    const computed = covered + uncovered;
    const count = (some) => this.list.count(Math.round(some));
    this.title.textContent = said.planTitle;
    this.#say(computed > 0 ? said.peopleShare(percent(covered / computed)) : said.noPeople);
    this.legend.replaceChildren(...coverageLegend({ ...graded, off: said.notComputed }, this.words));
    this.basis.textContent = said.peopleParts(count(covered), count(uncovered), count(notComputed));
    this.note.textContent = [
      said.peopleSquares(this.#side(sideM)),
      plan.limit === null ? said.limitUnknown : null,
      plan.cells.nLeftOut > 0 ? said.rowsLeftOut(plan.cells.nLeftOut) : null,
    ].filter(Boolean).join(this.words.lang === 'en' ? ' ' : '');
  }

  // Setting the same sentence again would make screen readers repeat it.
  #say(text) {
    this.body.removeAttribute('aria-busy');
    if (this.share.textContent !== text) this.share.textContent = text;
  }

  #side(sideM) {
    return this.words.metres(Math.round(sideM / 10) * 10);
  }

  #label(key) {
    const term = this.meta?.amenities.find((one) => one.key === key);
    return term ? labelOf(term, this.words) : key;
  }

  // Day, hour and "now"; the moment is shared with the whole page.
  #whenField() {
    const { words } = this;
    const said = words.coverage;
    const day = h('select', { 'aria-label': said.day }, WEEKDAYS.map((at) => h('option', { value: String(at) }, words.weekdays[at])));
    const hour = h('input', { type: 'range', min: 0, max: 23, step: 1, 'aria-label': said.hour });
    const output = h('output', {});
    const now = button({ class: 'small' }, words.now);
    const shown = () => { output.textContent = `${hour.value.padStart(2, '0')}:00`; };
    const choose = () => this.store.patch({ at: this.#comingMoment(Number(day.value), Number(hour.value)), station: '' });
    hour.addEventListener('input', () => {
      shown();
      hour.setAttribute('aria-valuetext', output.textContent);
    });
    hour.addEventListener('change', choose);
    day.addEventListener('change', choose);
    now.addEventListener('click', () => this.store.patch({ at: '', station: '' }));
    const update = (state) => {
      const local = localOf(state.at, this.offsetS) ?? this.#local(Date.now());
      day.value = String(new Date(local.slice(0, 10)).getUTCDay());
      hour.value = String(Number(local.slice(11, 13)));
      output.textContent = local.slice(11, 16);
      hour.setAttribute('aria-valuetext', said.hourValue(words.weekdays[day.value], output.textContent));
      now.setAttribute('aria-pressed', String(state.at === ''));
      // A planner's cells are of one run: no moment changes them.
      element.hidden = state.open === 'any' || this.plan.cells !== null;
    };
    const element = h('div', { class: 'coverage-when' }, day, hour, output, now);
    return { element, update };
  }

  // The day of the week within the seven days that begin with the day shown, or with today.
  #comingMoment(weekday, hour) {
    const chosen = localOf(this.#state?.at ?? '', this.offsetS);
    const shown = (chosen ?? this.#local(Date.now())).slice(0, 10);
    const ahead = (weekday - new Date(shown).getUTCDay() + DAYS) % DAYS;
    // A chosen week stays: earlier days of it do not become those of the next week.
    const monday = Date.parse(shown) - ((new Date(shown).getUTCDay() + 6) % DAYS) * DAY_MS;
    const date = chosen ? monday + ((weekday + 6) % DAYS) * DAY_MS : Date.parse(shown) + ahead * DAY_MS;
    return `${new Date(date).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
  }

  // A moment in the service's time zone.
  #local(unixMs) {
    return new Date(unixMs + this.offsetS * 1000).toISOString().slice(0, 16);
  }
}

// Whether the list is filtered by conditions that coverage does not use.
function filtersMore({ kind, access, min_star: star, stay_minutes: stay }) {
  return kind.length > 0 || access.length > 0 || star !== '' || stay !== 0;
}

// A whole percentage; 0 and 100 only for none and all.
function percent(share) {
  if (share > 0 && share < 0.01) return '<1%';
  if (share < 1 && share > 0.99) return '>99%';
  return `${Math.round(share * 100)}%`;
}
