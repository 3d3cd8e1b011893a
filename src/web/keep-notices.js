// What a keeper says: two quick buttons, a form for all the rest, and the list of what is said.

import { button, h, uniqueId } from './dom.js';
import { bdi } from './foreign.js';
import { newKey } from './keep-api.js';
import { closingAfter } from './keep-closing.js';
import { MOST_CHARACTERS } from './reports.js';
import { passes } from './retry.js';
import { labelOf, moment } from './say.js';

const KINDS = ['closed', 'open', 'amenity_out', 'crowded', 'note'];
const END_OF_DAY = 'day';
const SPANS = [END_OF_DAY, '30', '60', '120', '240', '1440', '4320', '10080', '43200'];
// A broken microwave is seldom repaired on the same day.
const USUAL_SPAN = { amenity_out: '10080', crowded: '60' };
const MINUTE_MS = 60_000;
const REPEATED_MS = 10 * MINUTE_MS;

// The elements of the form; `tools` are those of the station's page.
export function noticeForm(tools) {
  const { own } = tools;
  const closed = quickButton('closed', () => ({ kind: 'closed' }), tools);
  const open = quickButton('open', () => ({ kind: 'open', until: closingAfter(tools.week, tools.at) }), tools);
  return [h('h3', {}, own.say), h('div', { class: 'keep-quicks' }, closed, open), fullForm(tools)];
}

// What publishes the notice that `notice()` gives, `{press(), forget()}`. A press whose answer did not
// come may have been taken: for a while the next one repeats it, the same notice under the same key,
// unless something was written meanwhile or it was told to `forget` it.
function publisher(notice, tools) {
  const { own, id, api, act } = tools;
  let last = null;
  const forget = () => { last = null; };
  const publishLast = () => api.publish(id, last.notice, last.key).catch((problem) => {
    if (!passes(problem)) forget();
    throw problem;
  });
  const press = once(() => {
    const isRepeated = last?.writes === tools.writes && Date.now() - last.ms < REPEATED_MS;
    if (!isRepeated) last = { notice: notice(), key: newKey(), writes: tools.writes, ms: Date.now() };
    return act(publishLast, own.published);
  });
  return { press, forget };
}

function quickButton(kind, notice, tools) {
  const { own } = tools;
  return button({ class: `keep-quick ${kind}`, on: { click: publisher(notice, tools).press } },
    h('span', {}, own.quick[kind], h('small', {}, own.quickUntil[kind])));
}

function fullForm(tools) {
  const { own, words, terms } = tools;
  const kind = choice(own.what, KINDS.map((key) => [key, own.kinds[key]]));
  const amenity = choice(own.which, terms.map((term) => [term.key, labelOf(term, words)]));
  const span = choice(own.until, SPANS.map((key) => [key, own.spans[key]]));
  const text = field(own.text);
  const english = field(own.english);
  const adapt = () => {
    amenity.element.hidden = kind.value() !== 'amenity_out';
    span.set(USUAL_SPAN[kind.value()] ?? END_OF_DAY);
    const isNeeded = kind.value() === 'note';
    text.input.required = isNeeded;
    text.label.textContent = isNeeded ? own.textNeeded : own.text;
  };
  kind.select.addEventListener('change', adapt);
  const notice = () => ({
    kind: kind.value(), ...until(span.value()), ...written('text', text), ...written('text_en', english),
    ...(kind.value() === 'amenity_out' ? { amenity: amenity.value() } : {}),
  });
  // Another notice is not a repetition of the one before.
  const { press, forget } = publisher(notice, tools);
  const submit = async (event) => {
    event.preventDefault();
    if (!await press()) return;
    for (const { input } of [text, english]) input.value = '';
  };
  adapt();
  return h('form', { class: 'keep-form', on: { input: forget, submit } },
    kind.element, amenity.element, span.element, text.element, english.element,
    h('button', { type: 'submit', class: 'primary' }, own.publish));
}

function until(span) {
  return span === END_OF_DAY ? {} : { until: new Date(Date.now() + Number(span) * MINUTE_MS).toISOString() };
}

function written(name, { input }) {
  const text = input.value.trim();
  return text === '' ? {} : { [name]: text };
}

// A second press while the first is under way does nothing.
function once(work) {
  let isBusy = false;
  return async () => {
    if (isBusy) return null;
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
}

function choice(title, entries) {
  const id = uniqueId('keep');
  const select = h('select', { id }, entries.map(([value, text]) => h('option', { value }, text)));
  return {
    element: h('div', { class: 'keep-field' }, h('label', { for: id }, title), select),
    select,
    value: () => select.value,
    set: (value) => { select.value = value; },
  };
}

function field(title) {
  const id = uniqueId('keep');
  const input = h('textarea', { id, rows: 2, maxlength: MOST_CHARACTERS });
  const label = h('label', { for: id }, title);
  return { element: h('div', { class: 'keep-field' }, label, input), input, label };
}

// The notices in force and to come, each with a button that withdraws it.
export function noticeList(notices, now, tools) {
  const { own } = tools;
  const items = notices.map((notice) => noticeItem(notice, now, tools));
  return [h('h3', {}, own.inForce), items.length === 0 ? h('p', { class: 'note' }, own.noNotices) : h('ul', { class: 'keep-list' }, items)];
}

function noticeItem(notice, now, { api, own, words, terms, act }) {
  const term = terms.find(({ key }) => key === notice.amenity);
  const about = notice.amenity ? ` · ${term ? labelOf(term, words) : notice.amenity}` : '';
  const isToCome = Date.parse(notice.from) > Date.parse(now);
  const times = [isToCome ? own.fromTime(moment(notice.from, now, words)) : '', own.untilTime(moment(notice.until, now, words))];
  return h('li', {}, h('div', {}, h('strong', {}, own.kinds[notice.kind], bdi(about)), h('p', { class: 'note' }, times.filter(Boolean).join(' · ')),
    notice.text ? h('p', {}, bdi(notice.text)) : null, notice.text_en ? h('p', { lang: 'en' }, bdi(notice.text_en)) : null),
  button({ on: { click: once(() => act(() => api.withdraw(notice.id), own.withdrawn)) } }, own.withdraw));
}
