// Everything known about one station: state, directions, its week, its amenities.

import { waysThere } from './chooser.js';
import { button, h } from './dom.js';
import { bdi, joined } from './foreign.js';
import { clockOf, labelOf, nameOf, opening, wayText } from './say.js';
import { ruleWords } from './rules.js';
import { noticeLine, stateLine } from './row.js';
import { weekTable } from './week.js';

// `known` is its entry in the answer that it was chosen from: distance (on a route its
// `cost` in words), and state on arrival.
// `place` and `contact` are what the ways there need. `report(report)` tells its keepers what was
// found.
export function stationDetails({ feature, query, known, asked, place, contact, base, timesOf, meta, words, choose, report }) {
  const { properties } = feature;
  const said = opening({ ...properties, ...known }, { asked, at: query.at, words });
  const title = h('h2', { tabindex: '-1' }, bdi(nameOf(properties, words)));
  const kind = meta?.kinds.find((term) => term.key === properties.kind);
  const way = known.cost ?? wayText(known, words);
  const element = h('article', { class: 'details' },
    title,
    noticeLine(known.notice ?? properties.notice, words),
    h('p', { class: 'note' }, joined([kind ? labelOf(kind, words) : properties.kind, way])),
    h('p', {}, stateLine(said)),
    feature.kept_ms ? h('p', { class: 'note old' }, words.offline(clockOf(feature.kept_ms, words))) : null,
    movedNote(properties, words, choose),
    waysThere(place, contact, words),
    weekTable(properties, query.at, words),
    goingOn({ feature, base, timesOf, meta, words }),
    amenityList(properties, meta, words),
    facts(properties, words),
    meta?.live ? reportSlot({ terms: termsOf(properties, meta), words, send: report }) : null);
  return { element, title };
}

function movedNote({ moved_to: id }, words, choose) {
  if (!id) return null;
  return h('p', { class: 'note' }, words.moved, ' ', button({ class: 'link', on: { click: () => choose(id) } }, words.seeMoved));
}

// What goes on there, if anything: its module comes with the first station that has something.
function goingOn(shown) {
  const { activities, offers } = shown.feature.properties;
  if (!activities?.length && !offers?.length) return null;
  const slot = h('div', { class: 'going-on' });
  const section = import('./activities.js').then(({ activitySection }) => activitySection(shown));
  // What cannot be loaded now comes with the next station.
  section.then((made) => slot.replaceChildren(...(made ? [made] : [])), () => {});
  return slot;
}

// Where reports are written, once its module has come: the list does without.
function reportSlot(report) {
  const slot = h('div', { class: 'report-slot' });
  // What cannot be loaded now comes with the next station.
  import('./reports.js').then(({ reportSection }) => slot.replaceChildren(reportSection(report)), () => {});
  return slot;
}

// The amenities that it is said to have, with their labels.
function termsOf({ amenities }, meta) {
  return (amenities ?? []).map((key) => meta.amenities.find((one) => one.key === key) ?? { key });
}

function amenityList({ amenity_details: details }, meta, words) {
  const entries = Object.entries(details ?? {}).filter(([, detail]) => detail.available !== undefined);
  if (entries.length === 0) return h('section', {}, h('h3', {}, words.has), h('p', { class: 'note' }, words.hasNone));
  const term = (key) => meta?.amenities.find((one) => one.key === key) ?? { key };
  // In the order of the vocabulary, missing ones at the end.
  const order = (meta?.amenities ?? []).map((one) => one.key);
  entries.sort(([a, one], [b, other]) => (other.available !== false) - (one.available !== false)
    || order.indexOf(a) - order.indexOf(b));
  return h('section', {}, h('h3', {}, words.has),
    h('ul', { class: 'amenities' }, entries.map(([key, detail]) => amenityItem(labelOf(term(key), words), detail, words))));
}

function amenityItem(label, detail, words) {
  const notes = amenityNotes(detail, words);
  const look = detail.available === false ? 'absent' : detail.open_state;
  return h('li', { class: look }, h('span', {}, bdi(label)), notes.length === 0 ? null : h('small', {}, joined(notes)));
}

function amenityNotes(detail, words) {
  if (detail.available === false) return [words.notThere];
  const notes = [];
  if (detail.available === 'limited') notes.push(words.limited);
  // A state is shown only if the amenity has hours of its own.
  if (detail.opening_hours) notes.push(ruleWords(detail.opening_hours, words), words.unusable[detail.open_state]);
  if (detail.booking) notes.push(typeof detail.booking === 'string' ? detail.booking : words.booking);
  if (detail.note) notes.push(detail.note);
  return notes.filter(Boolean);
}

// City, district and address, as far as they are known.
export function addressOf({ city, district, address }) {
  return [city, district, address].filter(Boolean).join(' ');
}

function facts(properties, words) {
  const accuracy = properties.position_accuracy_m;
  const rows = [
    [words.address, addressOf(properties)],
    [words.phone, properties.phone],
    [words.operator, properties.operator],
    [words.access, words.accessWords[properties.access]],
    [words.star, properties.star ? words.stars(properties.star) : null],
    [words.honours, (properties.honours ?? []).join(words.lang === 'en' ? ', ' : '、')],
    [words.verified, properties.verified_on],
  ].filter(([, value]) => value);
  return h('section', { class: 'facts' },
    h('dl', {}, rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, bdi(value))))),
    accuracy ? h('p', { class: 'note' }, words.accuracy(words.metres(accuracy))) : null);
}
