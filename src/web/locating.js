// Where the device is, as its browser tells.

import { MEASURED_DECIMALS, readPosition } from './state.js';

const FRESH = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };
// Positions closer together than this are the same place.
const MOVED_M = 60;
const METRES_A_DEGREE = 111_195;

// Why there is no position: a member of `words.noLocation`.
export class NotLocated extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// The position `{lat, lon, accuracyM}`; rejects with NotLocated.
export function locateDevice() {
  if (!navigator.geolocation || !isSecureContext) return Promise.reject(new NotLocated('insecure'));
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ ...readPosition(coords.latitude, coords.longitude, MEASURED_DECIMALS), accuracyM: coords.accuracy }),
      (error) => reject(new NotLocated(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable')),
      FRESH,
    );
  });
}

// Whether the device may be located without asking.
export async function mayLocate() {
  try {
    return isSecureContext && (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}

// Whether the way between two places is worth a new question.
export function isElsewhere(a, b) {
  return metresBetween(a, b) > MOVED_M;
}

// Metres between two places in WGS-84 that are near each other.
export function metresBetween(a, b) {
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, a.lat - b.lat) * METRES_A_DEGREE;
}
