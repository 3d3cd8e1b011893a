// The page at `/` and the frame at `/embed`: the App over the whole window, its state in the
// address. In a frame the back button belongs to the page around it.

import { App } from './app.js';
import { AddressStore } from './store.js';
import { chooseLanguage } from './words.js';

const container = document.getElementById('yizhan');
const base = new URL('../../', import.meta.url).href;
const isFramed = document.body.classList.contains('embedded');
const store = new AddressStore({ keep: ['lang'], addsSteps: !isFramed });

function language() {
  return chooseLanguage(new URLSearchParams(location.search).get('lang'), navigator.language);
}

function start() {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  const app = new App({ container, root: document.head, base, store, language: language(), changeLanguage: () => change(app) });
}

function change(app) {
  const params = new URLSearchParams(location.search);
  params.set('lang', language() === 'zh' ? 'en' : 'zh');
  history.replaceState(history.state, '', `${location.pathname}?${params}`);
  app.remove();
  start();
}

start();
