// WGS-84 to GCJ-02 and back: the datum of a phone's position, and that of Chinese tiles; and back
// from BD-09, which Baidu adds on top.
//
// The formulas and the ellipsoid (Krasovsky 1940) are public; the service computes the same, and
// both are tested with the same vectors in tests/data/datum.

const AXIS_M = 6378245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const DEGREE = Math.PI / 180;
const INVERSE_TOLERANCE_DEG = 1e-10;

// The pair [lon, lat] in the datum of the map.
export function fromWgs84(datum, lonLat) {
  return datum === 'gcj02' ? toGcj02(lonLat) : lonLat;
}

// The WGS-84 pair of a place on the map, or of one that was written.
export function toWgs84(datum, lonLat) {
  if (datum === 'bd09') return invert(gcj02OfBd09(lonLat));
  return datum === 'gcj02' ? invert(lonLat) : lonLat;
}

// Whether the service accepts a pair in a Chinese datum.
export function isInChina([lon, lat]) {
  return lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54;
}

function toGcj02([lon, lat]) {
  const [east, north] = shift(lon - 105, lat - 35);
  const sine = Math.sin(lat * DEGREE);
  const magic = 1 - ECCENTRICITY_SQUARED * sine * sine;
  const meridian = (AXIS_M * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic));
  const parallel = (AXIS_M / Math.sqrt(magic)) * Math.cos(lat * DEGREE);
  return [lon + east / parallel / DEGREE, lat + north / meridian / DEGREE];
}

// Metres to the east and to the north.
function shift(x, y) {
  const wave = (factor, angle) => ((factor * Math.sin(angle * Math.PI)) * 2) / 3;
  const shared = 0.1 * x * y + wave(20, 6 * x) + wave(20, 2 * x);
  const root = Math.sqrt(Math.abs(x));
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * root
    + wave(20, x) + wave(40, x / 3) + wave(150, x / 12) + wave(300, x / 30);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * root
    + wave(20, y) + wave(40, y / 3) + wave(160, y / 12) + wave(320, y / 30);
  return [east + shared, north + shared];
}

// GCJ-02 of a BD-09 pair, by Baidu's own approximation.
function gcj02OfBd09([lon, lat]) {
  const [x, y] = [lon - 0.0065, lat - 0.006];
  const wave = (Math.PI * 3000) / 180;
  const length = Math.hypot(x, y) - 0.00002 * Math.sin(y * wave);
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * wave);
  return [length * Math.cos(angle), length * Math.sin(angle)];
}

// The place whose image is `target`: a fixed point, reached in a few steps.
function invert(target) {
  let guess = target;
  for (let step = 0; step < 20; step += 1) {
    const image = toGcj02(guess);
    const off = [target[0] - image[0], target[1] - image[1]];
    guess = [guess[0] + off[0], guess[1] + off[1]];
    if (Math.max(Math.abs(off[0]), Math.abs(off[1])) < INVERSE_TOLERANCE_DEG) break;
  }
  return guess;
}
