// The modules that need no browser: datums, addresses, and what no source may hold.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { fromWgs84, toWgs84 } from '../../src/web/datum.js';
import { gridOver, middles, rectangles } from '../../src/web/grid.js';
import { opening } from '../../src/web/say.js';
import { DEFAULTS, localOf, readPosition, readState, writeState } from '../../src/web/state.js';
import { wordsOf } from '../../src/web/words.js';
import { ROOT, test } from './harness.mjs';

function vectors() {
  const [head, ...lines] = readFileSync(`${ROOT}tests/data/datum/vectors.csv`, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at], Number(value)])));
}

function assertClose(got, expected) {
  for (const [at, value] of got.entries()) {
    assert.ok(Math.abs(value - expected[at]) < 1e-9, `${got} is not ${expected}`);
  }
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
    open: 'any', at: '2026-11-24T12:00:00+08:00', stay_minutes: 30, unknown_hours: 'exclude', limit: 20, station: 'a,b&c', coverage: true, plan: ['plans/', 'a.csv'],
  };
  assert.deepEqual(readState(new URLSearchParams(writeState(state).toString())), state);
});

test('what an address says is asked as it was written, right or wrong', async () => {
  const wrong = { lat: '91', lon: '10', mode: 'car', minutes: '1e1', open: 'maybe', at: 'soon', stay_minutes: '-1', unknown_hours: 'x', min_star: '4.5', radius_m: '1 km' };
  const state = readState(new URLSearchParams(wrong));
  for (const [name, text] of Object.entries(wrong)) assert.equal(state[name], text, name);
  const plain = readState(new URLSearchParams('minutes=7.5&limit=500&access=scan,%20app&at=2026-11-24%2012:00&lng=114.1694&lat=22.3193001'));
  assert.deepEqual(plain, { ...DEFAULTS, lat: 22.3193001, lon: 114.1694, minutes: 7.5, limit: 500, access: ['scan', 'app'], at: '2026-11-24 12:00' });
  assert.equal(readState(new URLSearchParams('minutes=5&minutes=9')).minutes, '5,9');
  assert.deepEqual(readState(new URLSearchParams('minutes=&mode=&at=now&lat=%20')), DEFAULTS);
  assert.deepEqual(readPosition('22.3', null), { lat: null, lon: null });
});

test('what was written survives its own address', async () => {
  for (const query of ['lat=north&lon=10', 'lat=22.3', 'minutes=lots&radius_m=300', 'mode=Walk&limit=0', 'lat=1&lon=2&crs=gcj02', 'at=2026-11-24T12%3A00%2B0800']) {
    const state = readState(new URLSearchParams(query));
    assert.deepEqual(readState(new URLSearchParams(writeState(state).toString())), state, query);
  }
});

test('a place in another datum is the same place, and outside China it is left to the service', async () => {
  // Baidu's approximation and its inverse differ by up to half a metre.
  const nearby = { wgs84: 1e-7, gcj02: 1e-7, bd09: 5e-6 };
  for (const at of vectors()) {
    const written = { wgs84: [at.lon, at.lat], gcj02: [at.gcj_lon, at.gcj_lat], bd09: [at.bd_lon, at.bd_lat] };
    for (const [crs, [lon, lat]] of Object.entries(written)) {
      const state = readState(new URLSearchParams({ crs, lon, lat }));
      assert.ok(Math.hypot(state.lon - at.lon, state.lat - at.lat) < nearby[crs], `${crs} ${lon}, ${lat}: ${state.lon}, ${state.lat}`);
      assert.equal(state.crs, '');
    }
  }
  const abroad = { crs: 'gcj02', lon: '24.94', lat: '60.17' };
  assert.deepEqual(readState(new URLSearchParams(abroad)), { ...DEFAULTS, ...abroad });
});

test('a moment is shown on the service’s clock, however it was written', async () => {
  const offsetS = 28_800;
  for (const at of ['2026-11-24T12:00', '2026-11-24 12:00:30', '2026-11-24T04:00Z', '2026-11-24T04:00:00.5z', '2026-11-24T12:00+08:00', '2026-11-24T12:00 08:00', '2026-11-23T23:00-0500']) {
    assert.equal(localOf(at, offsetS), '2026-11-24T12:00', at);
  }
  for (const at of ['', 'soon', '2026-13-24T12:00', '2026-11-24']) assert.equal(localOf(at, offsetS), null, at);
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
  for (const name of readdirSync(folder).filter((one) => /\.(js|json)$/.test(one))) {
    const text = readFileSync(folder + name, 'utf8');
    if (name.endsWith('.js')) assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, name);
    if (name === 'package-lock.json') assert.doesNotMatch(text, /"resolved"/, name);
  }
});
