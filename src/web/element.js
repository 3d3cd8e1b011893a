// `<yizhan-map>`: the App in a shadow root, for pages of any origin.

import { App } from './app.js';
import { h } from './dom.js';
import { readState } from './state.js';
import { MemoryStore } from './store.js';
import { chooseLanguage } from './words.js';

const SHEETS = ['app.css', 'controls.css', 'details.css', 'coverage.css'];
const SERVICE = new URL('../../', import.meta.url).href;
// Attributes that are members of the state, under the same name, except the place.
const PLACE = ['lat', 'lon', 'lng', 'crs'];
const QUESTION = [
  ...PLACE, 'amenity', 'kind', 'access', 'min_star', 'mode', 'minutes', 'radius_m', 'open', 'at', 'stay_minutes',
  'unknown_hours', 'limit', 'coverage',
];
// Attributes after which everything is built again.
const GROUND = ['src', 'lang', 'basemap', 'basemap-attribution', 'basemap-datum'];

class YizhanMap extends HTMLElement {
  static observedAttributes = [...QUESTION, ...GROUND];

  #app = null;
  #language = null;
  #ready = null;

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.container ??= h('div', { class: 'embedded' });
    this.#ready ??= this.#dress(root);
    this.#build();
  }

  disconnectedCallback() {
    this.#app?.remove();
    this.#app = null;
  }

  attributeChangedCallback(name, before, after) {
    if (this.#app === null || before === after) return;
    if (QUESTION.includes(name)) this.#app.store.patch(this.#changed(name));
    else this.#rebuild();
  }

  // Hidden until the style sheets are loaded, so that unstyled content does not flash.
  async #dress(root) {
    const links = SHEETS.map((name) => h('link', { rel: 'stylesheet', href: new URL(name, import.meta.url).href }));
    this.container.style.visibility = 'hidden';
    root.append(...links, this.container);
    const done = (link) => new Promise((resolve) => {
      link.addEventListener('load', resolve);
      link.addEventListener('error', resolve);
    });
    await Promise.all(links.map(done));
    this.container.style.visibility = '';
  }

  #build() {
    const language = this.#language ?? this.#wantedLanguage();
    const changeLanguage = () => {
      this.#language = language === 'zh' ? 'en' : 'zh';
      this.#rebuild();
    };
    this.#app = new App({
      container: this.container,
      root: this.shadowRoot,
      base: this.#service(),
      store: new MemoryStore(this.#app?.store.state ?? this.#question()),
      language,
      basemap: this.#basemap(),
      changeLanguage,
    });
  }

  #rebuild() {
    const { state } = this.#app.store;
    this.#app.remove();
    this.#app = { store: { state } };
    this.#build();
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

  // The members that an attribute sets; without it they have their defaults. Other choices of the
  // visitor are kept.
  #changed(name) {
    const { lat, lon, crs, ...question } = this.#question();
    return PLACE.includes(name) ? { lat, lon, crs, station: '' } : { [name]: question[name], station: '' };
  }

  // The attributes are read like the query of an address.
  #question() {
    const given = QUESTION.map((name) => [name, this.getAttribute(name)]).filter(([, value]) => value !== null);
    return readState(new URLSearchParams(given));
  }
}

if (!customElements.get('yizhan-map')) customElements.define('yizhan-map', YizhanMap);
