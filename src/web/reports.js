// What a rider found at a station, told in two presses: what it is, and send.

import { button, h, uniqueId } from './dom.js';
import { reportWords } from './report-words.js';
import { labelOf } from './say.js';

const WHAT = ['locked', 'amenity_missing', 'wrong_hours', 'wrong_position', 'gone', 'thanks', 'other'];
// The longest text that the service takes, in characters.
export const MOST_CHARACTERS = 500;
const TOO_OFTEN = 429;

// The section of a station: `terms` are its amenities with their labels, `send(report)` posts one.
export function reportSection({ terms, words, send }) {
  const said = reportWords(words);
  const status = h('p', { class: 'report-status', role: 'status', 'aria-live': 'polite' });
  const slot = h('div', {});
  const buttons = h('div', { class: 'report-what' }, WHAT.map((what) => button({
    'data-what': what, on: { click: () => open(what) },
  }, said.what[what])));
  function open(what) {
    status.textContent = '';
    const form = reportForm({ what, terms, words, leave: close, submit: (report) => post(report, form) });
    buttons.hidden = true;
    slot.replaceChildren(form);
    form.querySelector('select, textarea, button').focus();
  }
  function close() {
    const { what } = slot.firstElementChild?.dataset ?? {};
    slot.replaceChildren();
    buttons.hidden = false;
    buttons.querySelector(`[data-what="${what}"]`)?.focus();
  }
  async function post(report, form) {
    form.setAttribute('aria-busy', 'true');
    try {
      await send(report);
      close();
      status.textContent = said.sent;
    } catch (problem) {
      form.removeAttribute('aria-busy');
      status.textContent = problem.status === TOO_OFTEN ? said.busy : `${said.failed}${words.failures[problem.status] ?? problem.message}`;
    }
  }
  return h('section', { class: 'reports' }, h('h3', {}, said.title), h('p', { class: 'note' }, said.help), buttons, slot, status);
}

function reportForm({ what, terms, words, leave, submit }) {
  const said = reportWords(words);
  const needsText = what === 'other';
  const select = what === 'amenity_missing' ? amenitySelect(terms, words) : null;
  const id = uniqueId('report');
  const text = h('textarea', { id, rows: 2, maxlength: MOST_CHARACTERS, required: needsText });
  const send = (event) => {
    event.preventDefault();
    const amenity = select?.querySelector('select').value;
    submit({ what, ...(amenity ? { amenity } : {}), ...(text.value.trim() === '' ? {} : { text: text.value.trim() }) });
  };
  return h('form', { class: 'report-form', 'data-what': what, on: { submit: send } },
    h('p', {}, h('strong', {}, said.what[what])), select,
    h('label', { for: id }, needsText ? said.textNeeded : said.text), text,
    h('div', { class: 'report-ends' }, h('button', { type: 'submit', class: 'primary' }, said.send), button({ on: { click: leave } }, said.cancel)));
}

// A choice among what the station is said to have.
function amenitySelect(terms, words) {
  const id = uniqueId('amenity');
  const options = terms.map((term) => h('option', { value: term.key }, labelOf(term, words)));
  return h('div', {}, h('label', { for: id }, reportWords(words).which),
    h('select', { id, required: true }, options));
}
