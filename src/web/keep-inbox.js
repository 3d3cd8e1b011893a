// What riders found and no keeper has answered yet.

import { button, h } from './dom.js';
import { bdi } from './foreign.js';
import { reportWords } from './report-words.js';
import { labelOf, moment } from './say.js';

// The elements of the inbox; `tools` are those of the station's page.
export function inbox(reports, now, tools) {
  const { own } = tools;
  const items = reports.map((report) => reportItem(report, now, tools));
  return [h('h3', {}, own.inbox(reports.length)), items.length === 0 ? h('p', { class: 'note' }, own.noReports) : h('ul', { class: 'keep-list' }, items)];
}

function reportItem(report, now, { api, own, words, terms, act }) {
  const term = terms.find(({ key }) => key === report.amenity);
  const about = report.amenity ? ` · ${term ? labelOf(term, words) : report.amenity}` : '';
  const answer = (state, label) => button({ on: { click: () => act(() => api.answer(report.id, state), own.answered) } }, label);
  return h('li', { class: report.what },
    h('div', {}, h('strong', {}, reportWords(words).what[report.what], bdi(about)), h('p', { class: 'note' }, moment(report.at, now, words)),
      report.text ? h('p', {}, bdi(report.text)) : null),
    h('div', { class: 'keep-answers' }, answer('confirmed', own.confirm), answer('rejected', own.reject)));
}
