// The page of a change, opened as a file without any network.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

import { ROOT, test, visit } from './harness.mjs';

// Written by the crate's own tests; YIZHAN_CHANGE names another, such as one of a real city.
const FILE = process.env.YIZHAN_CHANGE ?? `${ROOT}target/tmp/change/change.html`;
const SHOTS = `${ROOT}target/screenshots`;
const PHONE = { width: 360, height: 780 };

async function open(browser, look = {}) {
  assert.ok(existsSync(FILE), `${FILE} is not there: run cargo test --test it coverage::city first`);
  const visitor = await visit(browser, { offline: true, ...look });
  await visitor.page.goto(pathToFileURL(FILE).href);
  return visitor;
}

test('the page of a change opens from a file without errors and asks for nothing', async (browser) => {
  const { page, seen } = await open(browser);
  await page.locator('#map').waitFor();
  for (const part of ['map-section', 'side-by-side', 'districts', 'week', 'changed-stations']) {
    assert.ok(await page.locator(`#${part}`).isVisible(), part);
  }
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.requests, [page.url()]);
});

test('nothing of a change scrolls sideways on a phone, in either language', async (browser) => {
  for (const locale of ['zh-CN', 'en-GB']) {
    const { page } = await open(browser, { ...PHONE, locale });
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      const beyond = [...document.querySelectorAll('main *:not(svg *)')].filter((element) => element.getBoundingClientRect().right > limit + 0.5);
      return { by: document.documentElement.scrollWidth - limit, beyond: beyond.map((element) => element.outerHTML.slice(0, 80)) };
    });
    assert.deepEqual(wide, { by: 0, beyond: [] });
  }
});

test('a cell of a change tells what became of it and how far the station was', async (browser) => {
  const { page } = await open(browser, { locale: 'en-GB' });
  const [x, y, , people, , id, , , , before] = await page.evaluate(() => JSON.parse(document.getElementById('cells').textContent).cells.find((cell) => cell[2] < 3 && cell[9]));
  await page.locator('#map').scrollIntoViewIfNeeded();
  const at = await page.evaluate(([left, top]) => {
    const point = new DOMPoint(left, top).matrixTransform(document.getElementById('map').getScreenCTM());
    return [point.x, point.y];
  }, [x, y]);
  await page.mouse.move(...at);
  const details = page.locator('#cell-details');
  await details.waitFor();
  const text = await details.textContent();
  assert.ok(text.includes(id) && text.includes(`Gained · ${people} people`) && text.includes(`Before: ${before} min`), text);
});

test('cells that are drawn together tell of how many of their people the colour is', async (browser) => {
  const [, before, data, after] = /^(.*<script id="cells" type="application\/json">)(.*?)(<\/script>.*)$/s.exec(readFileSync(FILE, 'utf8'));
  const map = JSON.parse(data);
  const [x, y] = map.cells[0];
  map.cells = [[x, y, 1, '3,400', 7, '120']];
  const merged = `${ROOT}target/tmp/change/merged.html`;
  mkdirSync(`${ROOT}target/tmp/change`, { recursive: true });
  writeFileSync(merged, `${before}${JSON.stringify(map)}${after}`);
  const { page } = await visit(browser, { offline: true, locale: 'en-GB' });
  await page.goto(pathToFileURL(merged).href);
  await page.locator('#map').scrollIntoViewIfNeeded();
  const at = await page.evaluate(([left, top]) => {
    const point = new DOMPoint(left, top).matrixTransform(document.getElementById('map').getScreenCTM());
    return [point.x, point.y];
  }, [x, y]);
  await page.mouse.move(...at);
  await page.locator('#cell-details').waitFor();
  assert.deepEqual(await page.locator('#cell-details p').allTextContents(), ['Gained: 120 of 3,400 people', '7 cells together']);
});

test('the tables of a change are saved each as a CSV whose numbers programs read', async (browser) => {
  const { page } = await open(browser);
  const saved = async (within, at) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(within).getByRole('button', { name: 'CSV' }).nth(at).click()]);
    return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
  };
  const files = [await saved('#districts', 0), await saved('#week', 0), await saved('#side-by-side', 0), await saved('#side-by-side', 1)];
  assert.deepEqual(files.map(([name]) => name), ['districts.csv', 'week.csv', 'side-by-side.csv', 'side-by-side-runs.csv']);
  for (const [name, text] of files) assert.doesNotMatch(text, /\u2212|"[+-]?\d+,\d{3}|(^|,)'?\+\d/m, name);
  const [, districts] = files[0];
  const numbers = districts.split('\r\n').slice(1, -1).map((row) => row.split(',').slice(1, 4));
  assert.ok(numbers.flat().every((text) => /^-?\d+(\.\d+)?$/.test(text)), districts);
  assert.ok(numbers.some(([, lost]) => lost.startsWith('-')), districts);
});

test('the first printed page of a change has the finding and the whole map', async (browser) => {
  const { page } = await open(browser);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 703, height: 1024 });
  const bottom = await page.locator('.map').evaluate((map) => map.getBoundingClientRect().bottom);
  // 271 mm of an A4 sheet are left between its margins.
  assert.ok(bottom < 1024, `${bottom} px`);
});

test('the page of a change is pictured on a phone and a desktop', async (browser) => {
  mkdirSync(SHOTS, { recursive: true });
  for (const [name, look] of [['change-phone', PHONE], ['change-desktop', { locale: 'en-GB' }], ['change-dark', { dark: true }]]) {
    const { page } = await open(browser, look);
    await page.screenshot({ path: `${SHOTS}/${name}.png`, clip: { x: 0, y: 0, width: look.width ?? 1280, height: 2_400 }, fullPage: true });
  }
});
