// Light or dark: as an attribute says, as the page around is, or as the device is set.

const DARK = '(prefers-color-scheme: dark)';

export class Scheme {
  #listeners = new Set();

  // `theme` is `light`, `dark` or `auto`; `element` is where the interface stands, and `signal` ends it.
  constructor(theme, element, signal) {
    Object.assign(this, { theme, element });
    this.device = matchMedia(DARK);
    this.device.addEventListener('change', () => this.#decide(), { signal });
    this.#decide();
  }

  // `listener` is called after a change, until `signal` is aborted.
  listen(listener, signal) {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  set(theme) {
    this.theme = theme;
    this.#decide();
  }

  #decide() {
    const before = this.name;
    this.name = this.#wanted();
    this.element.dataset.scheme = this.name;
    if (before !== undefined && before !== this.name) for (const listener of this.#listeners) listener();
  }

  #wanted() {
    if (this.theme === 'light' || this.theme === 'dark') return this.theme;
    const host = this.element.getRootNode().host;
    const around = host ? getComputedStyle(host).colorScheme : '';
    if (around === 'light' || around === 'dark') return around;
    return this.device.matches ? 'dark' : 'light';
  }
}
