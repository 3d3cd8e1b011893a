// What the service wrote into the page beside the list: the answers that the page asks for first.

import { readAnswer } from './foreign.js';
import { asksTheSame } from './state.js';

export class First {
  #nearest;
  #state;

  // Takes them out of `page`. They answer the question of `state`, which the address told.
  constructor(page, state) {
    const { config = null, meta = null, nearest = null } = taken(page);
    Object.assign(this, { config, meta });
    this.#nearest = nearest;
    this.#state = state;
  }

  // The answer to `state` with positions in `datum`, or null. It is true for its moment: only the
  // first question gets it.
  nearest(state, datum) {
    const answer = this.#nearest;
    this.#nearest = null;
    return state.route === '' && answer?.query.crs === datum && asksTheSame(state, this.#state) ? answer : null;
  }
}

function taken(page) {
  const element = page?.getElementById('first');
  element?.remove();
  try {
    return readAnswer(element?.textContent ?? '{}');
  } catch {
    return {};
  }
}
