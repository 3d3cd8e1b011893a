// What goes on around within a week: a list by day in place of the stations that are near. Loaded when
// it is asked for.

import { timeParts } from './activities.js';
import { activityWords } from './activity-words.js';
import { button, h, icon } from './dom.js';
import { joined } from './foreign.js';
import { dayOf, nameOf, wayText } from './say.js';
import { DEFAULTS, USUAL_MINUTES } from './state.js';

const MOST_TIMES = 100;

// The answer to what goes on around `origin`, with its stations for the map and all `times`, and the
// `views` for the list.
export async function timesAround(app, state, signal) {
  const { api, words } = app;
  const [lon, lat] = app.origin();
  const { at, mode } = state;
  const question = { lat, lon, crs: api.datum, at, mode, minutes: state.minutes ?? USUAL_MINUTES, limit: MOST_TIMES };
  const found = await api.activities(question, signal);
  const stations = new Map([...found.features].reverse().map((feature) => [feature.properties.station_id, feature]));
  const features = [...stations.values()].reverse();
  const query = { ...found.query, open: 'any', amenity: [] };
  const views = { list: (answer, _, tools) => weekList(answer, tools, activityWords(words)) };
  return { answer: { ...found, features, query, times: found.features }, views };
}

function weekList({ times, query, travel }, tools, said) {
  const { words } = tools;
  const context = { now: query.at, terms: tools.terms(), words, said };
  const days = byDay(times, query.at);
  const note = h('p', { class: 'note' }, words.within(words.metres(query.radius_m), travel === 'network'));
  const head = h('header', { class: 'route-head' }, h('h2', {}, times.length === 0 ? said.nothing : said.week(times.length, times.length >= MOST_TIMES)), note, backButton('link', tools, said));
  const parts = [...days].flatMap(([day, ofDay]) => [
    h('h3', { class: 'day' }, dayOf(day, query.at, words)),
    h('ol', { class: 'stations times' }, ofDay.map((feature) => timeRow(feature, tools, context))),
  ]);
  return [head, ...parts];
}

// Times in their order, by the day on which they begin; what has begun is of today.
function byDay(times, now) {
  const days = new Map();
  for (const feature of times) {
    const { starts } = feature.properties;
    const day = (Date.parse(starts) < Date.parse(now) ? now : starts).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), feature]);
  }
  return days;
}

function timeRow({ properties }, tools, context) {
  const { station_id: id } = properties;
  const { choose, hover, words } = tools;
  const on = {
    click: () => choose(id), pointerenter: () => hover(id), focus: () => hover(id), pointerleave: () => hover(null), blur: () => hover(null),
  };
  const [title, time, facts, booking] = timeParts(properties, context);
  const station = h('span', { class: 'where' }, joined([nameOf(properties, words), wayText(properties, words)]));
  return h('li', { class: 'row' },
    button({ class: 'station', 'data-id': id, on }, h('span', { class: 'station-text' }, title, time, facts, station)), booking);
}

// Back to what is near.
function backButton(look, { patch }, said) {
  return button({ class: look, 'data-id': 'week-leave', on: { click: () => patch({ show: DEFAULTS.show }) } }, icon('close'), said.near);
}
