// The modules that need no browser: datums, addresses, and what no source may hold.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { fromWgs84, toWgs84 } from '../../src/web/datum.js';
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
    open: 'any', at: '2026-11-24T12:00:00+08:00', stay_minutes: 30, unknown_hours: 'exclude', limit: 20, station: 'a,b&c',
  };
  assert.deepEqual(readState(new URLSearchParams(writeState(state).toString())), state);
});

test('what an address says wrongly is as if it said nothing', async () => {
  const wrong = new URLSearchParams('lat=91&lon=10&mode=car&minutes=0.5&open=maybe&at=soon&stay_minutes=-1&limit=&unknown_hours=x');
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
