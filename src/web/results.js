// The answer as a list, and what is shown before, between and instead of answers.

import { button, h, icon } from './dom.js';
import { bdi } from './foreign.js';
import { minutesOf, nameOf, opening } from './say.js';
import { reachOf } from './state.js';
import { emptyAnswer } from './empty.js';

const MOST = 100;

// The list of an answer: heading and stations, or why there are none.
export function resultList(answer, state, tools) {
  const { words } = tools;
  const notes = answer.holiday_data === 'missing' ? [h('p', { class: 'note' }, words.noHolidays)] : [];
  if (answer.features.length === 0) return [...emptyAnswer(answer, state, tools), ...notes];
  const items = answer.features.map((feature, at) => stationItem(feature, at, answer, tools));
  return [heading(answer, state, words), h('ol', { class: 'stations' }, items), ...notes, moreButton(answer, state, tools)];
}

function heading(answer, state, words) {
  const reach = words.metres(answer.query.radius_m);
  const within = words.within(words.modes[state.mode], reachOf(state).minutes, reach, answer.travel === 'network');
  return h('header', { class: 'results-head' },
    h('h2', {}, words.found(answer.features.length)), h('p', { class: 'note' }, within));
}

function stationItem(feature, at, answer, { words, choose, hover }) {
  const { properties } = feature;
  const said = opening(properties, { asked: answer.query.open, at: answer.query.at, words });
  const open = button({
    class: 'station',
    'data-id': properties.station_id,
    on: {
      click: () => choose(properties.station_id),
      pointerenter: () => hover(properties.station_id),
      focus: () => hover(properties.station_id),
      pointerleave: () => hover(null),
      blur: () => hover(null),
    },
  },
  h('span', { class: `badge ${said.state}`, 'aria-hidden': 'true' }, badgeText(said.state, at)),
  h('span', { class: 'station-text' },
    h('span', { class: 'name' }, bdi(nameOf(properties, words))),
    stateLine(said),
    h('span', { class: 'where' }, wayText(properties, words), ...(properties.address ? [' · ', bdi(properties.address)] : []))));
  return h('li', {}, open);
}

// The number of a marker; a question mark follows if it is unknown whether it is open.
export function badgeText(state, at) {
  return state === 'unknown' ? `${at + 1}?` : String(at + 1);
}

// State and detail: never by colour alone.
export function stateLine({ state, title, detail }) {
  return h('span', { class: `state ${state}` },
    h('strong', {}, title), detail === '' ? null : h('span', {}, ` · ${detail}`));
}

// Metres and minutes, as 161 米 · 约 3 分钟.
export function wayText({ distance_m: metres, travel_time_s: seconds }, words) {
  if (typeof metres !== 'number') return '';
  const way = words.metres(metres);
  return typeof seconds === 'number' ? `${way} · ${words.travel(minutesOf(seconds))}` : way;
}

function moreButton(answer, state, { words, patch }) {
  const limit = Number(state.limit);
  if (answer.features.length < limit || limit >= MOST) return null;
  const more = () => patch({ limit: Math.min(MOST, limit + 10) }, { quiet: true });
  return button({ class: 'wide', on: { click: more } }, words.moreStations);
}

// What is shown in place of a list before the first question.
export function welcome(meta, hasMap, words) {
  return [h('div', { class: 'welcome' },
    h('h2', {}, icon('pin'), words.start),
    h('p', {}, hasMap ? words.startHelp : words.startHelpNoMap),
    meta ? h('p', { class: 'note' }, words.stationsInAll(meta.stations)) : null)];
}
