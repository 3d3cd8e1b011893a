// Requests of a keeper. The token goes into a header of each request, never into an address.

import { ask } from './ask.js';
import { randomHex } from './memory.js';
import { passes } from './retry.js';

const KEY_BYTES = 16;

export class KeeperApi {
  // The keys of what was asked for once and whose answer did not come.
  #keys = new Map();

  // `base` ends with a slash.
  constructor(base, token) {
    Object.assign(this, { base, token });
  }

  // Who the token belongs to: `{name, stations}`; `stations` is null for one who keeps all.
  keeper(signal) {
    return this.#ask('v1/keeper', {}, { signal });
  }

  meta(signal) {
    return ask(this.base, 'v1/meta', {}, { signal });
  }

  search(q, signal) {
    return ask(this.base, 'v1/stations/search', { q, limit: 10 }, { signal });
  }

  station(id, signal) {
    return ask(this.base, `v1/stations/${encodeURIComponent(id)}`, {}, { signal, cache: 'no-store' });
  }

  notices(id, signal) {
    return this.#ask(`v1/stations/${encodeURIComponent(id)}/notices`, {}, { signal });
  }

  reports(id, signal) {
    return this.#ask('v1/reports', { state: 'new', station: id }, { signal });
  }

  // The same notice sent again under the same key is one notice.
  publish(id, notice, key) {
    return this.#write('POST', `v1/stations/${encodeURIComponent(id)}/notices`, key, notice);
  }

  withdraw(notice) {
    return this.#writeOnce('DELETE', `v1/notices/${encodeURIComponent(notice)}`);
  }

  answer(report, state) {
    return this.#writeOnce('PATCH', `v1/reports/${encodeURIComponent(report)}`, { state });
  }

  // A wish whose answer was lost is repeated under its key, and then answered as the first time.
  async #writeOnce(method, path, body) {
    const wish = `${method} ${path} ${body?.state}`;
    const key = this.#keys.get(wish) ?? newKey();
    this.#keys.set(wish, key);
    try {
      const answer = await this.#write(method, path, key, body);
      this.#keys.delete(wish);
      return answer;
    } catch (problem) {
      if (!passes(problem)) this.#keys.delete(wish);
      throw problem;
    }
  }

  #write(method, path, key, body) {
    const headers = { 'idempotency-key': key, ...(body ? { 'content-type': 'application/json' } : {}) };
    return this.#ask(path, {}, { method, headers, body: body ? JSON.stringify(body) : undefined });
  }

  #ask(path, params, options) {
    const headers = { ...options.headers, authorization: `Bearer ${this.token}` };
    return ask(this.base, path, params, { ...options, headers, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });
  }
}

// A key under which a write may be repeated.
export function newKey() {
  return randomHex(KEY_BYTES);
}
