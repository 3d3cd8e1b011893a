// `<yizhan-map>`: the App in a shadow root, for pages of any origin.

import { App } from './app.js';
import { h } from './dom.js';
import { PLACE, QUESTION, SETTINGS, defineProperties, takeEarlyProperties } from './properties.js';
import { readState } from './state.js';
import { MemoryStore } from './store.js';
import { chooseLanguage, wordsOf } from './words.js';

const SHEETS = ['app.css', 'controls.css', 'details.css', 'coverage.css'];
const SERVICE = new URL('../../', import.meta.url).href;
// Settings after which nothing is built again.
const LIGHT = ['theme', 'hide'];
const LAYOUTS = ['map', 'list', 'both'];

class YizhanMap extends HTMLElement {
  static observedAttributes = [...QUESTION, ...SETTINGS];

  #app = null;
  #language = null;
  #styles = null;
  #pending = new Set();

  connectedCallback() {
    takeEarlyProperties(this);
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.container ??= h('div', { class: 'embedded' });
    this.#styles ??= this.#dress(root);
    this.#build();
  }

  disconnectedCallback() {
    this.#app?.remove();
    this.#app = null;
  }

  // Attributes come one after the other: latitude and longitude are one change.
  attributeChangedCallback(name, before, after) {
    if (this.#app === null || before === after) return;
    if (this.#pending.size === 0) queueMicrotask(() => this.#follow());
    this.#pending.add(name);
  }

  // Asks the visitor's device where it is, and starts there; whether that succeeded.
  async locate() {
    return this.#app === null ? false : this.#app.locate();
  }

  // Opens a station, or with null goes back to the list.
  focusStation(id) {
    this.#app?.store.patch({ station: id === null || id === undefined ? '' : String(id) });
  }

  #follow() {
    const names = [...this.#pending];
    this.#pending.clear();
    if (this.#app === null) return;
    if (names.some((name) => SETTINGS.includes(name) && !LIGHT.includes(name))) this.#rebuild();
    if (names.includes('theme')) this.#app.scheme.set(this.#theme());
    if (names.includes('hide')) this.#hideParts();
    const asked = names.filter((name) => QUESTION.includes(name));
    if (asked.length > 0) this.#app.store.patch(this.#changed(asked));
  }

  // Hidden until the style sheets are loaded, so that unstyled content does not flash; if they do not
  // load, a sentence says so.
  async #dress(root) {
    const links = SHEETS.map((name) => h('link', { rel: 'stylesheet', href: new URL(name, import.meta.url).href }));
    this.container.style.visibility = 'hidden';
    root.append(...links, this.container);
    const loaded = (link) => new Promise((resolve) => {
      link.addEventListener('load', () => resolve(true));
      link.addEventListener('error', () => resolve(false));
    });
    const isDressed = (await Promise.all(links.map(loaded))).every(Boolean);
    if (!isDressed) this.#giveUp(links);
    this.container.style.visibility = '';
  }

  #giveUp(links) {
    const { noStyles } = wordsOf(this.#wantedLanguage());
    this.#app?.remove();
    this.#app = null;
    for (const link of links) link.remove();
    this.#styles = null;
    this.container.replaceChildren(h('p', { role: 'alert' }, noStyles));
    this.#tell('error', { status: 0, message: noStyles, parameter: null });
  }

  #build() {
    const language = this.#language ?? this.#wantedLanguage();
    const layout = this.getAttribute('layout');
    this.container.dataset.layout = LAYOUTS.includes(layout) ? layout : 'both';
    this.#hideParts();
    this.#app = new App({
      container: this.container,
      root: this.shadowRoot,
      base: this.#service(),
      store: new MemoryStore(this.#app?.store.state ?? this.#question(), this.#app?.store.origin),
      language,
      basemap: this.#basemap(),
      theme: this.#theme(),
      hasMap: layout !== 'list',
      isCooperative: this.getAttribute('gestures') !== 'greedy',
      told: (name, detail) => this.#tell(name, detail),
      changeLanguage: (next) => {
        this.#language = next;
        this.#rebuild();
      },
    });
  }

  #rebuild() {
    const { state, origin } = this.#app.store;
    this.#app.remove();
    this.#app = { store: { state, origin } };
    this.#build();
  }

  // Events cross shadow roots and reach every element around.
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`yizhan-${name}`, { bubbles: true, composed: true, detail }));
  }

  #hideParts() {
    this.container.dataset.hide = this.getAttribute('hide') ?? '';
  }

  #theme() {
    return this.getAttribute('theme') ?? 'auto';
  }

  #service() {
    const src = this.getAttribute('src');
    return src ? new URL(src.endsWith('/') ? src : `${src}/`, document.baseURI).href : SERVICE;
  }

  #wantedLanguage() {
    const around = this.closest('[lang]')?.lang;
    return chooseLanguage(this.getAttribute('lang'), around, navigator.language);
  }

  #basemap() {
    const url = this.getAttribute('basemap');
    if (!url) return null;
    const datum = (this.getAttribute('basemap-datum') || 'wgs84').trim().toLowerCase();
    return { url, attribution: this.getAttribute('basemap-attribution'), datum };
  }

  // The members that attributes set; without one they have their defaults. Other choices of the
  // visitor are kept.
  #changed(names) {
    const { lat, lon, crs, ...question } = this.#question();
    const members = Object.fromEntries(names.filter((name) => !PLACE.includes(name)).map((name) => [name, question[name]]));
    const place = names.some((name) => PLACE.includes(name)) ? { lat, lon, crs } : {};
    return { station: '', ...place, ...members };
  }

  // The attributes are read like the query of an address.
  #question() {
    const given = QUESTION.map((name) => [name, this.getAttribute(name)]).filter(([, value]) => value !== null);
    return readState(new URLSearchParams(given));
  }
}

defineProperties(YizhanMap);
if (!customElements.get('yizhan-map')) customElements.define('yizhan-map', YizhanMap);

