// Encoded polylines: a route as text of five decimals of a degree, latitudes first. (Google's
// algorithm: developers.google.com/maps/documentation/utilities/polylinealgorithm.)

const UNIT = 1e5;
const FIRST_CODE = 63;
const LAST_CODE = 126;
const GROUP_BITS = 5;
const MORE = 0x20;
// Numbers of 32 bits.
const MOST_GROUPS = 7;

// The text of points `[lon, lat]`.
export function encodePolyline(points) {
  let text = '';
  let before = [0, 0];
  for (const [lon, lat] of points) {
    const whole = [lat, lon].map((degrees) => Math.round(degrees * UNIT));
    text += whole.map((value, at) => encoded(value - before[at])).join('');
    before = whole;
  }
  return text;
}

function encoded(value) {
  let rest = value < 0 ? ~(value << 1) : value << 1;
  let text = '';
  while (rest >= MORE) {
    text += String.fromCharCode((MORE | (rest & (MORE - 1))) + FIRST_CODE);
    rest >>>= GROUP_BITS;
  }
  return text + String.fromCharCode(rest + FIRST_CODE);
}

// The points `[lon, lat]` of a text, or null if it is none or leaves the globe.
export function decodePolyline(text) {
  const values = differences(text);
  if (values === null || values.length % 2 !== 0) return null;
  const points = [];
  const whole = [0, 0];
  for (const [at, value] of values.entries()) {
    whole[at % 2] += value;
    if (at % 2 === 1) points.push([whole[1] / UNIT, whole[0] / UNIT]);
  }
  return points.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90) ? points : null;
}

function differences(text) {
  const found = [];
  let value = 0;
  let groups = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < FIRST_CODE || code > LAST_CODE || groups === MOST_GROUPS) return null;
    const group = code - FIRST_CODE;
    value |= (group & (MORE - 1)) << (groups * GROUP_BITS);
    groups += 1;
    if (group >= MORE) continue;
    found.push(value & 1 ? ~(value >>> 1) : value >>> 1);
    value = 0;
    groups = 0;
  }
  return groups === 0 ? found : null;
}
