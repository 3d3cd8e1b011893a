// The page of one station at `/s/{id}`, which the QR code at its door opens: its state now, what it
// has, and a way to tell its keepers what was found.
//
// Without scripts the page has the name, the address and the hours that the service wrote into it.

import { agedStation } from './aged.js';
import { Api } from './api.js';
import { contactOf, refill } from './chosen.js';
import { stationDetails } from './details.js';
import { button, h } from './dom.js';
import { placeOf } from './go.js';
import { Memory } from './memory.js';
import { failure, nameOf } from './say.js';
import { LANGUAGES, chooseLanguage, wordsOf } from './words.js';

const REFRESH_MS = 60_000;
const MODE = 'walk';
const NOT_FOUND = 404;

const api = new Api(new URL('../../', import.meta.url).href, 'wgs84');
const main = document.getElementById('yizhan');
const id = main.dataset.station;
const memory = new Memory(storage());
let language = chooseLanguage(new URLSearchParams(location.search).get('lang'), memory.language(), navigator.language);
let meta = null;
// What was last answered, and when.
let last = null;
// Counts what is asked: an answer that was overtaken is not shown.
let asked = 0;

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

// Asks and shows; `isWished` if it was asked for by a press, which also ends a report being written.
async function show(isWished = false) {
  if (isWriting() && !isWished) return;
  const words = wordsOf(language);
  asked += 1;
  const turn = asked;
  const vocabulary = askMeta();
  try {
    const feature = await api.station(id, '', api.datum);
    last = { feature, ms: Date.now() };
    await vocabulary;
    if (isTaken(turn, isWished)) fill(feature, { words, isWished });
  } catch (problem) {
    await vocabulary;
    if (isTaken(turn, isWished)) fail(problem, { words, isWished });
  }
}

// Whether an answer is shown: not one that was overtaken, and not while a report is being written.
function isTaken(turn, isWished) {
  return turn === asked && (isWished || !isWriting());
}

// Without its vocabulary a station is shown by its keys; it is asked for again with the next.
async function askMeta() {
  meta ??= await api.meta().catch(() => null);
}

function isWriting() {
  return main.querySelector('.report-form') !== null;
}

// Says what failed. The station that was shown grows old, unless there is none any more.
function fail(problem, { words, isWished }) {
  const isGone = problem.status === NOT_FOUND;
  const box = h('p', { class: 'status', role: 'alert' }, isGone ? words.chosenGone : failure(problem, words));
  if (isGone) last = null;
  if (isGone) main.replaceChildren();
  if (last) fill({ ...agedStation(last.feature, Date.now() - last.ms), kept_ms: last.ms }, { words, isWished });
  main.querySelector('[role=alert]')?.remove();
  main.append(box);
}

function fill(feature, { words, isWished }) {
  document.documentElement.lang = words.lang;
  document.title = `${nameOf(feature.properties, words)} · ${words.title}`;
  main.lang = words.lang;
  main.classList.add('yz', 'keep');
  main.dataset.scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const { element } = stationDetails({
    feature, query: feature.query, known: {}, asked: 'now', meta, words,
    place: placeOf(feature, api.datum, MODE, words),
    contact: contactOf(feature, api.base),
    choose: (other) => { location.href = contactOf({ id: other, properties: {} }, api.base).link; },
    report: (report) => api.report(feature.id, { ...report, reporter: memory.reporter() }),
  });
  const put = isWished ? (...parts) => main.replaceChildren(...parts) : (...parts) => refill(main, ...parts);
  put(h('h1', { class: 'unseen' }, words.title), element, h('footer', { class: 'foot' },
    h('p', {}, h('a', { href: api.base }, words.slogan)), languageButtons(words)));
}

function languageButtons(words) {
  const change = (next) => () => {
    language = next;
    memory.keepLanguage(next);
    show(true);
  };
  return h('nav', { class: 'languages', 'aria-label': words.languages },
    Object.entries(LANGUAGES).map(([next, name]) => button({ class: 'link', lang: next, on: { click: change(next) } }, name)));
}

const again = () => { if (!document.hidden) show(); };
show();
setInterval(again, REFRESH_MS);
document.addEventListener('visibilitychange', again);
