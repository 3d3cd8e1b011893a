// An answer of an earlier moment, as it may be shown now: what may have changed since is unknown,
// never open.

// An answer to a question for "now" that is `byMs` old. Its moments move with the clock.
export function agedAnswer(answer, byMs) {
  const query = { ...answer.query, at: later(answer.query.at, byMs) };
  const features = answer.features.map((feature) => agedFeature(feature, query.at, byMs));
  return { ...answer, query, features };
}

// The same of a station by itself.
export function agedStation(station, byMs) {
  const at = station.query?.at;
  if (!at) return station;
  const query = { ...station.query, at: later(at, byMs) };
  return { ...agedFeature(station, query.at, byMs), query };
}

function agedFeature(feature, now, byMs) {
  const { arrive_at: arrival, amenity_details: details, ...rest } = feature.properties;
  const properties = { ...rest };
  if (arrival) properties.arrive_at = later(arrival, byMs);
  if (hasChanged(properties, properties.arrive_at ?? now)) Object.assign(properties, { open_state: 'unknown', open_reason: 'outdated', open_until: null, opens_at: null });
  if (details) properties.amenity_details = Object.fromEntries(Object.entries(details).map(agedAmenity));
  return { ...feature, properties };
}

// Whether what was said of it no longer holds at `then`: it closes or opens before, or when it would
// was not known.
function hasChanged({ open_state: state, open_reason: reason, open_until: until, opens_at: opens }, then) {
  if (state === 'open') return until ? isPast(until, then) : reason !== 'always';
  return state === 'closed' && Boolean(opens) && isPast(opens, then);
}

// Hours of an amenity of its own were told for one moment only.
function agedAmenity([key, detail]) {
  return [key, detail?.opening_hours ? { ...detail, open_state: 'unknown' } : detail];
}

function isPast(moment, then) {
  return Date.parse(moment) <= Date.parse(then);
}

// A moment moved by `byMs`, on the clock that it is written in.
export function later(text, byMs) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  const offsetMs = sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
  const wall = new Date(Date.parse(text) + byMs + offsetMs).toISOString().slice(0, 19);
  return `${wall}${sign ? text.slice(-6) : 'Z'}`;
}
