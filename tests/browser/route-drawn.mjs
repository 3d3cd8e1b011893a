// Drawing a route: by taps, by a search, by the keyboard, on a phone, in both themes.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';

import { decodePolyline, encodePolyline } from '../../src/web/polyline.js';
import { MOST_POINTS } from '../../src/web/route-editor.js';
import { open as openMap } from './drawn.mjs';
import { ROOT, test, visit, withoutDrawing } from './harness.mjs';
import { service, tabTo } from './page.mjs';
import { smallOf } from './phone.mjs';
import { ROUTE } from './route.mjs';
import { axeFinds } from './seen.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const ON_ROUTE = `${ASKED}&mode=ebike&route=${encodeURIComponent(ROUTE)}`;
const PHONE = { width: 360, height: 740, hasTouch: true, isMobile: true };
const FOLDER = `${ROOT}target/screenshots`;

const names = (page) => page.locator('.station .name').allTextContents();
const onMyWay = (page) => page.getByRole('button', { name: '顺路', exact: true });
const show = (page) => page.getByRole('button', { name: '看顺路的站' });
const said = (page, text) => page.locator('.route-length', { hasText: text }).waitFor();
const onRoute = (page) => page.locator('.route-head').waitFor();
const routeOf = (page) => decodePolyline(new URL(page.url()).searchParams.get('route'));
// What the map has as the route: the kinds of its features, and the parts of its points.
const lineOnMap = (page) => page.evaluate(() => {
  const map = window.maps.at(-1);
  const found = map.getSource('route').serialize().data.features;
  return { points: found.filter(({ geometry }) => geometry.type === 'Point').map(({ properties }) => properties.part), line: found.find(({ geometry }) => geometry.type === 'LineString')?.geometry.coordinates ?? null };
});

async function drawing(browser, look, address = ASKED) {
  const visitor = await openMap(browser, address, look);
  await onMyWay(visitor.page).click();
  await visitor.page.locator('.route-editor').waitFor();
  return visitor;
}

test('a route is drawn by taps, taken back, cleared, and shown; its link opens the same', async (browser) => {
  const { page, seen } = await drawing(browser, PHONE);
  await said(page, '起点有了');
  assert.equal(await page.locator('.marker, .from').count(), 0);
  await page.touchscreen.tap(240, 250);
  await said(page, '2 个点');
  // Two taps in a row are two points; one on a station is a point too.
  await page.touchscreen.tap(200, 290);
  await page.touchscreen.tap(190, 300);
  await said(page, '4 个点');
  assert.deepEqual((await lineOnMap(page)).points, ['start', 'point', 'point', 'goal']);
  await page.getByRole('button', { name: '撤销' }).tap();
  await said(page, '3 个点');
  await page.getByRole('button', { name: '清除' }).tap();
  await said(page, '还没有点');
  assert.equal(await show(page).getAttribute('aria-disabled'), 'true');
  await page.getByRole('button', { name: '从起点开始' }).tap();
  await page.touchscreen.tap(240, 250);
  await page.touchscreen.tap(200, 300);
  await said(page, '3 个点');
  await show(page).tap();
  await onRoute(page);
  const points = routeOf(page);
  assert.deepEqual(points[0], [114.1694, 22.3193]);
  assert.equal(points.length, 3);
  await page.locator('.marker').first().waitFor();
  const { points: ends, line } = await lineOnMap(page);
  assert.deepEqual(ends, ['start', 'goal']);
  assert.deepEqual(line, points);
  // All of it is in the part of the map that is seen.
  const inView = await page.evaluate((way) => {
    const bottom = document.querySelector('.panel').getBoundingClientRect().top;
    return way.map((point) => window.maps.at(-1).project(point)).every(({ x, y }) => x > 0 && x < innerWidth && y > 0 && y < bottom);
  }, line);
  assert.equal(inView, true);
  const list = await names(page);
  assert.deepEqual(await page.locator('.marker').evaluateAll((markers) => markers.map((one) => Number.parseInt(one.textContent, 10)).sort((a, b) => a - b)), list.map((_, at) => at + 1));
  await page.reload();
  await onRoute(page);
  assert.deepEqual(await names(page), list);
  assert.deepEqual(seen.errors, []);
});

test('a route goes on from where it was drawn, and closing the drawing changes nothing', async (browser) => {
  const { page } = await openMap(browser, ON_ROUTE);
  await onRoute(page);
  const before = page.url();
  await page.getByRole('button', { name: '改路线' }).click();
  await said(page, '3 个点');
  await page.mouse.click(900, 700);
  await said(page, '4 个点');
  await page.keyboard.press('Escape');
  await page.locator('.route-editor').waitFor({ state: 'detached' });
  await page.locator('.station').first().waitFor();
  assert.equal(page.url(), before);
  assert.equal((await lineOnMap(page)).line.length, 3);
});

test('the goal of a route is found by a search', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(await service() + ASKED);
  await onMyWay(page).click();
  const field = page.locator('.route-editor').getByRole('combobox');
  await field.fill('加士居道公廁');
  await page.getByRole('option').first().click();
  await said(page, '2 个点');
  assert.equal(await field.inputValue(), '');
  await field.fill('22.2951, 114.1722');
  await field.press('Enter');
  await said(page, '3 个点');
  await show(page).click();
  await onRoute(page);
  assert.deepEqual(routeOf(page), [[114.1694, 22.3193], [114.17183, 22.30825], [114.1722, 22.2951]]);
});

test('as many points are drawn as may be, no more, and a longer route is not cut', async (browser) => {
  const line = (count) => encodePolyline(Array.from({ length: count }, (_, at) => [114.16 + at * 1e-4, 22.31]));
  for (const [count, then] of [[MOST_POINTS - 1, MOST_POINTS], [MOST_POINTS, MOST_POINTS], [MOST_POINTS + 5, MOST_POINTS + 5]]) {
    const { page } = await visit(browser);
    await withoutDrawing(page);
    await page.goto(`${await service()}${ASKED}&route=${encodeURIComponent(line(count))}`);
    await page.getByRole('button', { name: '改路线' }).click();
    const field = page.locator('.route-editor').getByRole('combobox');
    await field.fill('22.2951, 114.1722');
    await field.press('Enter');
    await said(page, `${then} 个点`);
    if (count >= MOST_POINTS) await page.locator('.status', { hasText: `最多 ${MOST_POINTS} 个点` }).waitFor();
  }
});

test('a route is drawn with the keyboard alone: the middle of the map is a tap', async (browser) => {
  const { page } = await openMap(browser, ASKED);
  await page.locator('.station').first().waitFor();
  await tabTo(page, '.on-my-way');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.matches('.route-title h2'));
  const centre = () => page.evaluate(() => document.activeElement.textContent === '加地图中心');
  while (!await centre()) await page.keyboard.press('Tab');
  assert.equal(await page.locator('.route-cross').count(), 1);
  await page.evaluate(() => window.maps.at(-1).panBy([200, 150], { duration: 0 }));
  await page.keyboard.press('Enter');
  await said(page, '2 个点');
  while (!await page.evaluate(() => document.activeElement.textContent === '看顺路的站')) await page.keyboard.press('Shift+Tab');
  assert.equal(await page.locator('.route-cross').count(), 0);
  await page.keyboard.press('Enter');
  await onRoute(page);
  await page.waitForFunction(() => document.activeElement.matches('.bar-place'));
  await tabTo(page, '[data-id="route-leave"]');
  await page.keyboard.press('Enter');
  await page.locator('.results-head').waitFor();
});

test('a press on the map that moves the start adds a point while a route is drawn', async (browser) => {
  const { page } = await drawing(browser, {});
  await page.mouse.click(900, 600, { button: 'right' });
  await said(page, '2 个点');
  assert.equal(new URL(page.url()).searchParams.get('lat'), '22.3193');
});

for (const dark of [false, true]) {
  const theme = dark ? 'dark' : 'light';
  test(`drawing and list of a route: axe finds nothing serious, and all is large enough to touch, in ${theme}`, async (browser) => {
    mkdirSync(FOLDER, { recursive: true });
    for (const look of [PHONE, {}]) {
      const { page } = await drawing(browser, { ...look, dark }, ON_ROUTE.replace(/&route=.*/, ''));
      await page.screenshot({ path: `${FOLDER}/route-drawing-${look.width ?? 'wide'}-${theme}.png` });
      assert.deepEqual(await axeFinds(page), []);
      if (look.width) assert.deepEqual(await smallOf(page), []);
      await page.goto(await service() + ON_ROUTE);
      await onRoute(page);
      await page.locator('.marker').first().waitFor();
      await page.waitForTimeout(800);
      await page.screenshot({ path: `${FOLDER}/route-${look.width ?? 'wide'}-${theme}.png` });
      assert.deepEqual(await axeFinds(page), []);
      if (look.width) assert.deepEqual(await smallOf(page), []);
      assert.equal(await page.locator('.scroll').evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth), 0);
    }
  });
}
