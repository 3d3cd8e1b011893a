// The answer as a list, and what is shown before, between and instead of answers.

import { button, h, icon } from './dom.js';
import { emptyAnswer } from './empty.js';
import { unusual } from './filters.js';
import { locateButton } from './place.js';
import { stationRow } from './row.js';
import { clockOf } from './say.js';
import { ACTIVITIES } from './state.js';

const MOST = 100;
// The modes that are offered at first: most riders have one of them.
const FIRST_MODES = ['walk', 'ebike'];

// The list of an answer: heading and stations, or why there are none.
export function resultList(answer, state, tools) {
  const { words } = tools;
  if (answer.views?.list) return answer.views.list(answer, state, tools);
  const notes = answer.holiday_data === 'missing' ? [h('p', { class: 'note' }, words.noHolidays)] : [];
  const { heading: head = heading, empty = emptyNear } = answer.views ?? {};
  if (answer.features.length === 0) return [...empty(answer, state, tools), ...notes];
  const items = answer.features.map((feature, at) => stationRow(feature, at, answer, tools));
  return [head(answer, state, tools), h('ol', { class: 'stations' }, items), ...notes, moreButton(answer, state, tools), answer.views ? null : weekButton(tools)];
}

// What goes on around, if anything does at any station.
function weekButton({ words, patch, terms }) {
  if (!terms().some(({ stations }) => stations > 0)) return null;
  return button({ class: 'wide', 'data-week': true, on: { click: () => patch({ show: ACTIVITIES }) } }, words.weekOn);
}

// Asks about a route in place of a place.
function routeButton(look, { words, drawRoute }) {
  return button({ class: look, 'data-route': true, on: { click: drawRoute } }, icon('way'), words.onMyWay);
}

function emptyNear(answer, state, tools) {
  return [...emptyAnswer(answer, state, tools), routeButton('wide', tools), weekButton(tools)];
}

function heading(answer, state, tools) {
  const { words, offsetS } = tools;
  const { features, query, travel } = answer;
  const facts = [words.within(words.metres(query.radius_m), travel === 'network'), ...unusual(state, words, offsetS())];
  return h('header', { class: 'results-head' },
    h('h2', {}, words.found(features.length, features.length >= Number(state.limit))),
    h('p', { class: 'note' }, facts.join(' · ')),
    answer.kept_ms ? h('p', { class: 'note old' }, words.offline(clockOf(answer.kept_ms, words))) : null,
    routeButton('link on-my-way', tools));
}

function moreButton(answer, state, { words, patch }) {
  const limit = Number(state.limit);
  if (answer.features.length < limit || limit >= MOST) return null;
  const more = () => patch({ limit: Math.min(MOST, limit + 10) }, { quiet: true });
  return button({ class: 'wide', on: { click: more } }, words.moreStations);
}

// What is shown in place of a list before the first question: how one goes decides what is near.
export function welcome(meta, hasMap, tools) {
  const { words, patch, locate } = tools;
  const start = (mode) => locateButton(words.startWith[mode], async () => {
    if (!await locate({ mode })) patch({ mode }, { quiet: true });
  });
  return [h('div', { class: 'welcome' },
    h('h2', {}, icon('pin'), words.start),
    h('p', { class: 'note' }, words.slogan),
    h('div', { class: 'starts' }, FIRST_MODES.map(start), routeButton('', tools)),
    h('p', {}, hasMap ? words.startHelp : words.startHelpNoMap),
    meta ? h('p', { class: 'note' }, words.stationsInAll(meta.stations)) : null)];
}
