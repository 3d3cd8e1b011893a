// The planner's part of the coverage card: files to open, and the places that they propose with the
// people that each brings. A press on a place moves the map to it.

import { button, h, icon } from './dom.js';
import { around, bdi } from './foreign.js';

// Rows of one list; the map shows all places.
const MAX_ROWS = 50;

export class PlanList {
  #rows = new Map();

  // `open(files)`, `close()` and `aim(lonLat)` do what the buttons say.
  constructor({ words, open, close, aim }) {
    Object.assign(this, { words, aim });
    this.said = words.coverage;
    this.input = h('input', { type: 'file', multiple: true, accept: '.csv,.json,.geojson', class: 'unseen' });
    this.input.addEventListener('change', async () => {
      await open(this.input.files);
      this.input.value = '';
    });
    this.pick = h('label', { class: 'plan-pick' }, this.input, icon('layers'), h('span', {}, this.said.open));
    this.close = button({ class: 'small', hidden: true, on: { click: close } }, this.said.close);
    this.faults = h('p', { class: 'note plan-faults', role: 'status' });
    this.lists = h('div', { class: 'plan-lists' });
    // `pick` stands beside the switch of the view.
    this.element = h('div', { class: 'plan' }, this.lists, this.faults, this.close);
  }

  // Shows what a Plan holds; with little room lists are closed at first.
  show({ proposals, existing, existingLeftOut, faults, isEmpty }, isRoomy) {
    const { said } = this;
    this.close.hidden = isEmpty;
    this.#rows.clear();
    this.lists.replaceChildren(
      ...(proposals ? [this.#list('proposed', said.proposed(proposals.length), proposals.map((one) => this.#proposal(one)), isRoomy)] : []),
      ...(existing ? [this.#list('existing', said.existing(existing.length), existing.map((one) => this.#existing(one)), isRoomy && proposals === null, existingLeftOut)] : []),
    );
    this.faults.replaceChildren(...faults.flatMap(({ name, what }) => [...around((slot) => said.fault(slot, said[what]), name), ' ']));
  }

  // Marks the proposal of a rank, and brings its row into view.
  mark(rank) {
    for (const [other, row] of this.#rows) row.setAttribute('aria-current', String(other === rank));
    const row = this.#rows.get(rank);
    row?.closest('details')?.setAttribute('open', '');
    row?.scrollIntoView({ block: 'nearest' });
  }

  #list(name, summary, rows, isOpen, leftOut = 0) {
    const more = rows.length > MAX_ROWS ? h('p', { class: 'note' }, this.said.more(rows.length - MAX_ROWS)) : null;
    return h('details', { class: name, open: isOpen },
      h('summary', {}, summary),
      h('ol', {}, rows.slice(0, MAX_ROWS).map((row) => h('li', {}, row))),
      more,
      leftOut > 0 ? h('p', { class: 'note' }, this.said.rowsLeftOut(leftOut)) : null);
  }

  #proposal({ rank, name, lonLat, people, personHours, hours }) {
    const gained = personHours === null ? this.said.gained(this.count(people)) : this.said.hoursGained(this.count(personHours));
    const row = this.#row(lonLat, [
      h('b', { class: 'rank' }, String(rank)),
      h('span', { class: 'place-name' }, bdi(name), hours === '' ? null : ' · ', hours === '' ? null : bdi(hours)),
      h('span', { class: 'people' }, gained),
    ], () => this.mark(rank));
    this.#rows.set(rank, row);
    return row;
  }

  #existing({ name, lonLat, people, onlyHere }) {
    const told = this.said.reaching(this.count(people), this.count(onlyHere));
    return this.#row(lonLat, [h('span', { class: 'place-name' }, bdi(name)), h('span', { class: 'people' }, told)]);
  }

  // A place without a position is a line, not a button.
  #row(lonLat, parts, chosen = () => {}) {
    if (lonLat === null) return h('span', { class: 'plan-row' }, parts, h('span', { class: 'note' }, this.said.noPosition));
    const click = () => {
      chosen();
      this.aim(lonLat);
    };
    return button({ class: 'plan-row', on: { click } }, parts);
  }

  // A count of people as the language writes it; one that is not told is a question mark.
  count(value) {
    return value === null ? '?' : value.toLocaleString(this.words.lang === 'en' ? 'en' : 'zh', { maximumFractionDigits: 1 });
  }
}
