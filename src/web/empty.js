// An empty answer in a sentence, and the ways out of it as buttons.

import { button, h } from './dom.js';
import { moment, nameOf } from './say.js';

const MOST_MINUTES = 60;
const COUNTED = ['closed', 'unknown_hours', 'amenity', 'other'];

export function emptyAnswer(answer, state, tools) {
  const { words } = tools;
  const why = answer.why_empty;
  const ways = h('div', { class: 'ways' }, simpleWays(why, state, tools));
  addNamedWays(ways, answer, state, tools);
  return [h('div', { class: 'empty' }, h('h2', {}, words.nothing), h('p', {}, sentence(why, words)), ways)];
}

function sentence(why, words) {
  const parts = COUNTED.filter((name) => why[name] > 0).map((name) => words.emptyCounts[name](why[name]));
  const stop = words.lang === 'en' ? '.' : '。';
  const text = words.empty(why.in_circle);
  if (parts.length === 0) return text;
  return words.lang === 'en' ? `${text} ${parts.join(', ')}${stop}` : `${text}${parts.join('，')}${stop}`;
}

// Ways out that need no name: each drops the test that failed.
function simpleWays(why, state, { words, patch }) {
  const way = (text, members) => button({ on: { click: () => patch(members) } }, text);
  return [
    why.amenity > 0 ? way(words.dropNeeds, { amenity: [] }) : null,
    why.other > 0 && state.kind.length > 0 ? way(words.dropKinds, { kind: [] }) : null,
    why.unknown_hours > 0 ? way(words.withUnknown, { unknown_hours: 'include' }) : null,
    why.closed > 0 ? way(words.withClosed, { open: 'any' }) : null,
  ];
}

// The nearest beyond the circle and the next to open come by id: their names are asked for.
async function addNamedWays(ways, answer, state, tools) {
  const { nearest_beyond: beyond, next_opening: next } = answer.why_empty;
  if (!beyond && !next) {
    ways.before(h('p', { class: 'note' }, tools.words.emptyRadius));
  }
  const found = await Promise.all([
    next ? waitWay(next, answer, tools) : null,
    beyond ? beyondWay(beyond, next ? '' : 'primary', tools) : null,
    beyond ? widenWay(beyond, answer, state, tools) : null,
  ]);
  ways.prepend(...found.filter((way) => way !== null));
}

async function waitWay(next, answer, { words, patch, nameById }) {
  const name = await nameById(next.id);
  const time = moment(next.opens_at, answer.query.at, words);
  // Setting out when it opens: whoever arrives later finds it open.
  const wait = () => patch({ at: next.opens_at });
  return button({ class: 'primary', on: { click: wait } }, words.wait(name, time));
}

async function beyondWay(beyond, look, { words, choose, nameById, remember }) {
  const name = await nameById(beyond.id);
  remember(beyond.id, { distance_m: beyond.distance_m });
  const go = () => choose(beyond.id);
  return button({ class: look, on: { click: go } }, words.goBeyond(name, words.metres(beyond.distance_m)));
}

function widenWay(beyond, answer, state, { words, patch }) {
  const { detour, speed_m_s: speed } = answer.query;
  const minutes = Math.ceil((beyond.distance_m * detour) / speed / 60);
  if (minutes > MOST_MINUTES || minutes <= state.minutes) return null;
  return button({ on: { click: () => patch({ minutes }) } }, words.widen(minutes));
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
