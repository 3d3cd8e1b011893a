// A week of opening hours: a row a day, in words and as a bar from midnight to midnight.

import { h } from './dom.js';
import { bdi } from './foreign.js';

const DAY_MINUTES = 1440;

export function weekTable({ week, week_unknown: unknown, opening_hours: published }, now, words) {
  const source = published ? h('p', { class: 'note' }, `${words.published}: `, h('q', {}, bdi(published))) : null;
  if (!week) {
    return h('section', {}, h('h3', {}, words.week), h('p', { class: 'state unknown' }, h('strong', {}, words.weekUnknown)), source);
  }
  const rows = Object.entries(week).map(([date, open]) => dayRow(date, open, unknown?.[date] ?? [], now, words));
  const isPlain = Object.keys(week).every((date) => week[date].length + (unknown?.[date] ?? []).length < 2);
  return h('section', {}, h('h3', {}, words.week), h('table', { class: isPlain ? 'week plain' : 'week' }, h('tbody', {}, rows)), source);
}

function dayRow(date, open, unknown, now, words) {
  const isToday = now.startsWith(date);
  const day = words.weekdays[new Date(date).getUTCDay()];
  return h('tr', { class: isToday ? 'today' : null, 'aria-current': isToday ? 'date' : null },
    h('th', { scope: 'row' }, day),
    h('td', {}, bar(open, unknown, isToday ? minutesOf(now.slice(11, 16)) : null)),
    h('td', { class: 'times' }, times(open, unknown, words)));
}

function times(open, unknown, words) {
  if (open.length === 0 && unknown.length === 0) return words.closedDay;
  if (open.length === 1 && open[0].join() === '00:00,24:00') return words.always;
  const spans = open.map(([from, to]) => `${from}–${to}`);
  if (unknown.length > 0) spans.push(words.dayUnknown);
  return spans.map((span) => h('span', {}, span));
}

// For sighted users only: the words beside it say the same.
function bar(open, unknown, now) {
  const element = h('div', { class: 'bar', 'aria-hidden': 'true' });
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
