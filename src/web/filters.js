// The filters: chips, choices and fields bound to the state.

import { button, h, icon, uniqueId } from './dom.js';
import { DEFAULTS, MODES, OPEN_WORDS, USUAL_MINUTES, localOf } from './state.js';
import { bdi } from './foreign.js';
import { dated, labelOf, reachText } from './say.js';

const STAYS = [0, 10, 15, 30, 60, 120, 240];

// All filters. `patch` changes the state; `update` shows a changed state, and `offsetS()` is the
// service's offset from UTC.
export function filterSection({ words, patch, offsetS }) {
  const needs = chips('amenity', words.needs, words, patch);
  const kinds = chips('kind', words.kinds, words, patch);
  const folded = [
    choice({ member: 'mode', values: MODES, legend: words.mode, labels: words.modes }, patch),
    minutesField(words, patch),
    choice({ member: 'open', values: OPEN_WORDS, legend: words.open, labels: words.opens }, patch),
    atField(words, patch, offsetS),
    stayField(words, patch),
    knownField(words, patch),
    kinds,
  ];
  const options = optionsSection(words, patch, folded, offsetS);
  // A form, because the browser mixes up groups of radio buttons in a shadow root without one, even
  // with removed ones.
  const submit = (event) => event.preventDefault();
  return {
    element: h('form', { class: 'filters', on: { submit } }, needs.element, options.element),
    terms: (meta) => {
      needs.terms(meta.amenities);
      kinds.terms(meta.kinds);
    },
    update: (state) => { for (const part of [needs, ...folded, options]) part.update(state); },
  };
}

// Toggles with counts, for a list of keys; those chosen at the start come first, those that no
// station has are left out.
function chips(member, legend, words, patch) {
  const row = h('div', { class: 'chips' });
  const title = uniqueId('chips');
  const expand = expander(row, words);
  let chosen = [];
  let known = [];
  const toggle = (key) => {
    patch({ [member]: chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key] });
  };
  const show = () => {
    const terms = shownTerms(known, chosen);
    row.replaceChildren(...terms.map((term) => chip(term, words, toggle)));
    expand.hidden = terms.length < 8;
  };
  const press = () => {
    for (const one of row.children) one.setAttribute('aria-pressed', String(chosen.includes(one.dataset.key)));
  };
  return {
    element: h('div', { class: 'group', role: 'group', 'aria-labelledby': title },
      h('div', { class: 'group-head' }, h('h2', { id: title }, legend), expand), row),
    terms: (terms) => { known = terms; show(); press(); },
    update: (state) => {
      chosen = state[member];
      const isShown = (key) => [...row.children].some((one) => one.dataset.key === key);
      // Existing chips are kept, and with them the focus.
      if (!chosen.every(isShown)) show();
      press();
    },
  };
}

function shownTerms(known, chosen) {
  const strange = chosen.filter((key) => !known.some((term) => term.key === key));
  const wanted = known.filter((term) => chosen.includes(term.key));
  const others = known.filter((term) => term.stations > 0 && !wanted.includes(term));
  return [...wanted, ...strange.map((key) => ({ key })), ...others];
}

function chip(term, words, toggle) {
  return button({ class: 'chip', 'data-key': term.key, 'aria-pressed': 'false', on: { click: () => toggle(term.key) } },
    h('span', {}, bdi(labelOf(term, words))), term.stations === undefined ? null : h('span', { class: 'count' }, String(term.stations)));
}

function expander(row, words) {
  const expand = button({ class: 'link', 'aria-expanded': 'false' }, words.allNeeds);
  expand.addEventListener('click', () => {
    const isOpen = row.classList.toggle('all');
    expand.setAttribute('aria-expanded', String(isOpen));
    expand.textContent = isOpen ? words.fewerNeeds : words.allNeeds;
  });
  return expand;
}

// A row of radio buttons that looks like one switch; an unknown value selects none.
function choice({ member, values, legend, labels }, patch) {
  const name = uniqueId('choice');
  const inputs = values.map((value) => h('input', { type: 'radio', name, value, on: { change: () => patch({ [member]: value }) } }));
  const options = inputs.map((input, at) => h('label', {}, input, h('span', {}, labels[values[at]])));
  return {
    element: h('fieldset', { class: `choice ${member}` }, h('legend', {}, legend), h('div', { class: 'switch' }, options)),
    update: (state) => { for (const input of inputs) input.checked = input.value === state[member]; },
  };
}

// Whole minutes by the slider; its figure also shows values that the slider cannot have: 7.5
// minutes, a radius.
function minutesField(words, patch) {
  const id = uniqueId('minutes');
  const output = h('output', { for: id });
  const input = h('input', { id, type: 'range', min: 1, max: 60, step: 1 });
  const show = (text) => {
    output.textContent = text;
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', () => show(words.minutesValue(input.value)));
  input.addEventListener('change', () => {
    const minutes = Number(input.value);
    patch({ minutes: minutes === USUAL_MINUTES ? null : minutes, radius_m: '' });
  });
  return {
    element: h('div', { class: 'field range' }, h('label', { for: id }, words.minutes), input, output),
    update: (state) => {
      input.value = Number(state.minutes ?? USUAL_MINUTES) || USUAL_MINUTES;
      show(reachText(state, words));
    },
  };
}

function atField(words, patch, offsetS) {
  const id = uniqueId('at');
  const input = h('input', { id, type: 'datetime-local' });
  const now = button({ class: 'small' }, words.now);
  input.addEventListener('change', () => patch({ at: input.value }));
  now.addEventListener('click', () => patch({ at: '' }));
  return {
    element: h('div', { class: 'field' }, h('label', { for: id }, words.at), input, now),
    update: (state) => {
      input.value = localOf(state.at, offsetS()) ?? '';
      now.setAttribute('aria-pressed', String(state.at === ''));
    },
  };
}

function stayField(words, patch) {
  const id = uniqueId('stay');
  const select = h('select', { id });
  select.addEventListener('change', () => patch({ stay_minutes: Number(select.value) }));
  return {
    element: h('div', { class: 'field' }, h('label', { for: id }, words.stay), select),
    update: ({ stay_minutes: stay }) => {
      const isNumber = typeof stay === 'number';
      const stays = [...new Set([...STAYS, ...(isNumber ? [stay] : [])])].sort((a, b) => a - b).concat(isNumber ? [] : stay);
      select.replaceChildren(...stays.map((count) => h('option', { value: String(count) }, words.stays(count))));
      select.value = String(stay);
    },
  };
}

function knownField(words, patch) {
  const input = h('input', { type: 'checkbox' });
  input.addEventListener('change', () => patch({ unknown_hours: input.checked ? 'exclude' : 'include' }));
  return {
    element: h('label', { class: 'field check' }, input, h('span', {}, words.onlyKnown)),
    update: (state) => { input.checked = state.unknown_hours === 'exclude'; },
  };
}

// Collapsed, so that a phone shows stations, not settings: its summary lists the settings.
function optionsSection(words, patch, parts, offsetS) {
  const head = h('span', {});
  const reset = button({ class: 'link' }, words.reset);
  reset.addEventListener('click', () => {
    const { lat, lon, crs, station, coverage, ...usual } = DEFAULTS;
    patch(usual);
  });
  return {
    element: h('details', { class: 'more' },
      h('summary', {}, icon('sliders'), head, icon('more')), parts.map((part) => part.element), reset),
    update: (state) => { head.textContent = summary(state, words, offsetS()); },
  };
}

// All parameters but the needs; a word without a translation as it was written.
function summary(state, words, offsetS) {
  const local = localOf(state.at, offsetS);
  const unknown = state.unknown_hours;
  const parts = [
    `${words.modes[state.mode] ?? state.mode} ${reachText(state, words)}`,
    words.opensShort[state.open] ?? state.open,
    local === null ? state.at : dated(local, words),
    state.stay_minutes === 0 ? null : words.staysFor(words.stays(state.stay_minutes)),
    unknown === DEFAULTS.unknown_hours ? null : { exclude: words.knownOnly }[unknown] ?? unknown,
    state.kind.length > 0 ? words.kindsChosen(state.kind.length) : null,
    state.access.length > 0 ? state.access.map((way) => words.accessWords[way] ?? way).join('/') : null,
    state.min_star === '' ? null : words.starsAtLeast(state.min_star),
  ];
  return parts.filter(Boolean).join(' · ');
}
