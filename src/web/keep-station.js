// One station of a keeper: what riders see now, what to say, what is said, what riders found.

import { button, h } from './dom.js';
import { bdi } from './foreign.js';
import { inbox } from './keep-inbox.js';
import { noticeForm, noticeList } from './keep-notices.js';
import { noticeLine, stateLine } from './row.js';
import { failure, nameOf, opening } from './say.js';

const REFRESH_MS = 60_000;

// `{element, leave()}`. `refused(problem)` hears of a token that is not accepted any more.
export function stationPage({ api, meta, id, words, own, say, refused }) {
  const [head, now, form, said, found] = Array.from({ length: 5 }, () => h('section', {}));
  const life = new AbortController();
  // Says that something failed, unless the page was left meanwhile.
  const fail = (problem) => {
    if (life.signal.aborted) return;
    say(`${own.failed}${failure(problem, words)}`, 'bad');
    refused(problem);
  };
  // Writes, and then shows what is true now; whether it was written.
  const act = async (work, done) => {
    try {
      await work();
    } catch (problem) {
      fail(problem);
      return false;
    }
    tools.writes += 1;
    if (life.signal.aborted) return true;
    say(done);
    await again();
    return true;
  };
  // `writes` counts what was written.
  const tools = { api, id, words, own, act, terms: [], week: null, at: '', writes: 0 };

  async function refresh() {
    const { signal } = life;
    const [feature, notices, reports] = await Promise.all([api.station(id, signal), api.notices(id, signal), api.reports(id, signal)]);
    if (signal.aborted) return;
    const { properties, query } = feature;
    const isFirst = form.childElementCount === 0;
    tools.terms = (properties.amenities ?? []).map((key) => meta.amenities.find((one) => one.key === key) ?? { key });
    Object.assign(tools, { week: properties.week, at: query.at });
    const state = opening(properties, { asked: 'now', at: query.at, words });
    head.replaceChildren(h('h2', {}, bdi(nameOf(properties, words))), properties.address ? h('p', { class: 'note' }, bdi(properties.address)) : '');
    now.replaceChildren(h('h3', {}, own.now), h('p', { class: 'keep-now' }, stateLine(state)), noticeLine(properties.notice, words) ?? '');
    if (isFirst) form.replaceChildren(...noticeForm(tools));
    said.replaceChildren(...noticeList(notices.notices, query.at, tools));
    found.replaceChildren(...inbox(reports.reports, query.at, tools));
  }

  // What riders see now is not known any more once it could not be asked for.
  async function again() {
    try {
      await refresh();
    } catch (problem) {
      if (life.signal.aborted) return;
      unknown(`${own.notNow}${failure(problem, words)}`);
      refused(problem);
    }
  }

  // The same words again would make screen readers repeat them.
  function unknown(text) {
    if (now.querySelector('[role=alert]')?.textContent === text) return;
    now.replaceChildren(h('h3', {}, own.now), h('p', { role: 'alert' }, text), button({ class: 'primary', on: { click: again } }, own.again));
  }

  const seen = () => { if (!document.hidden) again(); };
  const timer = setInterval(seen, REFRESH_MS);
  document.addEventListener('visibilitychange', seen, { signal: life.signal });
  life.signal.addEventListener('abort', () => clearInterval(timer));
  again();
  return { element: h('article', {}, head, now, found, form, said), leave: () => life.abort() };
}
