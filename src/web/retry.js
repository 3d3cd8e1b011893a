// Tries again after a failure: soon, then after longer and longer waits, and at once when the device
// is back on the network or the page is looked at again.

const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

export class Retry {
  #timer = null;
  #waitMs = FIRST_MS;

  // `act` is what is tried; `signal` ends it for good.
  constructor(act, signal) {
    this.act = act;
    const now = () => { if (this.isWaiting && !document.hidden) this.#go(); };
    addEventListener('online', now, { signal });
    document.addEventListener('visibilitychange', now, { signal });
    signal.addEventListener('abort', () => this.done(), { once: true });
  }

  get isWaiting() {
    return this.#timer !== null;
  }

  failed() {
    clearTimeout(this.#timer);
    // A page that is not looked at waits until it is.
    this.#timer = setTimeout(() => { if (!document.hidden) this.#go(); }, this.#waitMs);
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * 2);
  }

  done() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#waitMs = FIRST_MS;
  }

  #go() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.act();
  }
}

// Failures that pass by themselves: no connection, a service that starts or is too busy.
export function passes({ status }) {
  return status === 0 || status === 429 || status >= 500;
}
