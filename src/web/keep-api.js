// Requests of a keeper. The token goes into a header of each request, never into an address.

import { ask } from './ask.js';
import { randomHex } from './memory.js';

const KEY_BYTES = 16;

export class KeeperApi {
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
    return this.#write('DELETE', `v1/notices/${encodeURIComponent(notice)}`, newKey());
  }

  answer(report, state) {
    return this.#write('PATCH', `v1/reports/${encodeURIComponent(report)}`, newKey(), { state });
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
