// Puts the service's answers into words. Times are shown in the service's time zone, as they are in
// the answer: a rider's phone may be set to another zone.

import { seen } from './foreign.js';
import { reachOf } from './state.js';

const STATES = ['open', 'closed', 'unknown'];
const SOON_MIN = 30;
// Longer lists of allowed values would fill the screen.
const FEW_WORDS = 6;

// The station's name in the language, and the other one beside it.
export function nameOf(properties, words) {
  const { name, name_en: english, station_id: id } = properties;
  return (words.lang === 'en' ? english || name : name || english) || seen(id);
}

// The label of an amenity or a kind; the file's own words are their own labels.
export function labelOf(term, words) {
  const { zh } = term;
  return (words.lang === 'en' ? term.en : zh && words.inScript(zh)) ?? seen(term.key);
}

// The limit of the question: minutes, a radius, or both if both were written.
export function reachText(state, words) {
  const { minutes, radius_m: radiusM } = reachOf(state);
  const parts = [
    minutes === undefined ? null : words.minutesValue(minutes),
    radiusM === undefined ? null : words.radiusValue(typeof radiusM === 'number' ? words.metres(radiusM) : radiusM),
  ];
  return parts.filter(Boolean).join(' · ');
}

// Whole minutes of the way, at least one.
export function minutesOf(seconds) {
  return Math.max(1, Math.round(seconds / 60));
}

// Metres and minutes, as 161 米 · 约 3 分钟.
export function wayText({ distance_m: metres, travel_time_s: seconds }, words) {
  if (typeof metres !== 'number') return '';
  const way = words.metres(metres);
  return typeof seconds === 'number' ? `${way} · ${words.travel(minutesOf(seconds))}` : way;
}

// A moment as 今天 22:00, with the day only if it differs from that of `now`.
export function moment(text, now, words) {
  const day = dayOf(text, now, words);
  const time = text.slice(11, 16);
  return day === words.today ? time : `${day} ${time}`;
}

// A moment as 11月24日 12:00, if there is no other to compare it with.
export function dated(text, words) {
  return `${words.date(Number(text.slice(5, 7)), Number(text.slice(8, 10)))} ${text.slice(11, 16)}`;
}

// A moment of the reader's own clock, with the date unless it is today.
export function clockOf(ms, words) {
  const date = new Date(ms);
  const time = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? time : `${words.date(date.getMonth() + 1, date.getDate())} ${time}`;
}

// The day of a moment, as 今天, 周四 or 11月24日.
export function dayOf(text, now, words) {
  const days = (dayNumber(text) - dayNumber(now));
  if (days === 0) return words.today;
  if (days === 1) return words.tomorrow;
  if (days === -1) return words.yesterday;
  if (days > 1 && days < 7) return words.weekdays[new Date(text.slice(0, 10)).getUTCDay()];
  return words.date(Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

function dayNumber(text) {
  return Date.parse(text.slice(0, 10)) / 86_400_000;
}

// State and what follows from it: `{state, title, detail, isHasty}`. It is hasty if it closes before
// one arrives, or soon after.
export function opening(properties, { asked, at, words }) {
  const { open_state: state } = properties;
  const isThen = asked === 'arrival' && properties.arrive_at;
  const title = (isThen ? words.stateThen : words.state)[state] ?? words.state.unknown;
  const left = minutesLeft(properties, at);
  return { state: STATES.includes(state) ? state : 'unknown', title, detail: openingDetail(properties, at, words), isHasty: left < SOON_MIN };
}

// Whole minutes from the arrival until it closes: negative if that is before; Infinity if it does
// not close, or is not open.
function minutesLeft({ open_state: state, open_until: until, arrive_at: arrival, travel_time_s: travelS }, at) {
  if (state !== 'open' || !until) return Infinity;
  const there = arrival ? Date.parse(arrival) : Date.parse(at) + (travelS ?? 0) * 1000;
  return Math.floor((Date.parse(until) - there) / 60_000);
}

function openingDetail(properties, at, words) {
  const { open_state: state, open_reason: reason, open_until: until, opens_at: opens } = properties;
  if (reason === 'suspended' || reason === 'relocated') return words.reasons[reason];
  if (state === 'open') return withDay(openDetail(reason, until, minutesLeft(properties, at), at, words), reason, words);
  if (state === 'closed') return withDay(opens ? words.opensAt(moment(opens, at, words)) : '', reason, words);
  return words.reasons[reason] ?? words.reasons.no_hours;
}

// A holiday, a make-up workday or a notice explains unusual hours.
function withDay(text, reason, words) {
  const day = ['holiday', 'make_up_workday', 'notice'].includes(reason) ? words.reasons[reason] : '';
  return [text, day].filter(Boolean).join(' · ');
}

function openDetail(reason, until, left, at, words) {
  if (!until) return reason === 'always' ? words.always : '';
  if (left < 0) return words.tooLate(moment(until, at, words));
  return left < SOON_MIN ? words.soon(left) : words.until(moment(until, at, words));
}

// What went wrong, in one sentence.
export function failure(problem, words) {
  const known = words.failures[problem.status];
  if (known) return known;
  const { suggestion, allowed = [] } = problem;
  const isShort = allowed.length > 0 && allowed.length <= FEW_WORDS;
  const hint = suggestion ? words.suggestion(suggestion) : isShort ? words.allowed(allowed) : '';
  return [`${words.failures.other} ${problem.message}`, hint].filter(Boolean).join(words.lang === 'en' ? '. ' : '。');
}
