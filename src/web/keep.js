// The keepers' page at `/keep`: what is true today of their stations, and what riders found.
//
// The token comes in the fragment of a link, which browsers do not send; it is kept on the device
// and taken out of the address at once.

import { Problem } from './ask.js';
import { button, h, uniqueId } from './dom.js';
import { bdi } from './foreign.js';
import { KeeperApi } from './keep-api.js';
import { stationPage } from './keep-station.js';
import { keepWords } from './keep-words.js';
import { failure, nameOf } from './say.js';
import { chooseLanguage, wordsOf } from './words.js';

const KEY = 'yizhan-keeper';
const REFUSED = 401;
const NOT_SERVED = 404;
const TYPED_MS = 300;

const base = new URL('../../', import.meta.url).href;
const language = chooseLanguage(new URLSearchParams(location.search).get('lang'), navigator.language);
const words = wordsOf(language);
const own = keepWords[language];
const main = document.getElementById('yizhan');
const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
const content = h('div', {});
let leaveLast = () => {};

// A token in the address comes before one that was kept, which it replaces once it is accepted.
function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    if (kept() === '') keep(given);
  }
  return given ?? kept();
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function keep(token) {
  try {
    if (token === '') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, token);
  } catch {
    // Then it is asked for again next time.
  }
}

function say(text, tone = 'plain') {
  status.textContent = text;
  status.dataset.tone = tone;
}

function show(...elements) {
  leaveLast();
  leaveLast = () => {};
  content.replaceChildren(...elements.filter(Boolean));
}

// Asks for a token. One that was refused stays on the device, and can be tried again: a service that is
// set up wrongly for an hour, or a proxy before it, refuses what is right.
function signIn() {
  const id = uniqueId('token');
  const input = h('input', { id, type: 'password', autocomplete: 'off', required: true });
  const submit = (event) => {
    event.preventDefault();
    enter(input.value.trim());
  };
  show(h('form', { class: 'keep-form', on: { submit } }, h('p', {}, own.lead),
    h('label', { for: id }, own.token), input,
    h('button', { type: 'submit', class: 'primary' }, own.enter), h('p', { class: 'note' }, own.kept)),
  ...(kept() === '' ? [] : [button({ on: { click: () => enter(kept()) } }, own.again), leaveButton()]));
}

async function enter(token) {
  if (token === '') {
    signIn();
    return;
  }
  const api = new KeeperApi(base, token);
  try {
    const [keeper, meta] = await Promise.all([api.keeper(), api.meta()]);
    keep(token);
    say('');
    welcome({ api, keeper, meta });
  } catch (problem) {
    refuse(problem, token);
  }
}

// Says what failed, and offers a way on.
function refuse(problem, token) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === REFUSED) {
    signIn();
    say(own.wrongToken, 'bad');
  } else if (problem.status === NOT_SERVED) {
    show();
    say(own.liveOff, 'bad');
  } else {
    show(button({ class: 'primary', on: { click: () => enter(token) } }, own.again));
    say(`${own.failed}${failure(problem, words)}`, 'bad');
  }
}

function welcome(visit) {
  const { stations } = visit.keeper;
  if (stations?.length === 1) openStation(visit, stations[0]);
  else chooseStation(visit);
}

function chooseStation(visit) {
  const { keeper } = visit;
  const list = h('ul', { class: 'keep-stations' });
  const item = (id, name, note) => h('li', {}, button({ class: 'keep-station', on: { click: () => openStation(visit, id) } },
    h('strong', {}, bdi(name)), note ? h('small', {}, bdi(note)) : null));
  const parts = [h('p', {}, own.greeting(keeper.name)), h('h2', {}, own.yours)];
  if (keeper.stations === null) parts.push(finder(visit, list, item));
  else list.append(...keeper.stations.map((id) => item(id, id)));
  show(...parts, list, leaveButton());
  if (keeper.stations !== null) nameAll(visit, list, item);
}

// Names take the place of ids as they come.
async function nameAll({ api, keeper }, list, item) {
  const items = await Promise.all(keeper.stations.map(async (id) => {
    const feature = await api.station(id).catch(() => null);
    return item(id, feature ? nameOf(feature.properties, words) : id, feature?.properties.address);
  }));
  if (list.isConnected) list.replaceChildren(...items);
}

function finder({ api }, list, item) {
  const id = uniqueId('find');
  let asking = new AbortController();
  let timer = null;
  const look = async (text) => {
    asking.abort();
    asking = new AbortController();
    if (text === '') return list.replaceChildren();
    try {
      const { features } = await api.search(text, asking.signal);
      say(features.length === 0 ? own.none : '');
      return list.replaceChildren(...features.map(({ properties }) => item(properties.station_id, nameOf(properties, words), properties.address)));
    } catch (problem) {
      return problem.name === 'AbortError' ? null : say(`${own.failed}${failure(problem, words)}`, 'bad');
    }
  };
  const typed = (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => look(event.target.value.trim()), TYPED_MS);
  };
  return h('div', { class: 'keep-form' }, h('label', { for: id }, own.find),
    h('input', { id, type: 'search', autocomplete: 'off', on: { input: typed } }));
}

function openStation(visit, id) {
  const page = stationPage({
    ...visit, id, words, own, say,
    refused: (problem) => { if (problem.status === REFUSED) refuse(problem, visit.api.token); },
  });
  const isOnly = visit.keeper.stations?.length === 1;
  show(isOnly ? null : button({ class: 'link', on: { click: () => chooseStation(visit) } }, own.others), page.element, leaveButton());
  leaveLast = page.leave;
}

function leaveButton() {
  const leave = () => {
    keep('');
    say('');
    signIn();
  };
  return h('footer', { class: 'foot' }, button({ class: 'link', on: { click: leave } }, own.leave));
}

document.documentElement.lang = words.lang;
document.title = own.title;
main.lang = words.lang;
main.classList.add('yz', 'keep');
main.dataset.scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
main.replaceChildren(h('h1', {}, own.title), status, content);
addEventListener('hashchange', () => { if (location.hash.includes('token=')) enter(takeToken()); });
enter(takeToken());
