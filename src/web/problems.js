// What went wrong, above what is still there: said once, with a way on.

import { button, h } from './dom.js';
import { failure } from './say.js';
import { DEFAULTS } from './state.js';

// The box for `problem` with a button; `note` says what is shown below it, or what happens next.
export function problemBox(problem, { note, label, act, words }) {
  const text = problem.status === 404 ? problem.message : failure(problem, words);
  return h('div', { class: 'empty problem' },
    h('p', { role: 'alert' }, text), note ? h('p', { class: 'note' }, note) : null,
    h('div', { class: 'ways' }, button({ on: { click: act } }, label)));
}

// The members of the state that a parameter of the API corresponds to, with their defaults.
export function refused(parameter) {
  const names = ['lat', 'lon', 'lng', 'crs'].includes(parameter) ? ['lat', 'lon', 'crs'] : [parameter];
  return Object.fromEntries(names.filter((name) => Object.hasOwn(DEFAULTS, name)).map((name) => [name, DEFAULTS[name]]));
}
