// What goes on at a station: the next times of its activities, and its offers. Loaded when a station
// that has some is opened.

import { activityWords } from './activity-words.js';
import { h } from './dom.js';
import { bdi, joined } from './foreign.js';
import { labelOf, moment } from './say.js';

// So many days are looked ahead, the most that the service takes, and so many times shown.
const DAYS_AHEAD = 31;
const MOST_TIMES = 10;
const DAY_MS = 86_400_000;
// Nothing stands in the way from where it is.
const MINUTES_AROUND = 1;
const MOST_ANSWERED = 100;
// Addresses that a press may open; all else is text.
const ADDRESS = /^(?:https?|weixin):\/\/\S+$/i;
const TELEPHONE = /^\+?[\d\s()-]{5,20}$/;

// The section of a station, or null if nothing is to come. `timesOf(question)` asks the service, as of
// the moment of the card; `base` is its address.
export async function activitySection({ feature, base, timesOf, meta, words }) {
  const { properties, query } = feature;
  const said = activityWords(words);
  const times = properties.activities?.length ? await nextTimes(feature, timesOf) : [];
  const offers = (properties.offers ?? []).filter(({ until }) => !until || until >= query.at.slice(0, 10));
  const parts = [];
  if (times.length > 0) {
    const items = times.map((time) => timeItem(time, { now: query.at, meta, words, said }));
    const calendar = new URL(`v1/stations/${encodeURIComponent(properties.station_id)}/calendar.ics`, base).href;
    parts.push(h('h3', {}, said.title), h('ul', { class: 'amenities' }, items),
      h('p', { class: 'note' }, h('a', { href: calendar }, said.calendar)));
  }
  if (offers.length > 0) parts.push(h('h3', {}, said.offers), h('ul', { class: 'amenities' }, offers.map((offer) => offerItem(offer, words, said))));
  return parts.length === 0 ? null : h('section', { class: 'activities' }, parts);
}

async function nextTimes({ geometry, properties, query }, timesOf) {
  const [lon, lat] = geometry.coordinates;
  const { at, crs } = query;
  const to = new Date(Date.parse(at) + DAYS_AHEAD * DAY_MS).toISOString();
  const place = { lat, lon, crs, at, to, minutes: MINUTES_AROUND, limit: MOST_ANSWERED };
  const { features } = await timesOf(place);
  const ofStation = features.filter((one) => one.properties.station_id === properties.station_id);
  return ofStation.slice(0, MOST_TIMES).map((one) => one.properties);
}

function timeItem(time, { now, meta, words, said }) {
  return h('li', {}, timeParts(time, { now, terms: meta?.activities, words, said }));
}

// What is said of one time of an activity: its title, when it is, facts, and how it is booked.
export function timeParts({ activity, starts, ends }, { now, terms, words, said }) {
  const isOneDay = starts.slice(0, 10) === ends.slice(0, 10);
  const until = isOneDay ? ends.slice(11, 16) : moment(ends, now, words);
  const term = terms?.find(({ key }) => key === activity.category) ?? { key: activity.category };
  const facts = [
    labelOf(term, words),
    activity.audience,
    activity.places === undefined ? null : said.places(activity.places),
    activity.free === undefined ? null : said.free[activity.free],
  ];
  return [
    h('strong', {}, bdi(titleOf(activity, words))),
    h('span', {}, `${withDay(starts, now, words)}–${until}`),
    h('small', {}, joined(facts)),
    booking(activity.booking, said),
  ];
}

// A moment with its day, today's too.
function withDay(text, now, words) {
  const isToday = text.slice(0, 10) === now.slice(0, 10);
  return `${isToday ? `${words.today} ` : ''}${moment(text, now, words)}`;
}

function titleOf({ title, title_en: english }, words) {
  return words.lang === 'en' ? english || title : title;
}

// How it is booked: a press opens an address or calls; else it is read.
function booking(how, said) {
  if (how === undefined) return null;
  if (typeof how === 'boolean') return h('small', {}, said.booking[how]);
  if (ADDRESS.test(how)) return h('a', { class: 'book', href: how, rel: 'noopener noreferrer', target: '_blank' }, said.book);
  if (TELEPHONE.test(how)) return h('a', { class: 'book', href: `tel:${how.replaceAll(/[^+\d]/g, '')}` }, `${said.book}: `, bdi(how));
  return h('small', {}, `${said.book}: `, bdi(how));
}

function offerItem(offer, words, said) {
  const facts = [said.for[offer.for], offer.until ? said.until(offer.until) : null];
  return h('li', {}, h('strong', {}, bdi(titleOf(offer, words))), h('small', {}, joined(facts)));
}
