// What a planner loads into the coverage view: the files that `yizhan coverage --out` and
// `yizhan site --out` write. Nothing of them is sent anywhere.

import { readTable } from './csv.js';
import { readAnswer, seen } from './foreign.js';
import { xOf, yOf } from './grid.js';

// Larger files and longer tables are refused: a phone would run out of memory.
export const MAX_FILE_BYTES = 64 << 20;
export const MAX_CELLS = 400_000;
// As many as one choice can have, and more stations than a city has.
export const MAX_PLACES = 20_000;
const STATUSES = ['covered', 'uncovered', 'unsnapped', 'unreachable'];

export class NoPlan extends Error {}

// What one file holds: `{proposals}`, `{cells}`, `{existing, existingLeftOut}` or `{limit}`. Places are
// WGS-84; `toMap` takes them to the datum of the map. Throws a NoPlan with the name of a sentence if it
// is none of these.
export function readPlanFile(text, toMap = (lonLat) => lonLat) {
  if (/^\ufeff?\s*[{[]/.test(text)) return ofJson(jsonOf(text), toMap);
  const { header, rows } = readTable(text);
  const column = Object.fromEntries(header.map((name, at) => [name, at]));
  const has = (...names) => names.every((name) => name in column);
  if (has('lon', 'lat', 'population', 'status', 'travel_time_s', 'distance_m')) return { cells: cellsOf(rows, column, toMap) };
  if (has('id', 'name', 'lon', 'lat', 'people_in_reach', 'people_only_here')) return existingOf(rows, column, toMap);
  throw new NoPlan('unknownFile');
}

function jsonOf(text) {
  try {
    return readAnswer(text.replace(/^\ufeff/, ''));
  } catch {
    throw new NoPlan('unknownFile');
  }
}

// A choice of places, or the limit of a `summary.json`.
function ofJson(body, toMap) {
  const { minutes, distance_m: distanceM } = body?.parameters?.limit ?? {};
  if (typeof minutes === 'number' && minutes > 0) return { limit: { minutes } };
  if (typeof distanceM === 'number' && distanceM > 0) return { limit: { radius_m: distanceM } };
  return { proposals: proposalsOf(body, toMap) };
}

// The points of `siting.geojson` in the order in which to build, in WGS-84. Those without a position
// (sites of a table of distances) have `lonLat: null`.
function proposalsOf(body, toMap) {
  const features = body?.type === 'FeatureCollection' && Array.isArray(body.features) ? body.features : null;
  const isProposal = ({ properties }) => Number.isInteger(properties?.rank) && typeof properties.site === 'string';
  if (features === null || !features.every((one) => one && isProposal(one))) throw new NoPlan('unknownFile');
  if (features.length > MAX_PLACES) throw new NoPlan('tooManyRows');
  return features.map(({ geometry, properties }) => ({
    rank: properties.rank,
    name: seen(properties.site),
    lonLat: geometry?.type === 'Point' ? placeOf(geometry.coordinates, toMap) : null,
    people: numberOf(properties.people_gained),
    personHours: numberOf(properties.person_hours_gained),
    hours: ['days', 'hours'].map((key) => properties[key]).filter((part) => typeof part === 'string').map(seen).join(' '),
  })).sort((a, b) => a.rank - b.rank);
}

// The cells of `cells.csv` as columns: 100,000 objects would be slow to make and to walk over.
function cellsOf(rows, column, toMap) {
  if (rows.length > MAX_CELLS) throw new NoPlan('tooManyRows');
  const cells = {
    x: new Float64Array(rows.length), y: new Float64Array(rows.length), people: new Float64Array(rows.length),
    seconds: new Float32Array(rows.length), metres: new Float32Array(rows.length), status: new Uint8Array(rows.length),
    n: 0, nLeftOut: 0,
  };
  for (const row of rows) {
    const place = placeOf([row[column.lon], row[column.lat]].map(numberOf), toMap);
    const people = numberOf(row[column.population]);
    const status = STATUSES.indexOf(row[column.status]);
    if (place === null || people === null || people < 0 || status < 0) {
      cells.nLeftOut += 1;
      continue;
    }
    const at = cells.n;
    cells.x[at] = xOf(place[0]);
    cells.y[at] = yOf(place[1]);
    cells.people[at] = people;
    cells.status[at] = status;
    cells.seconds[at] = numberOf(row[column.travel_time_s]) ?? NaN;
    cells.metres[at] = numberOf(row[column.distance_m]) ?? NaN;
    cells.n += 1;
  }
  if (cells.n === 0) throw new NoPlan('noRows');
  return cells;
}

// The stations of `stations.csv`, those first that most people have nothing else than, and how many
// rows could not be read.
function existingOf(rows, column, toMap) {
  if (rows.length > MAX_PLACES) throw new NoPlan('tooManyRows');
  const found = rows.map((row) => ({
    name: seen(unplain(row[column.name] || row[column.id] || '')),
    lonLat: placeOf([row[column.lon], row[column.lat]].map(numberOf), toMap),
    people: numberOf(row[column.people_in_reach]),
    onlyHere: numberOf(row[column.people_only_here]),
  }));
  const isTold = ({ people, onlyHere }) => people !== null && onlyHere !== null;
  const existing = found.filter(isTold).sort((a, b) => b.onlyHere - a.onlyHere || b.people - a.people);
  return { existing, existingLeftOut: found.length - existing.length };
}

// A text without the apostrophe that keeps spreadsheets from computing it.
const unplain = (text) => text.replace(/^'(?=[=+@\t\r-])(?![+-]\d[\d.]*$)/, '');

export const statusOf = (cells, at) => STATUSES[cells.status[at]];

function placeOf(coordinates, toMap) {
  const [lon, lat] = Array.isArray(coordinates) ? coordinates : [];
  const isPlace = typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  return isPlace ? toMap([lon, lat]) : null;
}

function numberOf(value) {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
