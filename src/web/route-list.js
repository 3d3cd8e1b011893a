// The list of a route: its heading with the choices about it, what each stop costs, and why there is
// none.

import { button, h, icon } from './dom.js';
import { emptyAnswer } from './empty.js';
import { around } from './foreign.js';
import { unusual } from './filters.js';
import { clockOf, minutesOf, moment } from './say.js';
import { DEFAULTS } from './state.js';

const MOST_DETOUR_MINUTES = 60;
const DETOURS = [1, 2, 3, 5, 10, 15, 20, 30, 45, MOST_DETOUR_MINUTES];
const ORDERS = ['detour', 'route'];
const NO_DETOUR_M = 1;
const NEAR_M = 10;
const MINUTE_S = 60;

// What a stop costs, where it is, and when one is there, as 绕路 3 分钟（420 米）· 在右边 · 2.1 公里处 · 12:40 到.
export function costText(properties, query, words, said) {
  const { detour_m: metres, detour_s: seconds, leaves_route_at_m: atM, side, arrive_at: arrival } = properties;
  const parts = [
    detourText(metres, seconds, words, said),
    said.sides[side] ?? null,
    atM < NEAR_M ? said.atStart : said.after(words.metres(atM)),
    arrival ? said.there(moment(arrival, query.at, words)) : null,
  ];
  return parts.filter(Boolean).join(' · ');
}

function detourText(metres, seconds, words, said) {
  if (metres < NO_DETOUR_M) return said.noDetour;
  const way = words.metres(metres);
  return seconds < MINUTE_S ? said.shortDetour(way) : said.detour(words.minutesValue(minutesOf(seconds)), way);
}

// How many stops, of which route, and how it is measured; then the choices about it.
export function routeHeading(answer, state, tools, said) {
  const { words, offsetS } = tools;
  const { features, kept_ms: keptMs } = answer;
  const count = features.length;
  return h('header', { class: 'route-head' },
    h('div', { class: 'route-facts' },
      h('h2', {}, said.found(count, count >= Number(state.limit))),
      changeButton('link', tools, said), leaveButton('link', tools, said)),
    h('p', { class: 'note' }, [...measured(answer, words, said), ...unusual(state, words, offsetS())].join(' · ')),
    keptMs ? h('p', { class: 'note old' }, words.offline(clockOf(keptMs, words))) : null,
    choices(state, tools, said));
}

// The length of the route, and what its line and its ways are.
function measured({ line, query, travel }, words, said) {
  const isStraight = line.length === 2 && travel !== 'network';
  return [said.length(words.metres(query.way_m ?? query.route_m)), isStraight ? said.straightRoute : null, travel === 'network' ? said.alongStreets : said.straightDetours].filter(Boolean);
}

// Back to what is near.
function leaveButton(look, { patch }, said) {
  const { route, max_detour_minutes, order } = DEFAULTS;
  return button({ class: look, 'data-id': 'route-leave', on: { click: () => patch({ route, max_detour_minutes, order }) } }, icon('close'), said.leave);
}

function changeButton(look, { drawRoute }, said) {
  return button({ class: look, 'data-id': 'route-change', on: { click: drawRoute } }, said.change);
}

// The longest detour, and the order.
function choices(state, { patch }, said) {
  const longest = Number(state.max_detour_minutes);
  const lengths = DETOURS.includes(longest) ? DETOURS : [...DETOURS, state.max_detour_minutes].sort((a, b) => a - b);
  return h('div', { class: 'route-choices' },
    select('route-detour', said.longest, lengths.map((minutes) => [minutes, said.within(minutes)]), state.max_detour_minutes, (value) => patch({ max_detour_minutes: Number(value) })),
    select('route-order', said.order, ORDERS.map((name) => [name, said.orders[name]]), state.order, (value) => patch({ order: value })));
}

// By its `id` the focus finds it again when the list is filled anew.
function select(id, label, options, chosen, change) {
  const element = h('select', { 'data-id': id, 'aria-label': label }, options.map(([value, text]) => h('option', { value: String(value) }, text)));
  element.value = String(chosen);
  element.addEventListener('change', () => change(element.value));
  return element;
}

// Why no stop fits, with a longer detour as a way out.
export function emptyRoute(answer, state, tools, said) {
  const text = (count) => said.empty(tools.words.minutesValue(state.max_detour_minutes), count);
  return [
    ...emptyAnswer(answer, state, tools, { says: { nothing: said.nothing, empty: text }, further: (beyond, ...rest) => furtherWays(beyond, ...rest, said) }),
    choices(state, tools, said),
    changeButton('wide', tools, said),
    leaveButton('wide', tools, said),
  ];
}

// The stop that costs least of those that cost too much, in straight lines: to go there and back from
// its nearest place of the route costs no less than it does. Along streets that is a guess, and no
// promise.
async function furtherWays(beyond, { query, travel }, state, { words, patch, nameById }, said) {
  const seconds = (2 * beyond.distance_m * query.detour) / query.speed_m_s;
  const minutes = Math.max(Math.ceil(seconds / MINUTE_S), Number(state.max_detour_minutes) + 1);
  if (!(minutes <= MOST_DETOUR_MINUTES)) return null;
  const name = await nameById(beyond.id);
  const offer = travel === 'network' ? said.tryWider : said.widen;
  const text = around((slot) => offer(said.within(minutes), slot, words.metres(beyond.distance_m)), name);
  return { seconds, buttons: [button({ on: { click: () => patch({ max_detour_minutes: minutes }) } }, h('span', {}, text))] };
}
