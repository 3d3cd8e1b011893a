// All stations on the map come as vector tiles: what is asked for, what is drawn of it, what a press
// does, and what an idle page costs.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import { hitAt } from '../../src/web/hits.js';
import { STATES, drawn, isDrawn, open, sum } from './drawn.mjs';
import { ROOT, serve, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const MOMENT = '2026-11-24T21:45';
const PLACE = `/?lat=22.3193&lon=114.1694&at=${MOMENT}`;
const PHONE = { width: 360, height: 740, hasTouch: true, isMobile: true };
const TILES = '**/v1/tiles/*/*/*.mvt*';
const IS_TILE = /\/v1\/tiles\/\d+\//;
const IDLE_BYTES = 100_000;
const NONE = { open: 0, unknown: 0, closed: 0 };

// The stations of the service by state, from the feed.
async function counted(context, base, query) {
  const { features } = await (await context.request.get(`${base}/v1/stations.geojson?${query}`)).json();
  return Object.fromEntries(STATES.map((state) => [state, features.filter(({ properties }) => properties.open_state === state).length]));
}

const asked = (seen) => seen.requests.filter((url) => IS_TILE.test(url)).map((url) => new URL(url));

test('the map asks for tiles of what is needed at that moment, and never for the feed', async (browser) => {
  const { page, seen } = await open(browser, PLACE);
  const first = asked(seen);
  assert.ok(first.length > 0 && first.length <= 16, String(first.length));
  assert.equal(new Set(first.map(String)).size, first.length);
  assert.deepEqual([...new Set(first.map(({ search }) => search))], [`?at=${MOMENT.replace(':', '%3A')}&crs=wgs84&layers=stations`]);
  const next = page.waitForRequest((request) => IS_TILE.test(request.url()));
  await page.locator('.needs .chip[data-key="toilet"]').click();
  assert.equal(new URL((await next).url()).searchParams.get('amenity'), 'toilet');
  await isDrawn(page);
  assert.ok(asked(seen).slice(first.length).every(({ searchParams }) => searchParams.get('amenity') === 'toilet'));
  assert.ok(!seen.requests.some((url) => url.includes('stations.geojson')));
  assert.deepEqual(seen.errors, []);
});

test('what is drawn sums to the stations of the service, by state, with the figures in the rings', async (browser) => {
  const base = await service();
  for (const query of [`at=${MOMENT}`, `at=2026-11-25T03:00&amenity=toilet`]) {
    const { context, page } = await open(browser, `/?${query}`);
    const marks = await drawn(page);
    assert.deepEqual(sum(marks), await counted(context, base, query));
    const clusters = marks.filter(({ layer }) => layer === 'stations-cluster');
    assert.ok(clusters.length > 0);
    for (const { properties, text } of clusters) assert.equal(text, `${properties.open}\n/${properties.count}`);
    for (const { layer, properties } of marks) assert.equal(layer === 'stations-point', properties.count === 1 && 'station_id' in properties);
    await context.close();
  }
});

test('at the start the map shows where the stations are', async (browser) => {
  const { page } = await open(browser, '/');
  const [bounds, view] = await page.evaluate(async () => {
    const { bounds: [west, south, east, north] } = await (await fetch('v1/tiles.json')).json();
    const [[a, b], [c, d]] = window.maps.at(-1).getBounds().toArray();
    return [[west, south, east, north], [a, b, c, d]];
  });
  assert.ok(view[0] < bounds[0] && view[1] < bounds[1] && view[2] > bounds[2] && view[3] > bounds[3], `${view} around ${bounds}`);
});

test('a tap on a cluster zooms in, one on a station opens its card and keeps the place', async (browser) => {
  const { page } = await open(browser, PLACE, PHONE);
  // Moves such a mark to where nothing is above the map.
  const freed = async (layer) => {
    const { x, y, properties } = (await drawn(page)).find((mark) => mark.layer === layer);
    await page.evaluate(([right, down]) => window.maps.at(-1).panBy([right, down], { duration: 0 }), [x - 160, y - 180]);
    await isDrawn(page);
    return properties;
  };
  const zoom = () => page.evaluate(() => window.maps.at(-1).getZoom());
  await page.evaluate(() => window.maps.at(-1).jumpTo({ zoom: 11 }));
  await isDrawn(page);
  const before = await zoom();
  await freed('stations-cluster');
  await page.touchscreen.tap(160, 180);
  await page.waitForFunction((from) => window.maps.at(-1).getZoom() > from + 1.9, before);
  await page.evaluate(() => window.maps.at(-1).jumpTo({ zoom: 14 }));
  await isDrawn(page);
  const properties = await freed('stations-point');
  await page.touchscreen.tap(160, 180);
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), properties.name);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('lat'), searchParams.get('station')], ['22.3193', properties.station_id]);
});

// Takes the contents from the tiles that the library holds, as two loads of a tile at once do.
const broken = (page) => page.evaluate(() => {
  for (const tile of window.maps.at(-1).style.tileManagers.stations._inViewTiles.getAllTiles()) {
    tile.latestRawTileData = new ArrayBuffer(0);
    tile.latestFeatureIndex.rawTileData = tile.latestRawTileData;
    delete tile.latestFeatureIndex.vtLayers;
  }
});

test('a tap where the library throws hits nothing, and has the tiles come anew although they are unchanged', async (browser) => {
  const { page, seen } = await open(browser, PLACE, PHONE);
  await page.evaluate(() => window.maps.at(-1).jumpTo({ zoom: 14 }));
  await isDrawn(page);
  // Away from the place, where the answer's markers are above the map.
  const farthest = (a, b) => Math.hypot(b.x - 180, b.y - 370) - Math.hypot(a.x - 180, a.y - 370);
  const { x, y, properties } = (await drawn(page)).filter(({ layer }) => layer === 'stations-point').sort(farthest)[0];
  await page.evaluate(([right, down]) => window.maps.at(-1).panBy([right, down], { duration: 0 }), [x - 160, y - 180]);
  await isDrawn(page);
  await broken(page);
  const thrown = page.evaluate(() => window.maps.at(-1).queryRenderedFeatures([160, 180], { layers: ['stations-point'] }));
  await assert.rejects(thrown, /Out of bounds/);
  const anew = page.waitForResponse((response) => IS_TILE.test(response.url()) && response.ok());
  await page.touchscreen.tap(160, 180);
  await anew;
  await isDrawn(page);
  assert.equal(await page.locator('.details h2').count(), 0);
  await page.touchscreen.tap(160, 180);
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), properties.name);
  assert.deepEqual(seen.errors, []);
});

test('where no layer is nothing is asked for, and only a press that fails asks for tiles', () => {
  let renewals = 0;
  const renew = () => { renewals += 1; };
  const failing = { getLayer: (id) => id === 'there', queryRenderedFeatures() { throw new Error('Out of bounds.'); } };
  assert.equal(hitAt(failing, [1, 1], ['elsewhere'], renew), null);
  assert.equal(renewals, 0);
  assert.equal(hitAt(failing, [1, 1], ['there']), null);
  assert.equal(hitAt(failing, [1, 1], ['elsewhere', 'there'], renew), null);
  assert.equal(renewals, 1);
  const working = { getLayer: () => true, queryRenderedFeatures: (_, { layers }) => layers };
  assert.equal(hitAt(working, [1, 1], ['first', 'second'], renew), 'first');
  assert.equal(renewals, 1);
});

test('a station with a marker is not drawn twice, also after the colours change', async (browser) => {
  const { page } = await open(browser, `${PLACE}&limit=20`);
  const { features } = await page.evaluate(async (query) => (await fetch(`v1/stations/nearest${query}`)).json(), `${PLACE.slice(1)}&limit=20`);
  const answered = features.map(({ id }) => id);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(500);
    await isDrawn(page);
    const single = (await drawn(page)).filter(({ properties }) => 'station_id' in properties).map(({ properties }) => properties.station_id);
    assert.ok(single.length > 0);
    assert.deepEqual(single.filter((id) => answered.includes(id)), [], colorScheme);
  }
});

test('a question that changes while its tiles are on the way shows nothing of the one before', async (browser) => {
  const base = await service();
  const { context, page } = await open(browser, `/?at=${MOMENT}`);
  await page.route(TILES, async (route) => {
    const isOld = !route.request().url().includes('amenity=accessible_toilet');
    await new Promise((resolve) => { setTimeout(resolve, isOld ? 900 : 100); });
    await route.continue().catch(() => {});
  });
  // Another view, so that nothing is there; then a need, then another, at once.
  await page.evaluate(() => window.maps.at(-1).jumpTo({ zoom: window.maps.at(-1).getZoom() - 0.4 }));
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await page.waitForTimeout(150);
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await page.locator('.chip.more').click();
  await page.locator('.needs-drawer .chip[data-key="accessible_toilet"]').click();
  await page.waitForTimeout(2000);
  await isDrawn(page);
  assert.deepEqual(sum(await drawn(page)), await counted(context, base, `at=${MOMENT}&amenity=accessible_toilet`));
});

test('an idle minute asks once for each tile on the screen, for little, and not while nobody looks', async (browser) => {
  const visitor = await visit(browser);
  const { page, seen } = visitor;
  await page.clock.install();
  await page.goto(`${await service()}/?lat=22.3193&lon=114.1694`);
  await page.locator('.legend').waitFor();
  await page.locator('.station').first().waitFor();
  await page.waitForTimeout(2500);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  const inView = asked(seen).length;
  const minute = async () => {
    const before = seen.requests.length;
    await page.clock.runFor(60_000);
    await page.waitForTimeout(1500);
    return seen.requests.slice(before);
  };
  const requests = await minute();
  const tiles = requests.filter((url) => IS_TILE.test(url));
  assert.ok(tiles.length > 0 && tiles.length <= inView, `${tiles.length} of ${inView}`);
  assert.equal(new Set(tiles).size, tiles.length);
  assert.ok(tiles.every((url) => !new URL(url).searchParams.has('at')));
  assert.ok(!requests.some((url) => url.includes('stations.geojson')));
  assert.ok(bytes > 0 && bytes < IDLE_BYTES, `${bytes} bytes`);
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }));
  assert.deepEqual(await minute(), []);
});

test('tiles of another question that fail show nothing of the one before, and are asked for again by themselves', async (browser) => {
  const { page, seen } = await open(browser, '/?lat=22.3193&lon=114.1694');
  const before = sum(await drawn(page));
  for (const how of [(route) => route.abort(), (route) => route.fulfill({ status: 503, json: { title: 'busy' } })]) {
    let failed = 0;
    await page.route(TILES, (route) => {
      failed += 1;
      return how(route);
    });
    await page.locator('.needs .chip[data-key="toilet"]').click();
    await page.waitForTimeout(1000);
    assert.ok(failed > 0);
    assert.deepEqual(sum(await drawn(page)), NONE);
    await page.unroute(TILES);
    await page.waitForRequest((request) => IS_TILE.test(request.url()));
    await isDrawn(page);
    const after = sum(await drawn(page));
    assert.ok(after.open + after.closed + after.unknown < before.open + before.closed + before.unknown);
    assert.ok(asked(seen).at(-1).searchParams.get('amenity') === 'toilet');
    await page.locator('.needs .chip[data-key="toilet"]').click();
    await isDrawn(page);
  }
});

test('a minute in which no tile can be had changes nothing on the map', async (browser) => {
  const { page } = await open(browser, '/');
  const before = await drawn(page);
  for (const how of [(route) => route.abort(), (route) => route.fulfill({ status: 500, body: '<html>' })]) {
    await page.route(TILES, how);
    const failed = page.waitForEvent('requestfinished', { predicate: (request) => IS_TILE.test(request.url()) }).catch(() => null);
    const dropped = page.waitForEvent('requestfailed', { predicate: (request) => IS_TILE.test(request.url()) }).catch(() => null);
    // Without a place no answer is young: being looked at again is a reason to ask.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await Promise.race([failed, dropped]);
    await isDrawn(page);
    assert.deepEqual(sum(await drawn(page)), sum(before));
    await page.unroute(TILES);
    await page.waitForResponse((response) => IS_TILE.test(response.url()) && response.ok());
    await isDrawn(page);
    assert.deepEqual(sum(await drawn(page)), sum(before));
  }
});

test('tiles of now that cannot be had for minutes are not shown any more, those of a moment are', async (browser) => {
  for (const [query, isStill] of [['', false], [`?at=${MOMENT}`, true]]) {
    const { context, page } = await open(browser, `/${query}`);
    const before = sum(await drawn(page));
    await page.route(TILES, (route) => route.abort());
    for (const [minutes, isShown] of [[4, true], [6, isStill]]) {
      const failed = page.waitForEvent('requestfailed', (request) => IS_TILE.test(request.url()));
      await page.evaluate((byMs) => {
        const now = Date.now();
        Date.now = () => now + byMs;
        window.maps.at(-1).refreshTiles('stations');
      }, minutes * 60_000);
      await failed;
      await isDrawn(page);
      assert.deepEqual(sum(await drawn(page)), isShown ? before : NONE, `${query} ${minutes}`);
    }
    await page.unroute(TILES);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.waitForResponse((response) => IS_TILE.test(response.url()) && response.ok());
    await isDrawn(page);
    assert.deepEqual(sum(await drawn(page)), before);
    await context.close();
  }
});

test('streets are drawn below all stations, where tiles have some and no base map has them', async (browser) => {
  const described = async (route) => {
    const response = await route.fetch();
    const tiles = await response.json();
    tiles.vector_layers.push({ id: 'streets', fields: {} });
    await route.fulfill({ response, json: tiles });
  };
  const layers = (page) => page.evaluate(() => window.maps.at(-1).getStyle().layers.map(({ id }) => id));
  const { page, seen } = await open(browser, PLACE);
  assert.ok(!(await layers(page)).includes('streets'));
  await page.route('**/v1/tiles.json', described);
  await page.reload();
  await page.locator('.legend').waitFor();
  await isDrawn(page);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(500);
    await isDrawn(page);
    assert.deepEqual((await layers(page)).slice(0, 2), ['land', 'streets'], colorScheme);
  }
  // Another question is none about streets.
  const ofStreets = () => asked(seen).filter(({ searchParams }) => searchParams.get('layers') === 'streets');
  const before = ofStreets();
  assert.ok(before.length > 0 && before.every(({ search }) => search === '?crs=wgs84&layers=streets'), String(before));
  const next = page.waitForResponse((response) => IS_TILE.test(response.url()) && response.url().includes('amenity=toilet'));
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await next;
  await isDrawn(page);
  assert.equal(ofStreets().length, before.length);
  const base = await serve({ options: ['--basemap', 'http://127.0.0.1:9/{z}/{x}/{y}.png', '--basemap-attribution', 'x'] });
  await page.goto(base + PLACE);
  await page.locator('.legend').waitFor();
  await page.waitForFunction(() => window.maps?.at(-1).getLayer('stations-point'));
  assert.ok(!(await layers(page)).includes('streets'));
});

test('a file that calls its stations clusters is drawn as stations', async (browser) => {
  const file = `${ROOT}target/tmp/browser/clusters.geojson`;
  const station = (id, lon) => ({
    type: 'Feature', id, geometry: { type: 'Point', coordinates: [lon, 22.33] },
    properties: { name: `<b>${id}</b>`, opening_hours: '24/7', cluster: true, cluster_id: 7, point_count: 99, count: 99, open: 0, closed: 99 },
  });
  mkdirSync(file.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: [station('one', 114.17), station('two', 114.174)] }));
  const base = await serve({ files: [file] });
  const { page, seen } = await open(browser, `${base}/?at=${MOMENT}`);
  const marks = await drawn(page);
  assert.deepEqual(marks.map(({ layer, properties }) => [layer, properties.station_id, properties.count, properties.open]).sort(), [['stations-point', 'one', 1, 1], ['stations-point', 'two', 1, 1]]);
  assert.deepEqual(seen.errors, []);
});

test('names on the map are those of the language, as in the list', async (browser) => {
  const file = `${ROOT}target/tmp/browser/named.geojson`;
  const station = (id, lon, names) => ({ type: 'Feature', id, geometry: { type: 'Point', coordinates: [lon, 22.33] }, properties: names });
  const features = [station('one', 114.17, { name: '甲站', name_en: 'Alpha' }), station('two', 114.174, { name: '乙站' })];
  mkdirSync(file.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  const base = await serve({ files: [file] });
  for (const [lang, expected] of [['en', ['Alpha', '乙站']], ['zh', ['甲站', '乙站']]]) {
    const { page } = await open(browser, `${base}/?lang=${lang}`);
    const names = (await drawn(page, ['stations-name'])).sort((a, b) => a.x - b.x);
    assert.deepEqual(names.map(({ text }) => text), expected, lang);
  }
});

test('a widget that is gone asks for no more tiles', async (browser) => {
  const { page, seen } = await visit(browser);
  await page.goto(`${await service()}/?lat=22.3193&lon=114.1694`);
  await page.locator('.legend').waitFor();
  await page.evaluate(async (base) => {
    await import(`${base}/widget.js`);
    document.getElementById('yizhan').remove();
    const element = document.createElement('yizhan-map');
    Object.assign(element, { lat: 22.3193, lon: 114.1694 });
    document.body.append(element);
  }, await service());
  await page.locator('yizhan-map .legend').waitFor();
  await page.waitForTimeout(300);
  await page.evaluate(() => document.querySelector('yizhan-map').remove());
  await page.waitForTimeout(300);
  const before = asked(seen).length;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForTimeout(2500);
  assert.equal(asked(seen).length, before);
  assert.deepEqual(seen.errors, []);
});
