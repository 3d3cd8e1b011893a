// What is needed: one row of chips in the order that riders ask, and a drawer with all of them.

import { button, h, icon, uniqueId } from './dom.js';
import { bdi } from './foreign.js';
import { labelOf } from './say.js';

// What riders ask for first: toilet, charging, water, cooling, heating food.
const FIRST = ['toilet', 'phone_charging', 'drinking_water', 'air_conditioning', 'microwave'];

// `patch` changes the state, `drawer(name)` opens the drawer with the rest.
export function needsSection({ words, patch, drawer }) {
  let chosen = [];
  let known = FIRST.map((key) => ({ key }));
  const toggle = (key) => {
    patch({ amenity: chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key] });
  };
  const more = button({ class: 'chip more', 'aria-expanded': 'false', on: { click: () => drawer('needs') } }, pill([words.more, icon('more')]));
  const row = chipRow((term) => words.shortNeeds[term.key] ?? labelOf(term, words), toggle, more);
  const all = chipRow((term) => labelOf(term, words), toggle);
  const title = uniqueId('needs');
  const show = () => {
    row.show(rowOf(known, chosen), chosen);
    all.show(allOf(known, chosen), chosen);
  };
  row.element.classList.add('needs');
  row.element.setAttribute('role', 'group');
  row.element.setAttribute('aria-label', words.needs);
  return {
    row: row.element,
    drawer: h('section', { class: 'needs-drawer', 'aria-labelledby': title }, h('h2', { id: title }, words.needs), all.element),
    opens: more,
    terms: (terms) => { known = terms; show(); },
    update: ({ amenity }) => { chosen = amenity; show(); },
  };
}

// The usual ones, as far as a station has them, and what else is chosen.
function rowOf(known, chosen) {
  const first = FIRST.map((key) => known.find((term) => term.key === key)).filter((term) => term && (term.stations !== 0 || chosen.includes(term.key)));
  const others = chosen.filter((key) => !FIRST.includes(key)).map((key) => known.find((term) => term.key === key) ?? { key });
  return [...first, ...others];
}

function allOf(known, chosen) {
  const strange = chosen.filter((key) => !known.some((term) => term.key === key)).map((key) => ({ key }));
  return [...strange, ...known.filter((term) => term.stations !== 0 || chosen.includes(term.key))];
}

// Toggles for a list of terms, with `last` behind them. Chips that are there already are kept, and
// with them the focus.
export function chipRow(label, toggle, last = null) {
  const element = h('div', { class: 'chips' });
  let shown = null;
  const show = (terms, chosen) => {
    const list = terms.map((term) => `${term.key} ${label(term)}`).join('\n');
    if (list !== shown) element.replaceChildren(...terms.map((term) => chip(term, label(term), toggle)), ...(last ? [last] : []));
    shown = list;
    for (const one of element.children) {
      if (one !== last) one.setAttribute('aria-pressed', String(chosen.includes(one.dataset.key)));
    }
  };
  return { element, show };
}

function chip(term, text, toggle) {
  return button({ class: 'chip', 'data-key': term.key, 'aria-pressed': 'false', on: { click: () => toggle(term.key) } }, pill([bdi(text)]));
}

// What is seen of a chip: lower than what can be touched.
function pill(children) {
  return h('span', { class: 'pill' }, children);
}
