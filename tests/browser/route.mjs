// A route in place of a place: what is asked, what the list tells, how one gets out, and what is said
// without a connection.

import assert from 'node:assert/strict';

import { toWgs84 } from '../../src/web/datum.js';
import { decodePolyline, encodePolyline } from '../../src/web/polyline.js';
import { routeFeatures } from '../../src/web/route-line.js';
import { routeWords } from '../../src/web/route-words.js';
import { DEFAULTS, asksTheSame, readState, writeState } from '../../src/web/state.js';
import { wordsOf } from '../../src/web/words.js';
import { somebodysPage, widget } from './embed.mjs';
import { serve, test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const POINTS = [[114.1694, 22.3193], [114.1716, 22.3051], [114.1722, 22.2951]];
export const ROUTE = encodePolyline(POINTS);
const NOON = 'at=2026-11-24T12:00';
const ASKED = `/?lat=22.3193&lon=114.1694&${NOON}`;
const ON_ROUTE = `${ASKED}&mode=ebike&route=${encodeURIComponent(ROUTE)}`;
const FAR_OUT = [[114.25, 22.2], [114.26, 22.2]];
const PATH = '**/v1/stations/along';

const names = (page) => page.locator('.station .name').allTextContents();
const query = (page) => new URL(page.url()).searchParams;
const leave = (page) => page.getByRole('button', { name: '离开路线' });

async function open(browser, address = ON_ROUTE, look = {}) {
  const visitor = await visit(browser, look);
  await withoutDrawing(visitor.page);
  const asked = [];
  visitor.page.on('request', (request) => { if (request.url().endsWith('/v1/stations/along')) asked.push(request.postDataJSON()); });
  await visitor.page.goto(await service() + address);
  return { ...visitor, asked };
}

const onRoute = (page) => page.locator('.route-head').waitFor();
const nextAnswer = (page) => page.waitForResponse(PATH);

async function answerTo(question) {
  const response = await fetch(`${await service()}/v1/stations/along`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) });
  return response.json();
}

test('an encoded polyline is that of its publisher, survives both ways, and nothing else is one', async () => {
  const published = [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]];
  assert.equal(encodePolyline(published), '_p~iF~ps|U_ulLnnqC_mqNvxq`@');
  assert.deepEqual(decodePolyline('_p~iF~ps|U_ulLnnqC_mqNvxq`@'), published);
  const edges = [[180, 90], [-180, -90], [0, 0], [179.99999, -0.00001], [-179.99999, 0.00001]];
  assert.deepEqual(decodePolyline(encodePolyline(edges)), edges);
  for (const text of ['_p~iF', '_', '驿', ' ', '_p~iF~ps|U\n', '~~~~~~~~?', encodePolyline([[0, 90.00001]]), encodePolyline([[180.00001, 0]])]) {
    assert.equal(decodePolyline(text), null, text);
  }
  assert.deepEqual(decodePolyline(''), []);
});

test('a route goes on across the antimeridian, with its ends, and as a draft with all its points', async () => {
  const across = [[179.5, 10], [-179.5, 10], [179.9, 11]];
  const { features } = routeFeatures(across, false);
  assert.deepEqual(features[0].geometry.coordinates, [[179.5, 10], [180.5, 10], [179.9, 11]]);
  assert.deepEqual(features.slice(1).map(({ properties }) => properties.part), ['start', 'goal']);
  assert.deepEqual(routeFeatures(across, true).features.slice(1).map(({ properties }) => properties.part), ['start', 'point', 'goal']);
  assert.deepEqual(routeFeatures([[1, 2]], true).features.map(({ properties }) => properties.part), ['start']);
  assert.deepEqual(routeFeatures([], true).features, []);
});

test('all three languages have the same words about routes', async () => {
  const shape = (value) => (typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)])) : typeof value);
  const zh = shape(routeWords(wordsOf('zh')));
  for (const language of ['en', 'zh-Hant']) assert.deepEqual(shape(routeWords(wordsOf(language))), zh, language);
});

test('a route survives its address; where one is does not change what is asked about it', async () => {
  const state = { ...DEFAULTS, route: '_p~iF~ps|U`@\\?{}', max_detour_minutes: 7.5, order: 'route' };
  assert.deepEqual(readState(new URLSearchParams(writeState(state).toString())), state);
  assert.ok(asksTheSame(state, { ...state, lat: 1, lon: 2, minutes: 5, radius_m: 300, crs: 'gcj02' }));
  assert.ok(!asksTheSame(state, { ...state, max_detour_minutes: 8 }));
  assert.ok(!asksTheSame(state, { ...state, route: '' }));
  assert.ok(asksTheSame(DEFAULTS, { ...DEFAULTS, max_detour_minutes: 8, order: 'route' }));
  assert.ok(!asksTheSame(DEFAULTS, { ...DEFAULTS, lat: 1, lon: 2 }));
});

test('a link with a route lists what the service answers, with what each stop costs', async (browser) => {
  const { page, seen } = await open(browser);
  await onRoute(page);
  const answer = await answerTo({ route: POINTS, mode: 'ebike', limit: 10, at: '2026-11-24T12:00' });
  assert.ok(answer.features.length > 3);
  assert.deepEqual(await names(page), answer.features.map(({ properties }) => properties.name));
  const costs = await page.locator('.station .cost').allTextContents();
  assert.equal(costs.length, answer.features.length);
  for (const [at, { properties }] of answer.features.entries()) {
    const side = { left: '在左边', right: '在右边', on: '就在路上' }[properties.side];
    assert.ok(costs[at].includes(side), costs[at]);
    assert.ok(costs[at].includes(`${properties.arrive_at.slice(11, 16)}\u00a0到`), costs[at]);
    if (properties.detour_m >= 1) assert.ok(costs[at].includes(`（${Math.round(properties.detour_m)} 米）`), costs[at]);
  }
  assert.match(await page.locator('.route-head').textContent(), /顺路的前 10 个.*全程 2.7 公里 · 按直线估算/);
  assert.equal(await page.locator('.bar-label').first().textContent(), '顺路');
  assert.match(await page.locator('.bar-way').textContent(), /电动车 ≤ 5 分钟/);
  // Not of what is near.
  assert.deepEqual(seen.requests.filter((url) => /stations\/nearest|v1\/circle/.test(url)), []);
  await page.locator('.station').first().click();
  await page.locator('.details h2').waitFor();
  assert.ok((await page.locator('.details').textContent()).includes(costs[0]));
  assert.deepEqual(seen.errors, []);
});

test('of two points it is said that a straight line is no road', async (browser) => {
  const { page } = await open(browser, `/?${NOON}&route=${encodeURIComponent(encodePolyline(POINTS.slice(0, 2)))}`);
  await onRoute(page);
  assert.match(await page.locator('.route-head').textContent(), /起终点之间是直线，不是实际道路/);
});

test('needs, mode, moment and stay are part of the question, and so are the longest detour and the order', async (browser) => {
  const { page, asked } = await open(browser, `${ON_ROUTE}&stay_minutes=30&open=now&unknown_hours=exclude&kind=public_toilet`);
  await onRoute(page);
  const { route, crs, mode, limit, amenity, kind, open: when, at, stay_minutes: stay, unknown_hours: unknown, max_detour_minutes: longest, order } = asked[0];
  assert.deepEqual({ route, crs, mode, limit, kind, when, at, stay, unknown, longest, order }, {
    route: ROUTE, crs: 'wgs84', mode: 'ebike', limit: 10, kind: ['public_toilet'], when: 'now', at: '2026-11-24T12:00', stay: 30, unknown: 'exclude', longest: 5, order: 'detour',
  });
  assert.equal(amenity, undefined);
  let next = nextAnswer(page);
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await next;
  assert.deepEqual(asked.at(-1).amenity, ['toilet']);
  next = nextAnswer(page);
  await page.getByRole('combobox', { name: '最多绕多久' }).selectOption('15');
  await next;
  next = nextAnswer(page);
  await page.getByRole('combobox', { name: '怎么排' }).focus();
  await page.getByRole('combobox', { name: '怎么排' }).selectOption('route');
  const answer = await (await next).json();
  assert.deepEqual([asked.at(-1).max_detour_minutes, asked.at(-1).order], [15, 'route']);
  assert.deepEqual([query(page).get('max_detour_minutes'), query(page).get('order')], ['15', 'route']);
  const places = answer.features.map(({ properties }) => properties.leaves_route_at_m);
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  await page.waitForFunction((first) => document.querySelector('.station .name')?.textContent === first, answer.features[0].properties.name);
  // The list is filled anew and the focus stays.
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), 'route-order');
});

test('the minutes of the way are not asked of a route', async (browser) => {
  const { page } = await open(browser);
  await onRoute(page);
  await page.locator('.bar-way').click();
  assert.equal(await page.locator('.field.range').isVisible(), false);
  assert.equal(await page.getByText('怎么去').first().isVisible(), true);
});

test('leaving the route brings back the list as it was, and so does the back button', async (browser) => {
  const { page } = await open(browser, ASKED);
  await page.locator('.station').first().waitFor();
  const near = await names(page);
  await page.goto(await service() + ON_ROUTE.replace('&mode=ebike', ''));
  await onRoute(page);
  await leave(page).click();
  await page.locator('.results-head').waitFor();
  assert.deepEqual(await names(page), near);
  assert.equal(query(page).get('route'), null);
  await page.goBack();
  await onRoute(page);
  // A start is a question about what is near it.
  await page.locator('.bar-place').click();
  await page.locator('.place input').fill('22.3051, 114.1716');
  await page.locator('.place input').press('Enter');
  await page.locator('.results-head').waitFor();
  assert.deepEqual([query(page).get('route'), query(page).get('lat')], [null, '22.3051']);
});

test('an empty route says why, and a longer detour leads out', async (browser) => {
  const { page } = await open(browser, `/?${NOON}&mode=ebike&max_detour_minutes=1&route=${encodeURIComponent(encodePolyline(FAR_OUT))}`);
  await page.locator('.empty').waitFor();
  assert.match(await page.locator('.empty').textContent(), /这条路线上没有合适的.*绕路 1 分钟以内没有任何站点/);
  const wider = page.getByRole('button', { name: /^放宽到绕路 \d+ 分钟内，就有 .*（离路线 .*）/ });
  await wider.click();
  await page.locator('.station').first().waitFor();
  assert.ok(Number(query(page).get('max_detour_minutes')) > 1);
  await leave(page).click();
  await page.locator('.welcome').waitFor();
  assert.equal(query(page).get('max_detour_minutes'), null);
});

test('along streets a longer detour is offered as a try, for the way to the station is not known', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.route(PATH, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), travel: 'network' } });
  });
  await page.goto(`${await service()}/?${NOON}&mode=ebike&max_detour_minutes=1&route=${encodeURIComponent(encodePolyline(FAR_OUT))}`);
  await page.getByRole('button', { name: /^放宽到绕路 \d+ 分钟内再找：.* 离路线直线 .*沿街要绕多远还不知道$/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: /就有/ }).count(), 0);
});

test('what the service refuses of a route is told, with a way out', async (browser) => {
  for (const [wrong, parameter] of [['route=%E9%A9%BF', 'route'], [`${ON_ROUTE.slice(2)}&order=shortest`, 'order'], [`${ON_ROUTE.slice(2)}&max_detour_minutes=0`, 'max_detour_minutes']]) {
    const { page, seen } = await open(browser, `/?${wrong}`);
    await page.locator('.problem').waitFor();
    assert.ok((await page.locator('.problem').textContent()).includes(parameter));
    assert.equal(await page.locator('.station').count(), 0);
    await page.getByRole('button', { name: new RegExp(`${parameter}`) }).click();
    await page.locator('.problem').waitFor({ state: 'detached' });
    assert.equal(query(page).get(parameter), null);
    assert.ok(seen.errors.every((text) => text.includes('400')), seen.errors.join());
  }
});

test('without a connection no other list stands for that of a route, and the same one is marked', async (browser) => {
  const { page } = await open(browser, `/?lat=22.3193&lon=114.1694&mode=ebike&route=${encodeURIComponent(ROUTE)}`);
  await onRoute(page);
  const before = await names(page);
  await page.route('**/v1/stations/**', (route) => route.abort());
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => false }));
  await page.clock.install({ time: Date.now() + 120_000 });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.locator('.route-head .old').waitFor();
  assert.deepEqual(await names(page), before);
  assert.match(await page.locator('.route-head .old').textContent(), /^离线 · \d\d:\d\d 的结果$/);
  // Another question about it has no answer.
  await page.locator('.needs .chip[data-key="toilet"]').click();
  await page.getByText('连不上网时不能按路线找站').waitFor();
  assert.equal(await page.locator('.station').count(), 0);
  await page.unroute('**/v1/stations/**');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.locator('.station').first().waitFor();
  await page.locator('.problem').waitFor({ state: 'detached' });
});

test('a widget takes a route as an attribute and as a property, and leaves it', async (browser) => {
  const { page, seen } = await visit(browser);
  await withoutDrawing(page);
  const escaped = ROUTE.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await page.goto(await somebodysPage(widget(await service(), `lat="22.3193" lon="114.1694" at="2026-11-24T12:00" route="${escaped}" max_detour_minutes="3" order="route"`)));
  await page.locator('yizhan-map .route-head').waitFor();
  const set = (members) => page.evaluate((values) => Object.assign(document.querySelector('yizhan-map'), values), members);
  const get = (name) => page.evaluate((one) => document.querySelector('yizhan-map')[one], name);
  assert.deepEqual([await get('route'), await get('maxDetourMinutes'), await get('order')], [ROUTE, 3, 'route']);
  await set({ route: null });
  await page.locator('yizhan-map .results-head').waitFor();
  assert.equal(await page.locator('yizhan-map .on-my-way').isVisible(), true);
  await set({ hide: 'route' });
  assert.equal(await page.locator('yizhan-map .on-my-way').isVisible(), false);
  const told = page.evaluate(() => new Promise((resolve) => { addEventListener('yizhan-answer', ({ detail }) => resolve([detail.question.route, detail.answer.features[0].properties.detour_m >= 0, Object.keys(detail.answer)]), { once: true }); }));
  await set({ route: ROUTE });
  const [route, hasCost, members] = await told;
  assert.deepEqual([route, hasCost], [ROUTE, true]);
  assert.ok(!members.includes('views'));
  assert.deepEqual(seen.errors, []);
});

test('on a map of GCJ-02 the route is asked about in its datum, and its link stays the same', async (browser) => {
  const base = await serve({ options: ['--basemap', 'http://127.0.0.1:1/{z}/{x}/{y}.png', '--basemap-datum', 'gcj02', '--basemap-attribution', 'x'] });
  const { page } = await visit(browser);
  await withoutDrawing(page);
  const asked = page.waitForRequest(PATH);
  await page.goto(base + ON_ROUTE);
  const { crs, route } = (await asked).postDataJSON();
  assert.equal(crs, 'gcj02');
  for (const [at, point] of route.entries()) {
    assert.ok(Math.hypot(point[0] - POINTS[at][0], point[1] - POINTS[at][1]) > 0.003);
    const back = toWgs84('gcj02', point);
    assert.ok(Math.hypot(back[0] - POINTS[at][0], back[1] - POINTS[at][1]) < 1e-6, String(back));
  }
  await onRoute(page);
  const answer = await answerTo({ route: POINTS, mode: 'ebike', limit: 10, at: '2026-11-24T12:00' });
  assert.deepEqual(await names(page), answer.features.map(({ properties }) => properties.name));
  assert.equal(query(page).get('route'), ROUTE);
});
