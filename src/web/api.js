// Questions to the service about stations, places and the map.

import { addressAt, ask } from './ask.js';
import { reachOf } from './state.js';

// What the list of a search shows of a station.
const SHOWN_OF_FOUND = ['name', 'name_en', 'address', 'city', 'district', 'distance_m'];
export const SEARCHED = ['amenity', 'kind', 'access', 'min_star', 'mode', 'open', 'at', 'stay_minutes', 'unknown_hours', 'limit'];

export class Api {
  // `base` ends with a slash; `datum` is that of positions in requests and answers.
  constructor(base, datum) {
    this.base = base;
    this.datum = datum;
  }

  meta(signal) {
    return this.#get('v1/meta', {}, signal);
  }

  config(signal) {
    return this.#get('web/config.json', {}, signal);
  }

  // The nearest stations that match `state`, from a place in the datum of this Api.
  nearest(state, [lon, lat], signal) {
    const asked = Object.fromEntries(SEARCHED.map((name) => [name, state[name]]));
    const place = { lat, lon, crs: state.crs || this.datum };
    return this.#get('v1/stations/nearest', { ...asked, ...reachOf(state), ...place }, signal);
  }

  circle(state, minutes, [lon, lat], signal) {
    return this.#get('v1/circle', { mode: state.mode, minutes, lat, lon, crs: this.datum }, signal);
  }

  // One station with everything known; the datum of its position is the caller's choice.
  station(id, at, crs, signal) {
    return this.#get(`v1/stations/${encodeURIComponent(id)}`, { at, crs }, signal);
  }

  // The next times of activities around a place; all of the question is the caller's choice.
  activities(question, signal) {
    return this.#get('v1/activities', question, signal);
  }

  // Which of the places `{id, lon, lat}` are within reach of a station that matches `state`; each
  // counts as one.
  coverage(state, places, signal) {
    const { amenity, mode, open } = state;
    const { minutes, radius_m: radiusM } = reachOf(state);
    const demand = places.map(({ id, lon, lat }) => ({ id, lon: wrapped(lon), lat, population: 1 }));
    const at = open === 'any' ? null : state.at || 'now';
    const question = { demand, amenity, mode, minutes, max_distance_m: radiusM, at, crs: this.datum };
    return ask(this.base, 'v1/coverage', {}, posted(question, signal));
  }

  // Stations by name, address, district, id or the first letters of their pinyin, with their states at
  // `at`; the near ones first if there is a `place` in the datum of this Api.
  search(text, { place, at, limit }, signal) {
    const [lon, lat] = place ?? [];
    return this.#get('v1/stations/search', { q: text, lat, lon, at, limit, crs: this.datum, fields: SHOWN_OF_FOUND }, signal);
  }

  // Where all stations are, and which layers their tiles have.
  tiles(signal) {
    return this.#get('v1/tiles.json', {}, signal);
  }

  // Address of the folder of the tiles of all stations that offer what is wanted. Without a moment
  // they are those of now: the address stays, so that a browser need not load again what is the same.
  tilesUrl(state) {
    const { at, amenity, kind } = state;
    return addressAt(this.base, 'v1/tiles/', { at, crs: this.datum, amenity, kind, layers: 'stations' });
  }

  // The same of the streets, which are the same at each moment.
  streetsUrl() {
    return addressAt(this.base, 'v1/tiles/', { crs: this.datum, layers: 'streets' });
  }

  // What a rider found at a station: `{what, amenity?, text?, reporter}`.
  report(id, report, signal) {
    return ask(this.base, `v1/stations/${encodeURIComponent(id)}/reports`, {}, posted(report, signal));
  }

  #get(path, params, signal) {
    return ask(this.base, path, params, { signal });
  }
}

// How a body is posted as JSON.
export function posted(body, signal) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
}

// Maps continue beyond the antimeridian; the service does not. Seven decimals are a centimetre.
function wrapped(lon) {
  return Math.round(((((lon + 180) % 360) + 360) % 360 - 180) * 1e7) / 1e7;
}
