// The page of one station at `/s/{id}`, which the QR code at its door opens: its state now, what it
// has, and a way to tell its keepers what was found.
//
// Without scripts the page has the name, the address and the hours that the service wrote into it.

import { Api } from './api.js';
import { contactOf } from './chosen.js';
import { stationDetails } from './details.js';
import { button, h } from './dom.js';
import { placeOf } from './go.js';
import { Memory } from './memory.js';
import { failure, nameOf } from './say.js';
import { LANGUAGES, chooseLanguage, wordsOf } from './words.js';

const REFRESH_MS = 60_000;
const MODE = 'walk';

const api = new Api(new URL('../../', import.meta.url).href, 'wgs84');
const main = document.getElementById('yizhan');
const id = main.dataset.station;
const memory = new Memory(storage());
let language = chooseLanguage(new URLSearchParams(location.search).get('lang'), memory.language(), navigator.language);
let meta = null;

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

async function show() {
  const words = wordsOf(language);
  try {
    const feature = await api.station(id, '', api.datum);
    meta ??= await api.meta();
    fill(feature, words);
  } catch (problem) {
    const box = h('p', { class: 'status', role: 'alert' }, failure(problem, words));
    main.querySelector('[role=alert]')?.remove();
    main.append(box);
  }
}

function fill(feature, words) {
  document.documentElement.lang = words.lang;
  document.title = `${nameOf(feature.properties, words)} · ${words.title}`;
  main.lang = words.lang;
  main.classList.add('yz', 'keep');
  main.dataset.scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const place = placeOf(feature, api.datum, MODE, words);
  const contact = contactOf(feature, api.base);
  if (main.querySelector('.report-form')) return;
  const { element } = stationDetails({
    feature, query: feature.query, known: {}, asked: 'now', meta, words, place, contact,
    choose: (other) => { location.href = contactOf({ id: other, properties: {} }, api.base).link; },
    report: (report) => api.report(feature.id, { ...report, reporter: memory.reporter() }),
  });
  main.replaceChildren(h('h1', { class: 'unseen' }, words.title), element, h('footer', { class: 'foot' },
    h('p', {}, h('a', { href: api.base }, words.slogan)), languageButtons(words)));
}

function languageButtons(words) {
  const change = (next) => () => {
    language = next;
    memory.keepLanguage(next);
    show();
  };
  return h('nav', { class: 'languages', 'aria-label': words.languages },
    Object.entries(LANGUAGES).map(([next, name]) => button({ class: 'link', lang: next, on: { click: change(next) } }, name)));
}

show();
setInterval(() => { if (!document.hidden) show(); }, REFRESH_MS);
