// The map: clicks on it, base maps, and life without it. `tiles.mjs` tests the stations on it.

import assert from 'node:assert/strict';

import { host, serve, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
// One transparent pixel.
const TILE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

const mapIsThere = (page) => page.locator('.legend').waitFor();

const CLEAR = { x: 840, y: 560 };
const lat = (page) => new URL(page.url()).searchParams.get('lat');
const moved = (page) => page.waitForFunction(() => !location.search.includes('lat=22.3193'));

test('the answer stands on the map, and a click beside it closes the station and keeps the place', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + ASKED);
  await mapIsThere(page);
  await page.locator('.marker').first().waitFor();
  assert.equal(await page.locator('.marker').count(), 10);
  await page.locator('.station').first().click();
  await page.locator('.details h2').waitFor();
  await page.waitForTimeout(1000);
  await page.locator('.maplibregl-canvas').click({ position: CLEAR });
  await page.locator('.station').first().waitFor();
  assert.equal(lat(page), '22.3193');
  await page.locator('.maplibregl-canvas').click({ position: CLEAR });
  await page.waitForTimeout(500);
  assert.equal(lat(page), '22.3193');
});

test('the other mouse button moves the place, and marks it as chosen, not as measured', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + ASKED);
  await mapIsThere(page);
  await page.waitForTimeout(1000);
  await page.locator('.maplibregl-canvas').click({ position: CLEAR, button: 'right' });
  await moved(page);
  assert.ok(Math.abs(Number(lat(page)) - 22.3193) < 0.02);
  await page.locator('.bar-place', { hasText: '地图上选的地方' }).waitFor();
  assert.deepEqual([await page.locator('.from').count(), await page.locator('.me').count()], [1, 0]);
});

test('a finger that rests on the map moves the place, one that taps or moves does not', async (browser) => {
  const { page } = await visit(browser, { width: 360, height: 740, hasTouch: true, isMobile: true });
  await page.goto(await service() + ASKED);
  await mapIsThere(page);
  await page.waitForTimeout(1200);
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y, id: 1 })) });
  await page.touchscreen.tap(60, 280);
  await page.waitForTimeout(400);
  await touch('touchStart', [[60, 280]]);
  for (let step = 1; step < 10; step += 1) await touch('touchMove', [[60 + step * 6, 280]]);
  await page.waitForTimeout(900);
  await touch('touchEnd', []);
  assert.equal(lat(page), '22.3193');
  await touch('touchStart', [[60, 280]]);
  await page.waitForTimeout(900);
  await touch('touchEnd', []);
  await moved(page);
});

test('where no place is lost, a tap on the map is one', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service());
  await mapIsThere(page);
  await page.waitForTimeout(1500);
  await page.locator('.maplibregl-canvas').click({ position: { x: 900, y: 200 } });
  await page.waitForFunction(() => location.search.includes('lat='));
});

test('an answer that comes later than the map still brings its circle into view', async (browser) => {
  const { page } = await visit(browser);
  await page.route('**/v1/circle?*', async (route) => {
    await mapIsThere(page);
    await route.continue();
  });
  await page.goto(await service() + ASKED);
  await page.locator('.maplibregl-ctrl-scale').getByText(/^\d+\s?m$/).waitFor();
});

test('a marker opens its station, and says its state to who cannot see it', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + ASKED);
  const marker = page.getByRole('button', { name: /^1, 旺角熟食巿場, 到时开门/ });
  await marker.press('Enter');
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), '旺角熟食巿場');
});

test('the centre of the map can be taken without a mouse', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + ASKED);
  await mapIsThere(page);
  await page.waitForTimeout(1000);
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(800);
  await page.getByRole('button', { name: '以地图中心为起点' }).press('Enter');
  await page.waitForFunction(() => !location.search.includes('lon=114.1694'));
});

test('a base map in GCJ-02 shifts what is drawn, not what the address says', async (browser) => {
  const tiles = [];
  const origin = await host((request, response) => {
    tiles.push(request.url);
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(TILE);
  });
  const options = ['--basemap', `${origin}/{z}/{x}/{y}.png`, '--basemap-datum', 'gcj02', '--basemap-attribution', '<b>Tiles</b>'];
  const base = await serve({ options });
  const { page, seen } = await visit(browser);
  await page.goto(`${base}/?lat=31.26897&lon=121.40849&at=2026-11-24T12:00`);
  await page.locator('.station').first().waitFor();
  await mapIsThere(page);
  await page.waitForTimeout(1000);
  // The first list came with the page.
  const asked = page.waitForRequest('**/v1/stations/nearest*');
  await page.locator('.needs .chip').first().click();
  const nearest = new URL((await asked).url()).searchParams;
  assert.equal(nearest.get('crs'), 'gcj02');
  assert.ok(Math.abs(Number(nearest.get('lon')) - 121.41306) < 1e-4, nearest.get('lon'));
  assert.ok(tiles.length > 0);
  const own = seen.requests.filter((url) => /v1\/tiles\/\d/.test(url)).map((url) => new URL(url).searchParams.get('crs'));
  assert.deepEqual([...new Set(own)], ['gcj02']);
  assert.equal(await page.locator('.attribution').textContent(), '<b>Tiles</b>');
  assert.equal(new URL(page.url()).searchParams.get('lon'), '121.40849');
  const foreign = seen.requests.filter((url) => !url.startsWith(base) && !url.startsWith(origin) && !/^(blob|data):/.test(url));
  assert.deepEqual(foreign, []);
});

async function worksAsList(page, words) {
  await page.getByText(words).waitFor();
  await page.locator('.station').first().waitFor();
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await page.waitForFunction(() => location.search.includes('amenity=toilet'));
  await page.locator('.station').first().click();
  await page.locator('.details .week').waitFor();
}

test('built without the map library the page says so and works as a list', async (browser) => {
  const base = await serve({ binary: process.env.YIZHAN_BIN_WITHOUT_MAP });
  const { page, seen } = await visit(browser);
  await page.goto(base + ASKED);
  await worksAsList(page, '没有带地图库');
  assert.deepEqual(seen.errors, []);
  assert.ok(!seen.requests.some((url) => url.includes('maplibre')));
});

test('where the map will not start the list works all the same', async (browser) => {
  const { page } = await visit(browser);
  await page.route('**/maplibre-gl.mjs', (route) => route.abort());
  await page.goto(await service() + ASKED);
  await worksAsList(page, '地图在这台设备上打不开');
});

test('the map is drawn anew when the visitor turns to dark', async (browser) => {
  const { page, seen } = await visit(browser);
  await page.goto(await service() + ASKED);
  await mapIsThere(page);
  await page.waitForTimeout(1000);
  const again = page.waitForRequest('**/v1/tiles/*/*/*.mvt*');
  await page.emulateMedia({ colorScheme: 'dark' });
  await again;
  await page.waitForTimeout(500);
  assert.equal(await page.locator('.marker').count(), 10);
  assert.deepEqual(seen.errors, []);
});

test('in a narrow window the sheet follows the mouse and stays where it is put', async (browser) => {
  const { page } = await visit(browser, { width: 390, height: 844 });
  await page.goto(await service() + ASKED);
  const drag = async (toY) => {
    const { x, y, width } = await page.locator('.handle').boundingBox();
    await page.mouse.move(x + width / 2, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, toY, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(300);
    return page.locator('.panel').getAttribute('data-height');
  };
  assert.equal(await drag(820), 'low');
  assert.equal(await drag(60), 'full');
  assert.equal(await drag(400), 'half');
});
