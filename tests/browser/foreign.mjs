// What people write may turn the order of reading and hide letters: here it turns nothing.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import { around, readAnswer, seen } from '../../src/web/foreign.js';
import { ROOT, serve, test, visit, withoutDrawing } from './harness.mjs';

const FILE = `${ROOT}target/tmp/browser/turned.geojson`;
const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
// Overrides, embeddings, isolates, marks, joiners, byte order marks, tags.
const TURNING = ['\u202e', '\u202d', '\u202a', '\u2066', '\u2067', '\u2068', '\u200e', '\u200f', '\u061c', '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u{e0041}'];
// A mark that every foreign text of the file has, and letters that are written from the right.
const MARK = 'QZ';
const turned = (word) => `${MARK}${TURNING.join('')}${word} \u05d0\u05d1\u05d2`;

function file() {
  const station = (id, metres, own) => ({
    type: 'Feature', id, geometry: { type: 'Point', coordinates: [114.1694, 22.3193 + metres / 111_000] },
    properties: {
      name: turned('name'), kind: turned('kind'), address: turned('address'), opening_hours: '24/7', operator: turned('operator'),
      city: turned('city'), district: turned('district'), honours: [turned('honour')],
      amenities: { [turned('amenity')]: { available: true, note: turned('note') }, toilet: true }, ...own,
    },
  });
  const features = [station('near', 100, {}), station('far', 2500, {})];
  mkdirSync(FILE.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(FILE, JSON.stringify({ type: 'FeatureCollection', source: turned('attribution'), features }));
  return FILE;
}

let started = null;
const service = () => { started ??= serve({ files: [file()] }); return started; };

// Texts and labels of the page: those that hold what is not seen, and foreign ones outside of a <bdi>.
const faultsOf = (page) => page.evaluate(([mark, turning]) => {
  const faults = [];
  const root = document.querySelector('main');
  const hides = (text) => turning.some((one) => text.includes(one));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let foreign = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (hides(node.data)) faults.push(`hidden: ${escape(node.data)}`);
    if (!node.data.includes(mark)) continue;
    foreign += 1;
    const around = node.parentElement.closest('bdi');
    if (!around || getComputedStyle(around).unicodeBidi !== 'isolate') faults.push(`not isolated: ${node.parentElement.outerHTML}`);
  }
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) if (name.startsWith('aria-') && hides(value)) faults.push(`${name}: ${escape(value)}`);
  }
  if (hides(document.title)) faults.push(document.title);
  return { faults, foreign };
}, [MARK, TURNING]);

test('what is not seen is left out of a text, and the rest stays', async () => {
  for (const character of TURNING) assert.equal(seen(`a${character}b`), 'ab', escape(character));
  assert.equal(seen('人民路驿站 № 5 é 🚴 \u05d0'), '人民路驿站 № 5 é 🚴 \u05d0');
  assert.equal(seen('a\r\nb\u0007'), 'a b');
  const answer = readAnswer(JSON.stringify({ name: 'a\u202eb', list: ['c\u200bd'], id: 'x\u202ey', station_id: 'x\u202ey' }));
  assert.deepEqual(answer, { name: 'ab', list: ['cd'], id: 'x\u202ey', station_id: 'x\u202ey' });
});

test('a sentence around a name is not cut where the name says so', async () => {
  const { document } = globalThis;
  globalThis.document = { createElement: () => ({ append(...parts) { this.text = parts.join(''); } }) };
  try {
    const [before, name, after] = around((slot) => `to ${slot} (9 km)`, 'a\ufffcb');
    assert.deepEqual([before, name.text, after], ['to ', 'a\ufffcb', ' (9 km)']);
  } finally {
    globalThis.document = document;
  }
});

test('names, addresses and attributions turn nothing round, in the list and in the details', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  await page.locator('.sources bdi').first().waitFor();
  const list = await faultsOf(page);
  assert.deepEqual(list.faults, []);
  assert.ok(list.foreign >= 3, String(list.foreign));
  await page.locator('.station').first().click();
  await page.locator('.facts').waitFor();
  const details = await faultsOf(page);
  assert.deepEqual(details.faults, []);
  assert.ok(details.foreign >= 7, String(details.foreign));
});

test('a name in a sentence of an empty answer turns nothing round', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(`${await service()}/?lat=22.3293&lon=114.1694&at=2026-11-24T12:00&minutes=3`);
  await page.locator('.ways bdi').first().waitFor();
  const { faults, foreign } = await faultsOf(page);
  assert.deepEqual(faults, []);
  assert.ok(foreign >= 1);
});
