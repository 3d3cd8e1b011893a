// Where the state is stored: in the address of the page, or, for a widget, only in memory.

import { readState, writeState } from './state.js';

// Stores the state in memory and notifies listeners.
export class MemoryStore {
  #state;
  #listeners = new Set();

  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  // Changes some members; `quiet` adds no step for the back button.
  patch(members, { quiet = false } = {}) {
    const before = this.#state;
    const next = { ...before, ...members };
    if (writeState(next).toString() === writeState(before).toString()) return;
    this.write(next, quiet);
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
    super(readState(new URLSearchParams(location.search)));
    this.#kept = keep;
    this.#addsSteps = addsSteps;
    addEventListener('popstate', () => this.tell(readState(new URLSearchParams(location.search))));
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
    if (quiet || !this.#addsSteps) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
  }
}
