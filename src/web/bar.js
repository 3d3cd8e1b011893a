// The one bar above the list: from where, and how; each opens a drawer below it.

import { button, h, icon, uniqueId } from './dom.js';
import { bdi } from './foreign.js';
import { minutesOf, reachText } from './say.js';
import { hasPlace, isPlace } from './state.js';

// A measured place is called by its age from here on.
const OLD_MS = 120_000;

// The bar for `words`. `drawer(name)` opens or closes a drawer. Of the settings that are not usual,
// `update` shows how many there are: `more` lists them.
export function barSection({ words, drawer }) {
  const place = barButton('pin', 'bar-place', () => drawer('place'));
  const way = barButton('sliders', 'bar-way', () => drawer('options'));
  return {
    element: h('div', { class: 'bar' }, place.element, way.element),
    opens: { place: place.element, options: way.element },
    update: (state, origin, more) => {
      place.show(placeText(state, origin, words), words.from);
      way.show([`${words.modes[state.mode] ?? state.mode} ${state.route === '' ? reachText(state, words) : `≤ ${words.minutesValue(state.max_detour_minutes)}`}`, more.length > 0 ? `+${more.length}` : null].filter(Boolean).join(' '), words.settings);
    },
  };
}

function barButton(drawing, name, click) {
  const label = h('span', { class: 'bar-label' });
  const title = h('span', { class: 'unseen' });
  const element = button({ class: `bar-button ${name}`, 'aria-expanded': 'false', on: { click } }, icon(drawing), title, label, icon('more'));
  return {
    element,
    show: (text, says) => {
      label.replaceChildren(bdi(text));
      title.textContent = `${says}: `;
    },
  };
}

// From where, in a few words.
export function placeText(state, origin, words) {
  if (state.route !== '') return words.onMyWay;
  if (!hasPlace(state)) return words.noPlace;
  const { kind, ms, accuracyM } = origin;
  if (kind === 'map') return words.onMap;
  if (kind === 'search') return origin.name;
  if (kind !== 'device' && kind !== 'kept') return [state.lat, state.lon].map(short).filter((text) => text !== '').join(', ');
  const age = Date.now() - ms;
  if (age > OLD_MS && isPlace(state)) return words.hereAgo(words.span(minutesOf(age / 1000)));
  return accuracyM > 0 ? `${words.here} ±${words.metres(accuracyM)}` : words.here;
}

// A hundred metres are enough to tell a place by; what is no number stands as it was written.
function short(degrees) {
  return typeof degrees === 'number' ? String(Math.round(degrees * 1000) / 1000) : degrees ?? '';
}

// One drawer at a time. `parts` are elements by name, `opens` the buttons that open them, `changed`
// is called with the name of the open one, or null.
export function drawers({ parts, opens, changed }) {
  let shown = null;
  for (const [name, part] of Object.entries(parts)) {
    part.id = uniqueId(name);
    opens[name].setAttribute('aria-controls', part.id);
    part.hidden = true;
  }
  const show = (name) => {
    shown = name;
    for (const [key, part] of Object.entries(parts)) {
      part.hidden = key !== name;
      opens[key].setAttribute('aria-expanded', String(key === name));
    }
    changed(name);
  };
  return {
    toggle: (name) => show(name === shown ? null : name),
    close: () => { if (shown !== null) show(null); },
    isOpen: () => shown !== null,
  };
}
