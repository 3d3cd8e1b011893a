// An empty answer in a sentence, and suggestions as buttons.

import { button, h } from './dom.js';
import { around } from './foreign.js';
import { minutesOf, moment, nameOf } from './say.js';
import { reachOf } from './state.js';

const MOST_MINUTES = 60;
const MOST_RADIUS_M = 50_000;
const COUNTED = ['closed', 'unknown_hours', 'amenity', 'other'];

// `says` are the words for the area of the question, a circle by default, and `further` makes the
// suggestions about the nearest station beyond it.
export function emptyAnswer(answer, state, tools, { says = tools.words, further = beyondWays } = {}) {
  const why = answer.why_empty;
  const ways = h('div', { class: 'ways' }, simpleWays(why, state, tools));
  addNamedWays(ways, answer, state, { ...tools, further });
  return [h('div', { class: 'empty' }, h('h2', {}, says.nothing), h('p', {}, sentence(why, says.empty(why.in_circle), tools.words)), ways)];
}

function sentence(why, text, words) {
  const parts = COUNTED.filter((name) => why[name] > 0).map((name) => words.emptyCounts[name](why[name]));
  const stop = words.lang === 'en' ? '.' : '。';
  if (parts.length === 0) return text;
  return words.lang === 'en' ? `${text} ${parts.join(', ')}${stop}` : `${text}${parts.join('，')}${stop}`;
}

// Suggestions without a station: each drops the test that failed.
function simpleWays(why, state, { words, patch }) {
  const way = (text, members) => button({ on: { click: () => patch(members) } }, text);
  return [
    why.amenity > 0 ? way(words.dropNeeds, { amenity: [] }) : null,
    why.other > 0 && state.kind.length > 0 ? way(words.dropKinds, { kind: [] }) : null,
    why.unknown_hours > 0 ? way(words.withUnknown, { unknown_hours: 'include' }) : null,
    why.closed > 0 ? way(words.withClosed, { open: 'any' }) : null,
  ];
}

// The nearest beyond the circle and the next to open are given by id, so their names are requested.
// The suggestion that helps sooner comes first.
async function addNamedWays(ways, answer, state, tools) {
  const { nearest_beyond: beyond, next_opening: next } = answer.why_empty;
  if (!beyond && !next) {
    ways.before(h('p', { class: 'note' }, tools.words.emptyRadius));
  }
  const found = await Promise.all([
    beyond ? tools.further(beyond, answer, state, tools) : null,
    next ? waitWay(next, answer, tools) : null,
  ]);
  const timed = found.filter((way) => way !== null).sort((a, b) => a.seconds - b.seconds);
  const buttons = timed.flatMap((way) => way.buttons);
  buttons[0]?.classList.add('primary');
  ways.prepend(...buttons);
}

// A station can be used once it is open and reached.
async function waitWay(next, answer, { words, patch, nameById }) {
  const name = await nameById(next.id);
  const time = moment(next.opens_at, answer.query.at, words);
  const opensInS = (Date.parse(next.opens_at) - Date.parse(answer.query.at)) / 1000;
  // When to set out so that the station is open on arrival.
  const wait = () => patch({ at: next.opens_at });
  const text = around((slot) => words.wait(slot, time, words.span(minutesOf(opensInS))), name);
  return { seconds: Math.max(opensInS, travelS(next, answer)), buttons: [button({ on: { click: wait } }, h('span', {}, text))] };
}

async function beyondWays(beyond, answer, state, { words, patch, choose, nameById, remember }) {
  const name = await nameById(beyond.id);
  const seconds = travelS(beyond, answer);
  remember(beyond.id, { distance_m: beyond.distance_m });
  const text = around((slot) => words.goBeyond(slot, words.metres(beyond.distance_m), words.span(minutesOf(seconds))), name);
  const go = button({ on: { click: () => choose(beyond.id) } }, h('span', {}, text));
  const wider = widened(beyond, Math.ceil(seconds / 60), state, words);
  const widen = wider && button({ on: { click: () => patch(wider.members) } }, words.widen(wider.text));
  return { seconds, buttons: [go, widen].filter(Boolean) };
}

// How the question would include it: by more minutes, or by a larger radius if it has one.
function widened(beyond, minutes, state, words) {
  if (state.radius_m !== '') {
    const radiusM = Math.ceil(beyond.distance_m / 100) * 100;
    const isWider = radiusM > state.radius_m && radiusM <= MOST_RADIUS_M;
    return isWider ? { members: { radius_m: radiusM }, text: words.radiusValue(words.metres(radiusM)) } : null;
  }
  const isWider = minutes <= MOST_MINUTES && minutes > reachOf(state).minutes;
  return isWider ? { members: { minutes }, text: words.minutesValue(minutes) } : null;
}

function travelS({ distance_m: metres }, { query }) {
  return (metres * query.detour) / query.speed_m_s;
}

// The name of a station in the language, for those known only by their id.
export function nameFinder(api, words) {
  const names = new Map();
  return (id) => {
    if (!names.has(id)) {
      const asked = api.station(id, '', 'wgs84').then(({ properties }) => nameOf(properties, words), () => id);
      names.set(id, asked);
    }
    return names.get(id);
  };
}
