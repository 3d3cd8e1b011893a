// Rings around a place: what is within reach in thirds of the time, or the given radius.

import { reachOf } from './state.js';

const EARTH_M = 6_371_008.8;
const SIDES = 72;
const DEGREE = Math.PI / 180;

// The rings of a question from a place `[lon, lat]`; those that fail to load are left out.
export async function ringsOf(api, state, origin, signal) {
  const { minutes, radius_m: radiusM } = reachOf(state);
  if (radiusM !== undefined) return radiusM > 0 ? [ringAround(origin, Number(radiusM))] : [];
  const asked = ringMinutes(Number(minutes)).map((part) => api.circle(state, part, origin, signal).catch(() => null));
  return (await Promise.all(asked)).filter((ring) => ring !== null);
}

// Thirds of the time, so that near and far can be told apart; the last is all of it.
function ringMinutes(minutes) {
  if (!(minutes >= 1)) return [];
  return minutes < 6 ? [minutes] : [Math.round(minutes / 3), Math.round((minutes * 2) / 3), minutes];
}

// A circle on a sphere, as a feature with its radius.
export function ringAround([lon, lat], radiusM) {
  const angle = radiusM / EARTH_M;
  const [sine, cosine] = [Math.sin(lat * DEGREE), Math.cos(lat * DEGREE)];
  const at = (side) => {
    const bearing = (2 * Math.PI * side) / SIDES;
    const height = sine * Math.cos(angle) + cosine * Math.sin(angle) * Math.cos(bearing);
    const east = Math.atan2(Math.sin(bearing) * Math.sin(angle) * cosine, Math.cos(angle) - sine * height);
    return [lon + east / DEGREE, Math.asin(height) / DEGREE];
  };
  const ring = Array.from({ length: SIDES + 1 }, (_, side) => at(side % SIDES));
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: { radius_m: radiusM } };
}
