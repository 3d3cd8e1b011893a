// What is being asked, as one plain object, and its form in an address.
//
// Names are those of the API, so that an address of the page reads like a request. Positions
// are WGS-84 always: an address means the same place whatever base map shows it.

export const DEFAULTS = Object.freeze({
  lat: null,
  lon: null,
  amenity: [],
  kind: [],
  mode: 'walk',
  minutes: 15,
  open: 'arrival',
  at: '',
  stay_minutes: 0,
  unknown_hours: 'include',
  limit: 10,
  station: '',
  coverage: false,
});

export const MODES = ['walk', 'bike', 'ebike'];
export const OPEN_WORDS = ['arrival', 'now', 'any'];

const LISTS = ['amenity', 'kind'];
// Wall-clock time of the service, to the minute, optionally with seconds and an offset.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

// Reads an address; what cannot be read is as if it were not there.
export function readState(params) {
  const state = { ...DEFAULTS, ...readPosition(params.get('lat'), params.get('lon')) };
  for (const name of LISTS) state[name] = readList(params.getAll(name));
  state.mode = among(params.get('mode'), MODES, DEFAULTS.mode);
  state.open = among(params.get('open'), OPEN_WORDS, DEFAULTS.open);
  state.unknown_hours = among(params.get('unknown_hours'), ['exclude'], DEFAULTS.unknown_hours);
  state.minutes = whole(params.get('minutes'), 1, 60, DEFAULTS.minutes);
  state.stay_minutes = whole(params.get('stay_minutes'), 0, 1440, DEFAULTS.stay_minutes);
  state.limit = whole(params.get('limit'), 1, 100, DEFAULTS.limit);
  const at = params.get('at') ?? '';
  state.at = INSTANT.test(at) ? at : '';
  state.station = params.get('station') ?? '';
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

// Latitude and longitude to five decimals, about a metre; both or neither.
export function readPosition(lat, lon) {
  const read = (text, most) => {
    const value = text === null || text === undefined || String(text).trim() === '' ? NaN : Number(text);
    return Math.abs(value) <= most ? Math.round(value * 1e5) / 1e5 : null;
  };
  const position = { lat: read(lat, 90), lon: read(lon, 180) };
  return position.lat === null || position.lon === null ? { lat: null, lon: null } : position;
}

// Whether two states ask for the same stations; the chosen one does not count, nor what else
// the map shows.
export function asksTheSame(a, b) {
  const question = (state) => writeState({ ...state, station: '', coverage: false }).toString();
  return question(a) === question(b);
}

function readList(values) {
  const words = values.flatMap((value) => value.split(',')).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

function among(value, allowed, usual) {
  return allowed.includes(value) ? value : usual;
}

function whole(text, least, most, usual) {
  const value = Number(text ?? NaN);
  return text !== '' && Number.isInteger(value) && value >= least && value <= most ? value : usual;
}
