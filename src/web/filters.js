// How to go, when, and to which stations: choices and fields bound to the state.

import { button, h, uniqueId } from './dom.js';
import { chipRow } from './needs.js';
import { DEFAULTS, MODES, OPEN_WORDS, USUAL_MINUTES, localOf } from './state.js';
import { dated, labelOf, reachText } from './say.js';

const STAYS = [0, 10, 15, 30, 60, 120, 240];

// The drawer with all of them. `patch` changes the state; `update` shows a changed state, and
// `offsetS()` is the service's offset from UTC.
export function filterSection({ words, patch, offsetS }) {
  const kinds = kindsField(words, patch);
  const parts = [
    choice({ member: 'mode', values: MODES, legend: words.mode, labels: words.modes }, patch),
    minutesField(words, patch),
    choice({ member: 'open', values: OPEN_WORDS, legend: words.open, labels: words.opens }, patch),
    atField(words, patch, offsetS),
    stayField(words, patch),
    knownField(words, patch),
    kinds,
    coverageField(words, patch),
  ];
  const reset = button({ class: 'link' }, words.reset);
  reset.addEventListener('click', () => {
    const { lat, lon, crs, station, coverage, plan, route, ...usual } = DEFAULTS;
    patch(usual);
  });
  // A form, because the browser mixes up groups of radio buttons in a shadow root without one, even
  // with removed ones.
  const submit = (event) => event.preventDefault();
  return {
    element: h('form', { class: 'filters', 'aria-label': words.settings, on: { submit } }, parts.map((part) => part.element), reset),
    terms: (meta) => kinds.terms(meta.kinds),
    update: (state) => { for (const part of parts) part.update(state); },
  };
}

// The kinds of places; those that no station has are left out.
function kindsField(words, patch) {
  const title = uniqueId('kinds');
  let chosen = [];
  let known = [];
  const toggle = (key) => {
    patch({ kind: chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key] });
  };
  const chips = chipRow((term) => labelOf(term, words), toggle);
  const element = h('div', { class: 'group', role: 'group', 'aria-labelledby': title }, h('h2', { id: title }, words.kinds), chips.element);
  const show = () => {
    const strange = chosen.filter((key) => !known.some((term) => term.key === key)).map((key) => ({ key }));
    const shown = [...strange, ...known.filter((term) => term.stations > 0 || chosen.includes(term.key))];
    element.hidden = shown.length === 0;
    chips.show(shown, chosen);
  };
  return {
    element,
    terms: (terms) => { known = terms; show(); },
    update: ({ kind }) => { chosen = kind; show(); },
  };
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
  const element = h('div', { class: 'field range' }, h('label', { for: id }, words.minutes), input, output);
  return {
    element,
    update: (state) => {
      // Of a route the detour is limited, beside its list.
      element.hidden = state.route !== '';
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

// For planners rather than riders: which parts of the map are out of reach.
function coverageField(words, patch) {
  const input = h('input', { type: 'checkbox' });
  input.addEventListener('change', () => patch({ coverage: input.checked }));
  return {
    element: h('label', { class: 'field check coverage-field' }, input, h('span', {}, words.coverageTitle)),
    update: ({ coverage }) => { input.checked = coverage; },
  };
}

// Parameters that differ from what is usual, in a few words each; those without a translation as
// they were written.
export function unusual(state, words, offsetS) {
  const local = localOf(state.at, offsetS);
  const unknown = state.unknown_hours;
  const parts = [
    state.open === DEFAULTS.open ? null : words.opensShort[state.open] ?? state.open,
    local === null ? state.at : dated(local, words),
    state.stay_minutes === 0 ? null : words.staysFor(words.stays(state.stay_minutes)),
    unknown === DEFAULTS.unknown_hours ? null : { exclude: words.knownOnly }[unknown] ?? unknown,
    state.kind.length > 0 ? words.kindsChosen(state.kind.length) : null,
    state.access.length > 0 ? state.access.map((way) => words.accessWords[way] ?? way).join('/') : null,
    state.min_star === '' ? null : words.starsAtLeast(state.min_star),
  ];
  return parts.filter(Boolean);
}
