// The modules that need no browser: datums, addresses, and what no source may hold.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { fromWgs84, toWgs84 } from '../../src/web/datum.js';
import { gridOver, middles, rectangles } from '../../src/web/grid.js';
import { opening } from '../../src/web/say.js';
import { DEFAULTS, readPosition, readState, writeState } from '../../src/web/state.js';
import { wordsOf } from '../../src/web/words.js';
import { ROOT, test } from './harness.mjs';

function vectors() {
  const [head, ...lines] = readFileSync(`${ROOT}tests/data/datum/vectors.csv`, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at], Number(value)])));
}

function assertClose(got, expected) {
  got.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-9, `${got} is not ${expected}`));
}

test('GCJ-02 holds to the published vectors, both ways', async () => {
  assert.equal(vectors().length, 100);
  for (const { lon, lat, gcj_lon, gcj_lat } of vectors()) {
    assertClose(fromWgs84('gcj02', [lon, lat]), [gcj_lon, gcj_lat]);
    assertClose(toWgs84('gcj02', [gcj_lon, gcj_lat]), [lon, lat]);
  }
  assert.deepEqual(toWgs84('wgs84', [1, 2]), [1, 2]);
});

test('a state survives its own address, and defaults leave no trace', async () => {
  assert.equal(writeState(DEFAULTS).toString(), '');
  const state = {
    ...DEFAULTS, lat: 22.3193, lon: 114.1694, amenity: ['toilet', 'aed'], kind: ['market'], mode: 'ebike', minutes: 7,
    open: 'any', at: '2026-11-24T12:00:00+08:00', stay_minutes: 30, unknown_hours: 'exclude', limit: 20, station: 'a,b&c', coverage: true,
  };
  assert.deepEqual(readState(new URLSearchParams(writeState(state).toString())), state);
});

test('what an address says wrongly is as if it said nothing', async () => {
  const wrong = new URLSearchParams('lat=91&lon=10&mode=car&minutes=0.5&open=maybe&at=soon&stay_minutes=-1&limit=&unknown_hours=x&coverage=1');
  assert.deepEqual(readState(wrong), DEFAULTS);
  assert.deepEqual(readPosition('22.3', null), { lat: null, lon: null });
});

test('states are put into words: soon closing, days by name, unknown never open', async () => {
  const words = wordsOf('zh');
  const say = (properties) => opening(properties, { asked: 'now', at: '2026-11-24T12:00:00+08:00', words });
  assert.equal(say({ open_state: 'open', open_reason: 'hours', open_until: '2026-11-24T12:20:00+08:00' }).detail, '到后 20 分钟就关门');
  assert.equal(say({ open_state: 'closed', open_reason: 'hours', opens_at: '2026-11-25T08:00:00+08:00' }).detail, '明天 08:00 开门');
  assert.equal(say({ open_state: 'closed', open_reason: 'holiday', opens_at: '2026-11-26T08:00:00+08:00' }).detail, '周四 08:00 开门 · 节假日安排');
  assert.equal(say({ open_state: 'unknown', open_reason: 'no_hours' }).title, '时间未知');
  assert.equal(say({ open_state: 'something new' }).title, '时间未知');
});

const VIEW = { west: 114.1, south: 22.25, east: 114.22, north: 22.36 };

test('a grid covers its box with as many squares as it may, and none too small', async () => {
  const grid = gridOver(VIEW, { maxCells: 2500, minSideM: 100 });
  assert.ok(grid.columns * grid.rows <= 2500 && grid.columns * grid.rows > 1000, `${grid.columns} x ${grid.rows}`);
  const cells = middles(grid);
  assert.equal(cells.length, grid.columns * grid.rows);
  assert.ok(cells.every(({ id }, at) => id === at));
  const { coordinates: [ring] } = rectangles(grid, cells.map(() => 'all')).features[0].geometry;
  assert.ok(ring[0][0] <= VIEW.west && ring[1][0] >= VIEW.east && ring[2][1] >= VIEW.north);
  assert.equal(rectangles(grid, cells.map(() => 'all')).features.length, grid.rows);
  const fine = gridOver({ west: 114.1, south: 22.3, east: 114.101, north: 22.301 }, { maxCells: 2500, minSideM: 100 });
  assert.ok(fine.sideM >= 100 && fine.sideM < 142, String(fine.sideM));
});

test('the squares of a grid stay where they are when the map moves', async () => {
  const rules = { maxCells: 2500, minSideM: 100 };
  const places = new Set(middles(gridOver(VIEW, rules)).map(({ lon, lat }) => `${lon.toFixed(6)} ${lat.toFixed(6)}`));
  const moved = { ...VIEW, west: VIEW.west + 0.01, east: VIEW.east + 0.01 };
  const shared = middles(gridOver(moved, rules)).filter(({ lon, lat }) => places.has(`${lon.toFixed(6)} ${lat.toFixed(6)}`));
  assert.ok(shared.length > places.size * 0.8, `${shared.length} of ${places.size}`);
});

test('squares of one kind side by side are one rectangle, those of no kind none', async () => {
  const grid = { side: 2 ** -10, columns: 4, rows: 2, west: 800, north: 400 };
  const found = rectangles(grid, ['a', 'a', undefined, 'b', undefined, 'a', 'a', 'a']).features;
  assert.deepEqual(found.map(({ properties }) => properties.kind), ['a', 'b', 'a']);
  const width = ({ geometry }) => Math.round((geometry.coordinates[0][1][0] - geometry.coordinates[0][0][0]) / (360 * grid.side));
  assert.deepEqual(found.map(width), [2, 1, 3]);
});

test('both languages have the same words', async () => {
  const shape = (value) => (typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)])) : typeof value);
  assert.deepEqual(shape(wordsOf('en')), shape(wordsOf('zh')));
});

test('no module parses text as HTML, and no lock file names a host', async () => {
  const folder = `${ROOT}src/web/`;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(folder + name, 'utf8');
    if (name.endsWith('.js')) assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, name);
    if (name === 'package-lock.json') assert.doesNotMatch(text, /"resolved"/, name);
  }
});
