// The panel's parts together: the bar, the needs, the drawers below them, and the frame that holds
// them.

import { barSection, drawers } from './bar.js';
import { filterSection, unusual } from './filters.js';
import { buildFrame, isWide } from './frame.js';
import { needsSection } from './needs.js';
import { placeSection } from './place.js';

export class Panel {
  #hadCoverage = true;

  // `tools` are those of the App.
  constructor({ container, words, tools, changeLanguage, back }) {
    Object.assign(this, { words, tools });
    const drawer = (name) => this.drawers.toggle(name);
    const place = (position) => {
      this.drawers.close();
      tools.place(position);
    };
    const locate = async () => { if (await tools.locate()) this.drawers.close(); };
    this.bar = barSection({ words, drawer });
    this.needs = needsSection({ ...tools, drawer });
    this.place = placeSection({ ...tools, place, locate });
    this.filters = filterSection(tools);
    const parts = { place: this.place.element, options: this.filters.element, needs: this.needs.drawer };
    this.frame = buildFrame(container, {
      words, changeLanguage, back, parts: { bar: this.bar.element, needs: this.needs.row, drawers: Object.values(parts) },
    });
    this.drawers = drawers({
      parts, opens: { ...this.bar.opens, needs: this.needs.opens },
      changed: (name) => this.#drawerChanged(name, container),
    });
    this.frame.done.addEventListener('click', () => this.drawers.close());
  }

  // On a phone a drawer has the sheet for itself.
  #drawerChanged(name, container) {
    const { done, panel, scroll, sheet } = this.frame;
    done.hidden = name === null;
    panel.classList.toggle('has-drawer', name !== null);
    scroll.scrollTop = 0;
    if (!isWide(container)) sheet.set(name === null ? 'half' : 'full');
  }

  // Opens the other ways to tell a place.
  askPlace() {
    if (!this.drawers.isOpen()) this.drawers.toggle('place');
  }

  // The vocabulary of the service.
  terms(meta) {
    this.needs.terms(meta.amenities);
    this.filters.terms(meta);
  }

  // Shows the state of `store`.
  update({ state, origin }) {
    this.bar.update(state, origin, unusual(state, this.words, this.tools.offsetS()));
    this.needs.update(state);
    this.filters.update(state);
    // What is looked at on the map is not behind a drawer.
    if (state.station !== '' || (state.coverage && !this.#hadCoverage)) this.drawers.close();
    this.#hadCoverage = state.coverage;
  }

  remove() {
    this.place.remove();
  }

  // How many stations the list has; null if there is none.
  found(count) {
    this.frame.done.textContent = this.words.done(count);
  }
}
