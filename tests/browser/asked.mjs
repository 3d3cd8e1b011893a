// What an address or an attribute says is what is asked; what the service refuses is shown.

import assert from 'node:assert/strict';

import { test, visit, withoutDrawing, withoutFirst } from './harness.mjs';
import { somebodysPage, widget } from './embed.mjs';
import { service } from './page.mjs';

const PLACE = { lat: '22.3193', lon: '114.1694' };
const NOON = { ...PLACE, at: '2026-11-24T12:00' };
// Questions that the service takes, and as what it is asked them.
const TAKEN = [
  { minutes: '7.5' },
  { at: '2026-11-24 12:00' },
  { at: '2026-11-24T04:00:00Z', minutes: '60' },
  { radius_m: '300' },
  { access: 'scan,app', open: 'any' },
  { min_star: '4', stay_minutes: '45' },
  { limit: '3', unknown_hours: 'exclude' },
  { mode: 'ebike', kind: 'market' },
];
// Questions that it refuses, and the parameter that it blames.
const REFUSED = [
  [{ minutes: '90' }, 'minutes'],
  [{ minutes: '0' }, 'minutes'],
  [{ minutes: 'ten' }, 'minutes'],
  [{ mode: 'car' }, 'mode'],
  [{ open: 'maybe' }, 'open'],
  [{ limit: '500' }, 'limit'],
  [{ at: 'tomorrow' }, 'at'],
  [{ unknown_hours: 'yes' }, 'unknown_hours'],
  [{ stay_minutes: '1441' }, 'stay_minutes'],
  [{ radius_m: '60000' }, 'radius_m'],
  [{ minutes: '5', radius_m: '500' }, 'radius_m'],
  [{ min_star: '6' }, 'min_star'],
  [{ access: 'everyone' }, 'access'],
  [{ lat: '95' }, 'lat'],
  [{ lat: 'north' }, 'lat'],
  [{ crs: 'epsg:4490' }, 'crs'],
  [{ kind: 'palace' }, 'kind'],
  [{ amenity: 'toilett' }, 'amenity'],
];

const attributes = (members) => Object.entries(members).map(([name, value]) => `${name}="${value}"`).join(' ');

// The question that the service got last.
function lastAsked(seen) {
  const url = seen.requests.findLast((address) => address.includes('/v1/stations/nearest'));
  return Object.fromEntries(new URL(url).searchParams);
}

// What the service itself says of a question.
async function answerTo(context, members) {
  const response = await context.request.get(`${await service()}/v1/stations/nearest?${new URLSearchParams(members)}`);
  return { status: response.status(), body: await response.json() };
}

function assertAsked(asked, members) {
  for (const [name, value] of Object.entries(members)) assert.equal(asked[name], value, name);
  if (members.radius_m) assert.equal(asked.minutes, members.minutes);
}

async function assertRefusalShown(page, { status, body }, parameter) {
  assert.equal(status, 400);
  assert.equal(body.parameter, parameter);
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.ok((await alert.textContent()).includes(body.detail), `${await alert.textContent()} does not say ${body.detail}`);
  if (parameter === 'mode') assert.match(await alert.textContent(), /可以是：walk、bike、ebike/);
  assert.equal(await page.locator('.station').count(), 0);
}

test('the page asks what its address says, and what it brings along is the answer to that', async (browser) => {
  const { context, page, seen } = await visit(browser);
  const brought = await context.newPage();
  await withoutFirst(page);
  await Promise.all([page, brought].map((one) => withoutDrawing(one)));
  for (const members of TAKEN) {
    const asked = { ...NOON, ...members };
    const { body } = await answerTo(context, { limit: '10', ...asked });
    const ids = body.features.map(({ id }) => id);
    for (const one of [page, brought]) {
      await one.goto(`${await service()}/?${new URLSearchParams(asked)}`);
      await one.locator('.results :is(.station, .empty)').first().waitFor();
      assert.deepEqual(await one.getByRole('alert').allTextContents(), [], JSON.stringify(members));
      assert.deepEqual(await one.locator('.station').evaluateAll((rows) => rows.map((row) => row.dataset.id)), ids);
    }
    assertAsked(lastAsked(seen), asked);
  }
});

test('what the service refuses of an address is shown in its words', async (browser) => {
  const { context, page, seen } = await visit(browser);
  await withoutDrawing(page);
  for (const [members, parameter] of REFUSED) {
    const asked = { ...NOON, ...members };
    await page.goto(`${await service()}/?${new URLSearchParams(asked)}`);
    await assertRefusalShown(page, await answerTo(context, asked), parameter);
    assertAsked(lastAsked(seen), members);
  }
});

test('the widget asks what its attributes say, set at once or later', async (browser) => {
  const base = await service();
  const { page, seen } = await visit(browser);
  await withoutDrawing(page);
  for (const members of TAKEN) {
    await page.goto(await somebodysPage(widget(base, attributes({ ...NOON, ...members }))));
    await page.locator('.results :is(.station, .empty)').first().waitFor();
    assertAsked(lastAsked(seen), members);
  }
  await page.evaluate(() => document.querySelector('yizhan-map').setAttribute('minutes', '2.5'));
  await page.waitForResponse(/nearest.*minutes=2\.5/);
});

test('what the service refuses of an attribute is shown in its words, and gone when it is mended', async (browser) => {
  const base = await service();
  const { context, page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(await somebodysPage(widget(base, attributes(NOON))));
  for (const [members, parameter] of REFUSED) {
    await page.locator('.station').first().waitFor();
    const [name, usual] = [Object.keys(members), NOON];
    await page.evaluate((set) => {
      for (const [key, value] of Object.entries(set)) document.querySelector('yizhan-map').setAttribute(key, value);
    }, members);
    await assertRefusalShown(page, await answerTo(context, { ...NOON, ...members }), parameter);
    await page.evaluate(([keys, before]) => {
      for (const key of keys) {
        if (before[key] === undefined) document.querySelector('yizhan-map').removeAttribute(key);
        else document.querySelector('yizhan-map').setAttribute(key, before[key]);
      }
    }, [name, usual]);
  }
  await page.locator('.station').first().waitFor();
});

test('a question that will be refused is told so before there is a place', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(`${await service()}/?minutes=90`);
  await page.getByRole('alert').getByText('minutes').waitFor();
  await page.getByRole('button', { name: '去掉 minutes 再查' }).click();
  await page.getByText('你在哪里？').waitFor();
  assert.equal(new URL(page.url()).search, '');
});

test('what is refused can be left out with one touch, and the rest stays', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  await page.goto(`${await service()}/?${new URLSearchParams({ ...NOON, mode: 'car', amenity: 'toilet' })}`);
  await page.getByRole('button', { name: '去掉 mode 再查' }).click();
  await page.locator('.station').first().waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('mode'), searchParams.get('amenity'), searchParams.get('at')], [null, 'toilet', NOON.at]);
});

test('what was written is shown as text, in the refusal and among the options', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  const hostile = '<img src=x onerror="window.hacked=1">';
  for (const name of ['mode', 'open', 'minutes', 'at', 'stay_minutes', 'access', 'min_star', 'radius_m', 'unknown_hours', 'amenity', 'lat']) {
    await page.goto(`${await service()}/?${new URLSearchParams({ ...NOON, [name]: hostile })}`);
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('main img').count(), 0, name);
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
});

test('a base map that cannot be drawn as it was written is not drawn, and the map says why', async (browser) => {
  const base = await service();
  const { page, seen } = await visit(browser);
  for (const [members, words] of [
    [{ basemap: '/tiles/{z}/{x}/{y}.png', 'basemap-datum': 'gcj2' }, 'basemap-datum 不能是“gcj2”'],
    [{ basemap: '/tiles/<b>.png' }, 'basemap 不能是“/tiles/<b>.png”'],
  ]) {
    await page.goto(await somebodysPage(widget(base, attributes({ ...NOON, ...members }).replace('<', '&lt;'))));
    await page.locator('.map-note').getByText(words).waitFor();
    await page.locator('.coverage-toggle').waitFor();
    assert.equal(lastAsked(seen).crs, 'wgs84');
  }
  assert.ok(!seen.requests.some((url) => /127\.0\.0\.1:\d+\/tiles\//.test(url)));
  await page.goto(await somebodysPage(widget(base, attributes({ ...NOON, basemap: '/tiles/{z}/{x}/{y}.png', 'basemap-datum': 'GCJ02' }))));
  await page.waitForRequest(/:\d+\/tiles\/\d+/);
  assert.equal(lastAsked(seen).crs, 'gcj02');
  assert.equal(await page.locator('.map-note:not([hidden])').count(), 0);
});

test('a radius is drawn as one ring, and the slider leads back to minutes', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}/?${new URLSearchParams({ ...NOON, radius_m: '400' })}`);
  await page.getByText('400 米内').waitFor();
  await page.locator('.bar-way').click();
  await page.locator('.filters').getByText('半径 400 米', { exact: true }).waitFor();
  await page.getByRole('slider', { name: '路上最多' }).press('ArrowLeft');
  await page.waitForFunction(() => location.search.includes('minutes=14') && !location.search.includes('radius_m'));
});
