// The planner's page, opened as a file without any network.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

import { ROOT, test, visit } from './harness.mjs';

// Written by the crate's own tests; YIZHAN_REPORT names another, such as one of a real city.
const FILE = process.env.YIZHAN_REPORT ?? `${ROOT}target/tmp/coverage/report.html`;
const SHOTS = `${ROOT}target/screenshots`;
const PHONE = { width: 360, height: 780 };
const MAX_PRINTED_PAGES = 8;
// Chromium repeats itself in pictures that are higher than this.
const MAX_PICTURE_HEIGHT = 8_000;

async function open(browser, look = {}) {
  assert.ok(existsSync(FILE), `${FILE} is not there: run cargo test --test it coverage::city first`);
  const visitor = await visit(browser, { offline: true, ...look });
  await visitor.page.goto(pathToFileURL(FILE).href);
  return visitor;
}

const shown = (page, text) => page.locator(`main :text-is("${text}"):visible`).count();

test('the report opens from a file without errors and asks for nothing', async (browser) => {
  const { page, seen } = await open(browser);
  await page.locator('#map').waitFor();
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.requests, [page.url()]);
});

test('the report follows the reader’s language and can be switched', async (browser) => {
  const { page } = await open(browser);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  assert.equal(await shown(page, '主要结果'), 1);
  assert.equal(await shown(page, 'Key figures'), 0);
  await page.locator('#lang-en').check();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await shown(page, '主要结果'), 0);
  assert.equal(await shown(page, 'Key figures'), 1);
  const english = await open(browser, { locale: 'en-GB' });
  assert.equal(await shown(english.page, 'Key figures'), 1);
});

test('the report can be read and switched without scripts', async (browser) => {
  const { page } = await open(browser, { javaScriptEnabled: false, locale: 'en-GB' });
  assert.equal(await shown(page, '主要结果'), 1);
  await page.locator('#lang-en').check();
  assert.equal(await shown(page, 'Key figures'), 1);
  assert.ok(await page.locator('#map .cells path').count() > 3);
  assert.equal(await page.locator('.heat tbody td:visible').count(), 168);
});

test('nothing of the report scrolls sideways on a phone, in either language', async (browser) => {
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

test('a cell of the report tells of itself under the pointer, and the map can be enlarged', async (browser) => {
  const { page } = await open(browser);
  const [x, y, , people, , id] = await page.evaluate(() => JSON.parse(document.getElementById('cells').textContent).cells.find((cell) => cell[2] === 1));
  const at = () => page.evaluate(([left, top]) => {
    const point = new DOMPoint(left, top).matrixTransform(document.getElementById('map').getScreenCTM());
    return [point.x, point.y];
  }, [x, y]);
  await page.locator('#map').scrollIntoViewIfNeeded();
  await page.mouse.move(...await at());
  const details = page.locator('#cell-details');
  await details.waitFor();
  const text = await details.textContent();
  assert.ok(text.includes(id) && text.includes(`已覆盖 · ${people} 人`), text);
  await page.getByRole('button', { name: 'zoom in' }).click();
  assert.equal(await details.isVisible(), false);
  assert.match(await page.locator('#map').getAttribute('viewBox'), / 5000 /);
  await page.getByRole('button', { name: 'whole map' }).click();
  assert.match(await page.locator('#map').getAttribute('viewBox'), /^0 0 10000 /);
});

test('a gap of the report moves the map to itself, and the page scrolls to it', async (browser) => {
  const { page } = await open(browser);
  const link = page.locator('#gaps [data-view]').first();
  const [x, y] = (await link.getAttribute('data-view')).split(' ').map(Number);
  await link.click();
  const [left, top, across, down] = (await page.locator('#map').getAttribute('viewBox')).split(' ').map(Number);
  assert.ok(across < 9_000, `${across} units`);
  assert.ok(left <= x && x <= left + across && top <= y && y <= top + down);
  assert.ok(await page.locator('#map').evaluate((map) => map.getBoundingClientRect().top < innerHeight / 2));
});

test('the map of the report is saved as a picture and its tables as CSV, without any network', async (browser) => {
  const { page, seen } = await open(browser);
  const saved = async (name, within) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(within).getByRole('button', { name }).click()]);
    mkdirSync(SHOTS, { recursive: true });
    const path = `${SHOTS}/report-${download.suggestedFilename()}`;
    await download.saveAs(path);
    return readFileSync(path);
  };
  const png = await saved('PNG', '#map-section');
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.equal(png.readUInt32BE(16), 2_000);
  assert.ok(png.length > 100_000, 'the picture is blank');
  const svg = (await saved('SVG', '#map-section')).toString();
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.ok(svg.includes('class="streets"'));
  await page.locator('#show-streets').uncheck();
  assert.ok(!(await saved('SVG', '#map-section')).toString().includes('class="streets"'));
  const rows = (await saved('CSV', '#gaps')).toString().split('\r\n');
  assert.match(rows[0], /^\ufeff#,地方,人数,平方公里,最近的可用站点,lon,lat$/);
  assert.match(rows[1], /^1,.*,\d+,\d+\.\d\d,.*,121\.\d+,31\.\d+$/);
  assert.deepEqual(seen.errors, []);
});

test('the first printed page has the finding, three figures and the whole map', async (browser) => {
  const { page } = await open(browser);
  assert.equal(await page.locator('.glance').isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 703, height: 1024 });
  assert.equal(await page.locator('.glance li:visible').count(), 3);
  const bottom = await page.locator('.map').evaluate((map) => map.getBoundingClientRect().bottom);
  // 271 mm of an A4 sheet are left between its margins.
  assert.ok(bottom < 1024, `${bottom} px`);
});

test('layers of the report’s map can be put away', async (browser) => {
  const { page } = await open(browser);
  assert.ok(await page.locator('.map .streets').isVisible());
  await page.locator('#show-streets').uncheck();
  assert.equal(await page.locator('.map .streets').isVisible(), false);
  assert.ok(await page.locator('.map .cells').isVisible());
});

test('the report prints on a few pages, in the reader’s language', async (browser) => {
  const { page } = await open(browser, { dark: true });
  mkdirSync(SHOTS, { recursive: true });
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  writeFileSync(`${SHOTS}/report.pdf`, pdf);
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages >= 3 && pages <= MAX_PRINTED_PAGES, `${pages} pages`);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.languages').isVisible(), false);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('section')).backgroundColor), 'rgb(255, 255, 255)');
});

test('the policy of the report allows no script but its own', async (browser) => {
  const { page, seen } = await open(browser);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.ok(seen.errors.some((error) => /Content Security Policy/.test(error)));
  assert.match(readFileSync(FILE, 'utf8'), /default-src 'none'/);
});

for (const [name, look] of [
  ['report-desktop', {}],
  ['report-desktop-dark-english', { dark: true, locale: 'en-GB' }],
  ['report-phone', PHONE],
  ['report-phone-dark-english', { ...PHONE, dark: true, locale: 'en-GB' }],
]) {
  test(`screenshot ${name}`, async (browser) => {
    mkdirSync(SHOTS, { recursive: true });
    const { page } = await open(browser, look);
    const [width, full] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    const clip = { x: 0, y: 0, width, height: Math.min(full, MAX_PICTURE_HEIGHT) };
    const picture = await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true, clip });
    assert.ok(picture.length > 100_000, `${name} is blank`);
  });
}
