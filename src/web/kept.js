// What the device keeps of earlier answers, for when the service cannot be reached: bounded by
// count, bytes and age. It is in the browser's cache of this origin and is sent nowhere.

import { agedAnswer, agedStation, later } from './aged.js';
import { toWgs84 } from './datum.js';
import { isElsewhere, metresBetween } from './locating.js';
import { passes } from './retry.js';
import { DEFAULTS, asksTheSame, isPlace, reachOf, writeState } from './state.js';

const STORE = 'yizhan-kept';
// How many of each kind are kept.
const MOST = { nearest: 20, around: 6, station: 40, service: 2 };
const MOST_BYTES = 96 * 1024;
const LONGEST_MS = 7 * 24 * 3_600_000;
// Stations around a place are asked for beside the list, and answer for places this close.
const AROUND = { minutes: 30, limit: 50 };
const AROUND_M = 500;
const AROUND_MS = 10 * 60_000;
// The rider looks at the list first.
const AROUND_AFTER_MS = 3_000;

export class Kept {
  #around = null;
  #last = null;
  #timer = null;

  // `storage` is the browser's `caches`, or null where nothing is to be kept.
  constructor(storage, base) {
    this.storage = storage;
    this.base = base;
  }

  // What `ask` answers, or if the service cannot be reached what it answered earlier.
  async service(name, ask) {
    try {
      const body = await ask();
      this.#put('service', { name }, body);
      return body;
    } catch (problem) {
      return this.#orEarlier(problem, await this.#newest('service', { name }));
    }
  }

  // The same of a station now; `kept_ms` says of when it is.
  async station(id, { at, crs }, ask) {
    if (at !== '') return ask();
    try {
      const station = await ask();
      this.#put('station', { id, crs }, station);
      return station;
    } catch (problem) {
      const found = passes(problem) ? await this.#newest('station', { id, crs }) ?? await this.#within(id, crs) : null;
      if (!found) throw problem;
      return { ...agedStation(found.body, Date.now() - found.ms), kept_ms: found.ms };
    }
  }

  // Keeps the answer to a question for now, and a little later the stations around, as `ask(state)`
  // answers.
  keep(state, crs, answer, ask) {
    const ms = Date.now();
    this.#last = { state, answer, ms, asOf: ms };
    if (state.at !== '' || !isPlace(state)) return;
    const key = { question: questionOf(state), crs };
    this.#put('nearest', { ...key, ...placeOf(state) }, answer, (other) => isOf(other, key) && !isElsewhere(other, state));
    this.stop();
    this.#timer = setTimeout(() => this.#lookAround(state, crs, ask), AROUND_AFTER_MS);
  }

  // Asks for nothing more.
  stop() {
    clearTimeout(this.#timer);
  }

  // What was answered to this question, or can be told of the stations around: `{state, answer, ms}`,
  // aged until now, or null. Answers about routes are not kept.
  async answer(state, crs) {
    if (state.at !== '' || state.route !== '' || !isPlace(state)) return null;
    if (this.#last && asksTheSame(this.#last.state, state)) return this.shown();
    const found = await this.#same(state, crs) ?? await this.#chosenFromAround(state, crs);
    if (found === null) return null;
    this.#last = { state, ...found };
    return this.shown();
  }

  // The last answer that was given or found, aged until now; null if it does not age.
  shown() {
    if (this.#last?.state.at !== '') return null;
    const { state, answer, ms, asOf } = this.#last;
    return { state, ms, answer: agedAnswer(answer, Date.now() - asOf) };
  }

  async #same(state, crs) {
    const found = await this.#newest('nearest', { question: questionOf(state), crs }, (one) => !isElsewhere(one, state));
    return found && { answer: found.body, ms: found.ms, asOf: found.ms };
  }

  async #chosenFromAround(state, crs) {
    const around = await this.#newest('around', { mode: state.mode, crs }, (one) => metresBetween(one, state) < AROUND_M);
    const now = Date.now();
    const answer = around && chosenFrom(around.body, state, now - around.ms);
    return answer && { answer, ms: around.ms, asOf: now };
  }

  // Once in a while, whatever is wanted of the stations.
  async #lookAround(state, crs, ask) {
    const isAsked = this.#around?.mode === state.mode && Date.now() - this.#around.ms < AROUND_MS && metresBetween(this.#around, state) < AROUND_M;
    if (this.storage === null || isAsked || navigator.connection?.saveData) return;
    const { mode } = state;
    this.#around = { ...placeOf(state), mode, ms: Date.now() };
    await this.forgetOld();
    const answer = await ask({ ...DEFAULTS, ...AROUND, mode, ...placeOf(state), open: 'any' }).catch(() => null);
    const key = { mode, crs };
    if (answer) await this.#put('around', { ...key, ...placeOf(state) }, answer, (other) => isOf(other, key) && metresBetween(other, state) < AROUND_M);
  }

  #orEarlier(problem, found) {
    if (!passes(problem) || !found) throw problem;
    return found.body;
  }

  // A station as it stands in an answer.
  async #within(id, crs) {
    for (const kind of ['nearest', 'around']) {
      for (const { ms, body } of await this.#all(kind, (one) => one.crs === crs)) {
        const feature = body.features?.find((one) => one.id === id);
        if (feature) return { ms, body: { ...feature, query: body.query } };
      }
    }
    return null;
  }

  async #newest(kind, key, fits = () => true) {
    const [found = null] = await this.#all(kind, (one) => isOf(one, key) && fits(one), 1);
    return found;
  }

  // Those of a kind that fit, the newest first.
  async #all(kind, fits, most = Infinity) {
    try {
      const cache = await this.storage?.open(STORE);
      const found = [];
      for (const request of (await cache?.keys() ?? []).reverse()) {
        const key = this.#read(request.url);
        if (found.length === most || key.kind !== kind || !fits(key)) continue;
        const response = await cache.match(request);
        if (isYoung(response)) found.push({ ms: msOf(response), body: await response.json() });
      }
      return found;
    } catch {
      return [];
    }
  }

  // Deletes what is past its age: its address tells where a rider was.
  async forgetOld() {
    try {
      const cache = await this.storage?.open(STORE);
      for (const request of await cache?.keys() ?? []) {
        if (!isYoung(await cache.match(request))) await cache.delete(request);
      }
    } catch {
      // As if there were no storage.
    }
  }

  // Replaces those that it `replaces`, or the same; the oldest of too many go. Where storage is full or
  // forbidden, nothing is kept.
  async #put(kind, key, body, replaces = (other) => isOf(other, key)) {
    const text = JSON.stringify(body);
    if (this.storage === null || new Blob([text]).size > MOST_BYTES) return;
    try {
      const cache = await this.storage.open(STORE);
      const present = (await cache.keys()).filter(({ url }) => this.#read(url).kind === kind);
      const stays = present.filter(({ url }) => !replaces(this.#read(url)));
      const leaves = [...present.filter((request) => !stays.includes(request)), ...stays.slice(0, Math.max(0, stays.length + 1 - MOST[kind]))];
      for (const request of leaves) await cache.delete(request);
      await cache.put(`${this.base}kept/${kind}?${new URLSearchParams(key)}`, new Response(text, { headers: { 'kept-ms': String(Date.now()) } }));
    } catch {
      // As if there were no storage.
    }
  }

  #read(url) {
    const { pathname, searchParams } = new URL(url);
    const key = Object.fromEntries(searchParams);
    return { ...key, lat: Number(key.lat), lon: Number(key.lon), kind: pathname.split('/').at(-1) };
  }
}

function msOf(response) {
  return Number(response?.headers.get('kept-ms'));
}

function isYoung(response) {
  return Date.now() - msOf(response) < LONGEST_MS;
}

function isOf(one, key) {
  return Object.entries(key).every(([name, value]) => String(one[name]) === String(value));
}

function placeOf({ lat, lon }) {
  return { lat, lon };
}

// The question without its place, and without what only the page shows.
function questionOf(state) {
  return writeState({ ...state, lat: null, lon: null, station: '', coverage: false, plan: [] }).toString();
}

// The stations around that a question asks for, measured from its place, `byMs` later; null if there
// are none, or if its circle is larger.
function chosenFrom(around, state, byMs) {
  const { speed_m_s: speed, detour, radius_m: aroundM } = around.query;
  const { minutes, radius_m: radiusM = (Number(minutes) * 60 * speed) / detour } = reachOf(state);
  if (!(radiusM <= aroundM)) return null;
  const measured = around.features.map((feature) => measuredFrom(state, feature, around.query));
  const { query, features, ...rest } = agedAnswer({ ...around, features: measured }, byMs);
  const near = features.filter(({ properties }) => properties.distance_m <= radiusM && isWanted(properties, state));
  near.sort((a, b) => a.properties.distance_m - b.properties.distance_m);
  if (near.length === 0) return null;
  const { open, amenity } = state;
  return { ...rest, query: { ...query, open, amenity, radius_m: Number(radiusM) }, features: near.slice(0, Number(state.limit)) };
}

function measuredFrom(state, { geometry, properties, ...rest }, { at, crs, speed_m_s: speed, detour }) {
  const [lon, lat] = toWgs84(crs, geometry.coordinates);
  const metres = metresBetween(state, { lat, lon });
  const seconds = (metres * detour) / speed;
  return { ...rest, geometry, properties: { ...properties, distance_m: metres, travel_time_s: seconds, arrive_at: later(at, seconds * 1000) } };
}

function isWanted(properties, { amenity, kind, access, min_star: star, open, unknown_hours: unknown }) {
  const { amenities = [], open_state: state } = properties;
  if (!amenity.every((key) => amenities.includes(key))) return false;
  if (kind.length > 0 && !kind.includes(properties.kind)) return false;
  if (access.length > 0 && !access.includes(properties.access)) return false;
  if (star !== '' && !(properties.star >= Number(star))) return false;
  return open === 'any' || state === 'open' || (state === 'unknown' && unknown !== 'exclude');
}
