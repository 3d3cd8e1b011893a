// Draws a route: by taps on the map, by the middle of the map, or by places that are searched for.

import { fromWgs84, toWgs84 } from './datum.js';
import { button, h, icon, uniqueId } from './dom.js';
import { hiddenBy, isWide } from './frame.js';
import { metresBetween } from './locating.js';
import { decodePolyline, encodePolyline } from './polyline.js';
import { routeWords } from './route-words.js';
import { SearchField } from './search.js';
import { MEASURED_DECIMALS, isPlace, readPosition } from './state.js';

// As many as one draws; a link may have more, which are kept.
export const MOST_POINTS = 200;
const SEARCH_ANSWERS = 8;

export class RouteEditor {
  // Points `[lon, lat]` in WGS-84.
  #points;
  #life = new AbortController();

  // `app` is the App; `closed()` is called once the editor is gone.
  constructor(app, { closed }) {
    Object.assign(this, { app, closed, said: routeWords(app.words) });
    const { state } = app.store;
    this.#points = state.route === '' ? this.#start() : decodePolyline(state.route) ?? [];
    this.element = this.#build();
    const { panel, scroll, sheet, alert } = app.frame;
    app.panel.drawers.close();
    panel.classList.add('has-editor');
    panel.querySelector('.top').append(this.head);
    alert.before(this.element);
    scroll.scrollTop = 0;
    if (!isWide(app.container)) sheet.set('half');
    app.stage.draw((lonLat) => this.#take(lonLat));
    // From the map too; a list of what was found closes first.
    const keydown = (event) => { if (event.key === 'Escape' && !event.defaultPrevented) this.close(); };
    app.container.addEventListener('keydown', keydown, { signal: this.#life.signal });
    this.#show();
    this.title.focus({ preventScroll: true });
  }

  close() {
    const { frame, stage, container, store } = this.app;
    this.#life.abort();
    this.field.remove();
    this.head.remove();
    this.element.remove();
    frame.panel.classList.remove('has-editor');
    this.#cross(false);
    stage.draw(null);
    this.closed();
    container.querySelector(store.state.route === '' ? '[data-route]' : '.bar-place')?.focus({ preventScroll: true });
  }

  #build() {
    const { hasMap, container } = this.app;
    const { said } = this;
    const id = uniqueId('route');
    this.title = h('h2', { id, tabindex: '-1' }, said.title);
    this.length = h('p', { class: 'route-length', role: 'status' });
    this.done = button({ class: 'primary', on: { click: () => this.#finish() } }, said.show);
    this.undo = button({ on: { click: () => this.#set(this.#points.slice(0, -1)) } }, said.undo);
    this.clear = button({ on: { click: () => this.#set([]) } }, said.clear);
    this.begin = button({ on: { click: () => this.#set(this.#start()) } }, said.fromStart);
    const centre = this.#centreButton();
    this.field = this.#searchField();
    const canTap = hasMap && !container.classList.contains('no-map');
    // In the head of the panel: it is what is left of a low sheet.
    this.head = h('div', { class: 'route-title' }, this.title,
      button({ class: 'link', 'aria-label': said.cancel, title: said.cancel, on: { click: () => this.close() } }, icon('close')));
    return h('section', { class: 'route-editor', 'aria-labelledby': id },
      h('p', { class: 'note' }, canTap ? said.help : said.helpNoMap),
      this.length,
      h('div', { class: 'route-buttons' }, this.done, this.undo, this.clear, this.begin, canTap ? centre : null),
      this.field.element);
  }

  // The tap for the keyboard; while it has the focus a cross shows where the middle is.
  #centreButton() {
    const click = () => {
      const middle = this.app.stage.middle(this.#hidden());
      if (middle) this.#take(middle);
    };
    const on = { click, focus: () => this.#cross(true), blur: () => this.#cross(false) };
    return button({ on }, icon('target'), this.said.addCentre);
  }

  #searchField() {
    const { words, tools } = this.app;
    const found = (place) => {
      this.field.clear();
      this.#add([place.lon, place.lat]);
      this.app.stage.fitDraft();
    };
    const choose = ({ geometry }) => {
      const [lon, lat] = toWgs84(this.app.api.datum, geometry.coordinates);
      found({ lon, lat });
    };
    return new SearchField({ words, search: (text, _, signal) => tools.search(text, SEARCH_ANSWERS, signal), place: found, choose, say: tools.say });
  }

  // The start of the search, if there is one.
  #start() {
    const { lat, lon } = this.app.store.state;
    return isPlace(this.app.store.state) ? [rounded([lon, lat])] : [];
  }

  #take(lonLat) {
    this.#add(toWgs84(this.app.api.datum, lonLat));
  }

  // The same place again is no new point.
  #add(point) {
    const next = rounded(point);
    const last = this.#points.at(-1);
    if (last && last[0] === next[0] && last[1] === next[1]) return;
    if (this.#points.length >= MOST_POINTS) this.app.tools.say(this.said.tooMany(MOST_POINTS), 'bad');
    else this.#set([...this.#points, next]);
  }

  #set(points) {
    this.#points = points;
    this.#show();
  }

  #show() {
    const { words, stage, api, store } = this.app;
    const count = this.#points.length;
    this.length.textContent = count === 0 ? this.said.noPoints : count === 1 ? this.said.onePoint : this.said.points(count, words.metres(lengthOf(this.#points)));
    // A button that has the focus stays: it would take the focus along.
    for (const [one, isOff] of [[this.done, count < 2], [this.undo, count === 0], [this.clear, count === 0]]) one.setAttribute('aria-disabled', String(isOff));
    this.begin.hidden = count > 0 || !isPlace(store.state);
    stage.draft(this.#points.map((point) => fromWgs84(api.datum, point)));
  }

  #finish() {
    if (this.#points.length < 2) return;
    const route = encodePolyline(this.#points);
    if (route === this.app.store.state.route) this.close();
    else this.app.store.patch({ route, station: '' });
  }

  #hidden() {
    return hiddenBy(this.app.frame.panel, this.app.container);
  }

  #cross(isShown) {
    this.cross?.remove();
    this.cross = null;
    if (!isShown) return;
    const { left, bottom } = this.#hidden();
    const { clientWidth: width, clientHeight: height } = this.app.container;
    this.cross = h('div', { class: 'route-cross', 'aria-hidden': 'true' }, icon('target'));
    Object.assign(this.cross.style, { left: `${(left + width) / 2}px`, top: `${(height - bottom) / 2}px` });
    this.app.frame.stage.element.append(this.cross);
  }
}

function rounded([lon, lat]) {
  const place = readPosition(String(lat), String(lon), MEASURED_DECIMALS);
  return [place.lon, place.lat];
}

function lengthOf(points) {
  const place = ([lon, lat]) => ({ lon, lat });
  return points.slice(1).reduce((sum, point, at) => sum + metresBetween(place(points[at]), place(point)), 0);
}
