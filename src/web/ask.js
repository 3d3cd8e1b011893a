// A request to the service. Answers are JSON; errors become a Problem with their message.

import { readAnswer } from './foreign.js';

// An error answer of the service, or that it could not be reached (status 0).
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? 'no answer');
    this.status = status;
    this.parameter = body.parameter ?? null;
    this.suggestion = body.did_you_mean ?? null;
    this.allowed = body.allowed ?? [];
  }
}

// The address of a path of the service at `base`, which ends with a slash. Lists are joined by
// commas, empty parameters left out.
export function addressAt(base, path, params) {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    if (text !== '') url.searchParams.set(name, text);
  }
  return url.href;
}

// The answer to a request; an answer without a body is an empty object.
export async function ask(base, path, params, options) {
  const response = await fetch(addressAt(base, path, params), options).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, { detail: error.message });
  });
  const body = await response.text().then(readAnswer).catch((error) => {
    if (error.name === 'AbortError') throw error;
    return {};
  });
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}
