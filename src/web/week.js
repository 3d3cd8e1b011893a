// A week of opening hours: a row a day, in words and as a bar from midnight to midnight.

import { h } from './dom.js';
import { bdi } from './foreign.js';
import { ruleWords, timeSpan } from './rules.js';

const DAY_MINUTES = 1440;
const MIDNIGHT = '00:00';
const DAY_END = '24:00';
// What lasts longer into the next day belongs to that day.
const LATEST_NIGHT = '12:00';

export function weekTable({ week, week_unknown: unknown, opening_hours: published }, now, words) {
  const text = published ? ruleWords(published, words) : '';
  const source = text === '' ? null : h('p', { class: 'note' }, `${words.published}: `, h('q', {}, bdi(text)));
  if (!week) {
    return h('section', {}, h('h3', {}, words.week), h('p', { class: 'state unknown' }, h('strong', {}, words.weekUnknown)), source);
  }
  const dates = Object.keys(week);
  const rows = dates.map((date, at) => dayRow({
    date, open: week[date], unknown: unknown?.[date] ?? [], spans: spansOf(week, dates, at),
  }, now, words));
  return h('section', {}, h('h3', {}, words.week), h('table', { class: 'week' }, h('tbody', {}, rows)), source);
}

// The hours that begin on a day: what goes on after midnight is told with the evening before, if
// that evening is in the table.
export function spansOf(week, dates, at) {
  const [before, today, after] = [week[dates[at - 1]] ?? [], week[dates[at]], week[dates[at + 1]] ?? []];
  const reachesOn = (day) => day.at(-1)?.[1] === DAY_END;
  const own = today.filter((span, index) => !(index === 0 && isNight(span) && reachesOn(before)));
  const night = after[0];
  if (own.length === 0 || !reachesOn(own) || !night || !isNight(night)) return own;
  return [...own.slice(0, -1), [own.at(-1)[0], night[1]]];
}

function isNight([from, to]) {
  return from === MIDNIGHT && to <= LATEST_NIGHT;
}

function dayRow({ date, open, unknown, spans }, now, words) {
  const isToday = now.startsWith(date);
  const day = isToday ? words.today : words.weekdays[new Date(date).getUTCDay()];
  return h('tr', { class: isToday ? 'today' : null, 'aria-current': isToday ? 'date' : null },
    h('th', { scope: 'row' }, day),
    h('td', { class: 'times' }, times(spans, unknown, words)),
    h('td', {}, bar(open, unknown, isToday ? minutesOf(now.slice(11, 16)) : null)));
}

function times(spans, unknown, words) {
  if (spans.length === 0 && unknown.length === 0) return words.closedDay;
  if (spans.length === 1 && spans[0].join() === `${MIDNIGHT},${DAY_END}`) return words.always;
  const texts = spans.map((span) => (isNight(span) ? words.toMorning(span[1]) : timeSpan(...span, words)));
  if (unknown.length > 0) texts.push(words.dayUnknown);
  return texts.map((text) => h('span', {}, text));
}

// For sighted users only: the words beside it say the same. Lines stand at 6, 12 and 18 o'clock.
function bar(open, unknown, now) {
  const element = h('div', { class: 'hours', 'aria-hidden': 'true' });
  for (const span of open) element.append(stretch(span, 'open'));
  for (const span of unknown) element.append(stretch(span, 'unknown'));
  if (now !== null) {
    const mark = h('i', { class: 'now' });
    mark.style.left = percent(now);
    element.append(mark);
  }
  return element;
}

function stretch([from, to], state) {
  const element = h('i', { class: state });
  element.style.left = percent(minutesOf(from));
  element.style.width = percent(minutesOf(to) - minutesOf(from));
  return element;
}

function minutesOf(time) {
  const [hours, minutes] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function percent(minutes) {
  return `${(minutes / DAY_MINUTES) * 100}%`;
}
