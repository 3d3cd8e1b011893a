// The page at `/` and the frame at `/embed`: the App over the whole window, its state in the
// address. In a frame the back button belongs to the page around it, and nothing is remembered.

import { App } from './app.js';
import { First } from './first.js';
import { installWorker } from './install.js';
import { Kept } from './kept.js';
import { Memory } from './memory.js';
import { AddressStore } from './store.js';
import { DEFAULTS, asksTheSame, hasPlace } from './state.js';
import { chooseLanguage, wordsOf } from './words.js';

const container = document.getElementById('yizhan');
const base = new URL('../../', import.meta.url).href;
const isFramed = document.body.classList.contains('embedded');
const store = new AddressStore({ keep: ['lang'], addsSteps: !isFramed });
const memory = new Memory(isFramed ? null : storage());
// Only where a page may keep anything: over https, and not in a frame.
const kept = new Kept(isFramed ? null : globalThis.caches ?? null, base);
kept.forgetOld();
const first = new First(document, store.state);

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function language() {
  return chooseLanguage(new URLSearchParams(location.search).get('lang'), memory.language(), navigator.language);
}

// An address that asks nothing goes on where the device was last.
function goOn() {
  const { state } = store;
  if (!asksTheSame(state, DEFAULTS) || hasPlace(state)) return;
  const { members, place } = memory.read();
  const isShared = state.station !== '';
  const { lat, lon, ms } = place ?? {};
  if (place && !isShared) store.patch({ ...members, lat, lon }, { quiet: true, origin: { kind: 'kept', ms } });
  else store.patch(members, { quiet: true });
}

function titled(words, name) {
  document.title = name ? `${name} · ${words.title}` : `${words.title} · ${words.slogan}`;
}

function start() {
  const chosen = language();
  const words = wordsOf(chosen);
  document.documentElement.lang = words.lang;
  titled(words, null);
  const told = (event, { name }) => { if (event === 'select') titled(words, name); };
  const app = new App({
    container, root: document.head, base, store, memory, first, kept, language: chosen, told, changeLanguage: (next) => change(app, next),
  });
  return app;
}

function change(app, next) {
  const params = new URLSearchParams(location.search);
  params.set('lang', next);
  memory.keepLanguage(next);
  history.replaceState(history.state, '', `${location.pathname}?${params}`);
  app.remove();
  start();
}

goOn();
const { started } = start();
if (!isFramed) started.then(() => installWorker(base));
