// Where the state is stored: in the address of the page, or, for a widget, only in memory.

import { readState, writeState } from './state.js';

// How the place came: written in an address or an attribute.
const WRITTEN = Object.freeze({ kind: 'written' });

// Stores the state in memory and notifies listeners. `origin` tells how the place of the state came:
// `{kind, ms?, accuracyM?, name?}`, with `kind` one of `device`, `kept` (measured earlier), `map`,
// `search` (a station by name), `written`.
export class MemoryStore {
  #state;
  #listeners = new Set();

  constructor(state, origin = WRITTEN) {
    this.#state = state;
    this.origin = origin;
  }

  get state() {
    return this.#state;
  }

  // Changes some members; `quiet` adds no step for the back button. A new place has an `origin`.
  patch(members, { quiet = false, origin = null } = {}) {
    const before = this.#state;
    const next = { ...before, ...members };
    const isSame = writeState(next).toString() === writeState(before).toString();
    if (isSame && origin === null) return;
    if (origin !== null) this.origin = origin;
    else if (next.lat !== before.lat || next.lon !== before.lon) this.origin = WRITTEN;
    this.write(next, quiet || isSame);
    this.tell(next);
  }

  listen(listener) {
    this.#listeners.add(listener);
  }

  // No listeners remain: the interface is being built again.
  forget() {
    this.#listeners.clear();
  }

  tell(next) {
    const before = this.#state;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, before);
  }

  write() {}
}

// Stores it in the query of the address, with the parameters that are not part of the state.
export class AddressStore extends MemoryStore {
  #kept;
  #addsSteps;

  constructor({ keep, addsSteps }) {
    super(readState(new URLSearchParams(location.search)), history.state?.origin);
    this.#kept = keep;
    this.#addsSteps = addsSteps;
    addEventListener('popstate', (event) => {
      this.origin = event.state?.origin ?? WRITTEN;
      this.tell(readState(new URLSearchParams(location.search)));
    });
  }

  write(next, quiet) {
    const params = writeState(next);
    const present = new URLSearchParams(location.search);
    for (const name of this.#kept) {
      if (present.has(name)) params.set(name, present.get(name));
    }
    // Colons and commas are allowed in a query; without escapes addresses stay readable.
    const query = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
    const address = query === '' ? location.pathname : `${location.pathname}?${query}`;
    const kept = { origin: this.origin };
    if (quiet || !this.#addsSteps) history.replaceState(kept, '', address);
    else history.pushState(kept, '', address);
  }
}
