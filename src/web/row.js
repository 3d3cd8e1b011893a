// One station in the list: its state, the way, what it offers, and the way to a map app.

import { button, h, icon } from './dom.js';
import { around, bdi, joined } from './foreign.js';
import { labelOf, nameOf, opening, wayText } from './say.js';

const MOST_OFFERS = 4;
// How one gets in, where that is not simply by walking in.
const SPECIAL_ACCESS = ['scan', 'app', 'members', 'customers'];

// The row of `feature`, the `at`th of `answer`.
export function stationRow(feature, at, answer, tools) {
  const { words, choose, hover, go } = tools;
  const { properties } = feature;
  const id = properties.station_id;
  const said = opening(properties, { asked: answer.query.open, at: answer.query.at, words });
  // On a route the way is what the stop costs.
  const cost = answer.views?.costText(properties, answer) ?? null;
  const open = button({
    class: 'station',
    'data-id': id,
    on: {
      click: () => choose(id),
      pointerenter: () => hover(id),
      focus: () => hover(id),
      pointerleave: () => hover(null),
      blur: () => hover(null),
    },
  },
  h('span', { class: `sign badge ${said.state}`, 'aria-hidden': 'true' }, h('span', {}, badgeText(said.state, at))),
  h('span', { class: 'station-text' },
    h('span', { class: 'name' }, bdi(nameOf(properties, words))),
    properties.notice ? h('span', { class: 'notice' }, bdi(properties.notice)) : null,
    stateLine(said),
    cost === null ? null : h('span', { class: 'cost' }, cost),
    h('span', { class: 'where' }, joined([cost === null ? wayText(properties, words) : null, properties.address])),
    offersLine(properties, answer.query.amenity, tools)));
  const name = nameOf(properties, words);
  const leave = button({ class: 'leave', title: words.go.to(name), on: { click: () => go(feature) } },
    icon('route'), h('span', { class: 'unseen' }, ...around((slot) => words.go.to(slot), name)));
  return h('li', { class: 'row' }, open, leave);
}

// The number of a marker; a question mark follows if it is unknown whether it is open.
export function badgeText(state, at) {
  return state === 'unknown' ? `${at + 1}?` : String(at + 1);
}

// State and detail: never by colour alone.
export function stateLine({ state, title, detail, isHasty }) {
  return h('span', { class: `state ${isHasty ? 'hasty' : state}` },
    isHasty ? icon('clock') : null, h('strong', {}, title), detail === '' ? null : h('span', {}, ` · ${detail}`));
}

// What it offers, the wanted first, and how one gets in.
function offersLine({ amenities, access }, wanted, { words, amenityTerm }) {
  const offered = [...new Set(amenities ?? [])];
  const isWanted = (key) => wanted.includes(key);
  const sorted = [...offered.filter(isWanted), ...offered.filter((key) => !isWanted(key))];
  const parts = sorted.slice(0, MOST_OFFERS).map((key) => h('span', { class: isWanted(key) ? 'offer wanted' : 'offer' },
    isWanted(key) ? icon('tick') : null, bdi(words.shortNeeds[key] ?? labelOf(amenityTerm(key), words))));
  if (sorted.length > MOST_OFFERS) parts.push(h('span', { class: 'offer' }, `+${sorted.length - MOST_OFFERS}`));
  if (SPECIAL_ACCESS.includes(access)) parts.unshift(h('span', { class: 'offer access' }, words.accessWords[access]));
  return parts.length === 0 ? null : h('span', { class: 'offers' }, parts);
}

// A notice in force, before everything else that is said of a station; null if there is none.
export function noticeLine(text, words) {
  if (typeof text !== 'string' || text === '') return null;
  return h('p', { class: 'notice' }, h('strong', {}, `${words.notice}: `), bdi(text));
}
