// The question as one plain object, and its form in an address or in attributes.
//
// Names are those of the API, so that an address of the page reads like a request. Nothing is
// validated here: a value that is not a plain number or moment is kept and sent as it was written,
// and the service rejects it with an explanation. Positions are WGS-84 once they are read: an
// address means the same place on every base map.

import { isInChina, toWgs84 } from './datum.js';

// Decimals of a degree: a centimetre for what was written, a metre for positions of a device or a
// click.
const WRITTEN_DECIMALS = 7;
export const MEASURED_DECIMALS = 5;

// Minutes of the way if neither minutes nor a radius are given.
export const USUAL_MINUTES = 15;

export const DEFAULTS = Object.freeze({
  lat: null,
  lon: null,
  crs: '',
  amenity: [],
  kind: [],
  access: [],
  min_star: '',
  mode: 'walk',
  minutes: null,
  radius_m: '',
  open: 'arrival',
  at: '',
  stay_minutes: 0,
  unknown_hours: 'include',
  limit: 10,
  route: '',
  max_detour_minutes: 5,
  order: 'detour',
  show: '',
  station: '',
  coverage: false,
  plan: [],
});

export const MODES = ['walk', 'bike', 'ebike'];
export const OPEN_WORDS = ['arrival', 'now', 'any'];

const LISTS = ['amenity', 'kind', 'access', 'plan'];
const WORDS = ['mode', 'open', 'unknown_hours', 'order', 'show'];
const DECIMAL = /^\d+(\.\d+)?$/;
const WHOLE = /^\d+$/;
// Numbers, and how they are written when they are plain.
const NUMBERS = { min_star: WHOLE, minutes: DECIMAL, radius_m: DECIMAL, stay_minutes: WHOLE, limit: WHOLE, max_detour_minutes: DECIMAL };
const DEGREES = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
// A moment as RFC 3339 writes it, or with a blank; in a query a `+` may have become one.
const INSTANT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:([Zz])|([-+ ])(\d\d):?(\d\d))?$/;

// Reads an address or attributes; a missing or empty value is the default.
export function readState(params) {
  const state = { ...DEFAULTS, ...readPlace(params) };
  for (const name of LISTS) state[name] = readList(params.getAll(name));
  for (const name of WORDS) state[name] = written(params, name) ?? DEFAULTS[name];
  for (const [name, plain] of Object.entries(NUMBERS)) state[name] = number(written(params, name), plain) ?? DEFAULTS[name];
  const at = written(params, 'at');
  state.at = at === null || at === 'now' ? '' : at;
  state.station = params.get('station') ?? '';
  state.route = params.get('route') ?? '';
  state.coverage = params.get('coverage') === 'true';
  return state;
}

// Writes only what differs from the defaults.
export function writeState(state) {
  const params = new URLSearchParams();
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    const value = state[name];
    if (Array.isArray(value)) {
      if (value.length > 0) params.set(name, value.join(','));
    } else if (value !== usual && value !== null) {
      params.set(name, String(value));
    }
  }
  return params;
}

// Latitude and longitude to this many decimals; both or neither.
export function readPosition(lat, lon, decimals = WRITTEN_DECIMALS) {
  const read = (text, most) => {
    const value = DEGREES.test(text ?? '') ? Number(text) : NaN;
    return Math.abs(value) <= most ? Math.round(value * 10 ** decimals) / 10 ** decimals : null;
  };
  const position = { lat: read(lat, 90), lon: read(lon, 180) };
  return position.lat === null || position.lon === null ? { lat: null, lon: null } : position;
}

// Whether a place is given at all, and whether it can be drawn.
export const hasPlace = ({ lat, lon }) => lat !== null || lon !== null;
export const isPlace = ({ lat }) => typeof lat === 'number';

// What is shown in place of the stations that are near.
export const ACTIVITIES = 'activities';

// Whether it is asked which stations are near, not for a route or for what goes on.
export const isNear = ({ route, show }) => route === '' && show !== ACTIVITIES;

// Whether anything can be asked: about a place, or about a route.
export const asksSomething = (state) => hasPlace(state) || state.route !== '';

// The limit of the way: minutes, a radius, or, if both were written, both.
export function reachOf({ minutes, radius_m: radiusM }) {
  if (radiusM === '') return { minutes: minutes ?? USUAL_MINUTES };
  return minutes === null ? { radius_m: radiusM } : { minutes, radius_m: radiusM };
}

// `YYYY-MM-DDTHH:MM` of a moment in the service's time zone; null if it is invalid.
export function localOf(at, offsetS) {
  const [, date, time, zulu, sign, hours, minutes] = INSTANT.exec(at) ?? [];
  const wall = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(wall)) return null;
  const ownS = zulu ? 0 : sign && (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  const shiftS = ownS === undefined ? 0 : offsetS - ownS;
  return new Date(wall + shiftS * 1000).toISOString().slice(0, 16);
}

// What a question about a place does not ask, and what one about a route does not.
const OFF_PLACE = { max_detour_minutes: DEFAULTS.max_detour_minutes, order: DEFAULTS.order };
const OFF_ROUTE = { lat: null, lon: null, crs: '', minutes: null, radius_m: '' };

// Whether two states ask for the same stations, ignoring the chosen one and what else the map
// shows.
export function asksTheSame(a, b) {
  const question = (state) => writeState({ ...state, ...(state.route === '' ? OFF_PLACE : OFF_ROUTE), station: '', coverage: false, plan: [] }).toString();
  return question(a) === question(b);
}

// A place in WGS-84 if it is valid, else what was written.
function readPlace(params) {
  const [lat, lon, crs] = [written(params, 'lat'), written(params, 'lon', 'lng'), written(params, 'crs') ?? ''];
  const position = readPosition(lat, lon);
  if (position.lat === null) return { lat, lon, crs };
  if (crs === '' || crs === 'wgs84') return position;
  const given = [Number(lon), Number(lat)];
  const isKnown = ['gcj02', 'bd09'].includes(crs) && isInChina(given);
  return isKnown ? readPosition(...toWgs84(crs, given).reverse()) : { lat, lon, crs };
}

// The value under these names; several are joined by a comma, which no number contains.
function written(params, ...names) {
  const text = names.flatMap((name) => params.getAll(name)).join(',');
  return text.trim() === '' ? null : text;
}

function number(text, plain) {
  return text !== null && plain.test(text) ? Number(text) : text;
}

function readList(values) {
  const words = values.flatMap((value) => value.split(/[,，、]/)).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
