// The page at `/`: where am I, what do I need, what is the answer, and the way back.

import assert from 'node:assert/strict';

import { serve, test, visit, withoutFirst } from './harness.mjs';

const MONG_KOK = { latitude: 22.3193, longitude: 114.1694 };
const NOON = 'at=2026-11-24T12:00';
const ASKED = `/?lat=22.3193&lon=114.1694&${NOON}`;

let started = null;
export const service = () => { started ??= serve(); return started; };
const names = (page) => page.locator('.station .name').allTextContents();
const query = (page) => new URL(page.url()).searchParams;

test('the page loads without errors and asks no other origin', async (browser) => {
  const base = await service();
  const { page, seen } = await visit(browser);
  await page.goto(base + ASKED);
  await page.locator('.station').first().click();
  await page.locator('.details .week').waitFor();
  await page.locator('.maplibregl-ctrl-scale').waitFor();
  assert.deepEqual(seen.errors, []);
  const foreign = seen.requests.filter((url) => !url.startsWith(base) && !/^(blob|data):/.test(url));
  assert.deepEqual(foreign, []);
});

test('a visitor who may be located gets the nearest open stations', async (browser) => {
  const base = await service();
  const { context, page } = await visit(browser, { geolocation: MONG_KOK, permissions: ['geolocation'] });
  await page.goto(`${base}/?${NOON}`);
  await page.locator('.station').first().waitFor();
  const answer = await (await context.request.get(`${base}/v1/stations/nearest?lat=22.3193&lon=114.1694&limit=10&${NOON}`)).json();
  assert.deepEqual(await names(page), answer.features.map((feature) => feature.properties.name));
  assert.equal(await page.locator('.station .state.open').count(), answer.features.filter((feature) => feature.properties.open_state === 'open').length);
  assert.equal(query(page).get('lat'), '22.3193');
});

test('a visitor who may not be located is told what else to do', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service());
  await page.getByRole('button', { name: '从我的位置骑电动车去' }).click();
  await page.locator('.status[data-tone="bad"]').waitFor();
  assert.match(await page.locator('.status').textContent(), /输入坐标/);
  assert.equal(await page.locator('.search input').isVisible(), true);
});

test('chips filter, and the address remembers them', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  const before = await names(page);
  await page.getByRole('button', { name: '更多' }).click();
  await page.locator('.needs-drawer .chip[data-key="accessible_toilet"]').click();
  await page.waitForFunction((count) => document.querySelectorAll('.station').length !== count, before.length);
  assert.equal(query(page).get('amenity'), 'accessible_toilet');
  assert.ok(!(await names(page)).includes('旺角熟食市場'));
  assert.equal(await page.locator('.needs .chip[data-key="accessible_toilet"]').getAttribute('aria-pressed'), 'true');
});

test('an empty answer explains itself and leads out', async (browser) => {
  const { page } = await visit(browser);
  const asked = '/?lat=22.3193&lon=114.1694&kind=market&unknown_hours=exclude&at=2026-11-24T03:00';
  await page.goto(await service() + asked);
  await page.getByText('这一圈里有 11 个站点').waitFor();
  await page.getByRole('button', { name: /去更远的 西貢街市/ }).waitFor();
  await page.getByRole('button', { name: /等 .* 06:00 开门/ }).click();
  await page.locator('.station').first().waitFor();
  assert.match(query(page).get('at'), /^2026-11-24T06:00/);
  await page.goBack();
  await page.getByRole('button', { name: /去更远的 西貢街市/ }).click();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), '西貢街市');
});

// An empty answer at noon whose ways out are so far and so late.
function emptyAnswer(metres, opensAt) {
  return {
    type: 'FeatureCollection', features: [], dataset_version: 'x', holiday_data: 'complete', travel: 'straight_line',
    query: { at: '2026-11-24T12:00:00+08:00', mode: 'walk', speed_m_s: 1.25, detour: 1.3, radius_m: 865, crs: 'wgs84', open: 'arrival' },
    why_empty: {
      in_circle: 1, closed: 1, amenity: 0, unknown_hours: 0, other: 0,
      nearest_beyond: metres && { id: 'hk-fehd-1048', distance_m: metres },
      next_opening: opensAt && { id: 'hk-fehd-1048', distance_m: 400, opens_at: opensAt },
    },
  };
}

test('of the ways out of an empty answer the shorter stands first, with its time', async (browser) => {
  const { page } = await visit(browser);
  const cases = [
    // 953 m are 17 minutes.
    [emptyAnswer(953, '2026-11-24T17:15:00+08:00'), /^去更远的 .*953 米，约 17 分钟/, /^等 .* 17:15 开门（还要 5 小时 15 分钟）/],
    [emptyAnswer(953, '2026-11-24T12:18:00+08:00'), /^去更远的/, /^等 .* 12:18/],
    [emptyAnswer(953, '2026-11-24T12:16:00+08:00'), /^等 .* 12:16 开门（还要 16 分钟）/, /^去更远的/],
    [emptyAnswer(9000, '2026-11-24T14:00:00+08:00'), /^等 .* 14:00/, /^去更远的/],
    [emptyAnswer(null, '2026-11-24T14:00:00+08:00'), /^等 .* 14:00/, null],
    [emptyAnswer(953, null), /^去更远的/, null],
  ];
  let answer = null;
  await withoutFirst(page);
  await page.route('**/v1/stations/nearest*', (route) => route.fulfill({ json: answer }));
  for (const [given, first, second] of cases) {
    answer = given;
    await page.goto(await service() + ASKED);
    await page.locator('.ways .primary').waitFor();
    const texts = await page.locator('.ways button').allTextContents();
    assert.match(texts[0], first);
    assert.equal(await page.locator('.ways button').first().evaluate((one) => one.classList.contains('primary')), true);
    assert.equal(await page.locator('.ways .primary').count(), 1);
    if (second) assert.ok(texts.slice(1).some((text) => second.test(text)), texts.join(' | '));
    if (texts.some((text) => text.startsWith('放宽到'))) assert.ok(texts.includes('放宽到 17 分钟'), texts.join(' | '));
  }
});

test('the view survives a reload, and the back button goes back', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}${ASKED}&amenity=toilet`);
  const list = await page.locator('.station').first().waitFor().then(() => names(page));
  await page.locator('.station').nth(1).click();
  await page.locator('.details h2').waitFor();
  const title = await page.locator('.details h2').textContent();
  await page.reload();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), title);
  await page.goBack();
  await page.locator('.station').first().waitFor();
  assert.deepEqual(await names(page), list);
  assert.equal(query(page).get('station'), null);
});

test('everything can be done with the keyboard alone', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}/?${NOON}`);
  await tabTo(page, '.bar-place');
  await page.keyboard.press('Enter');
  await tabTo(page, 'input[type="text"]');
  await page.keyboard.type('22.3193，114.1694');
  await page.keyboard.press('Enter');
  await page.locator('.station').first().waitFor();
  await tabTo(page, '.station');
  const id = await page.evaluate(() => document.activeElement.dataset.id);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.matches('.details h2'));
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction((wanted) => document.activeElement.dataset.id === wanted, id);
  await tabTo(page, '.bar-way', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, '.filters input[type="radio"]');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => location.search.includes('mode=bike'));
});

export async function tabTo(page, selector, key = 'Tab') {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`the focus never comes to ${selector}`);
}

test('wrong coordinates are refused in words', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service());
  await page.locator('.bar-place').click();
  await page.locator('input[type="text"]').fill('114.1694, 22.3193');
  await page.keyboard.press('Enter');
  await page.getByText('纬度（-90 到 90）在前').waitFor();
  assert.equal(await page.locator('input[type="text"]').getAttribute('aria-invalid'), 'true');
});

test('an address with an unknown amenity shows what the service says of it', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}${ASKED}&amenity=toilett`);
  await page.getByText('是不是“toilet”？').waitFor();
});

test('the language follows the visitor and can be changed', async (browser) => {
  const { page } = await visit(browser, { locale: 'en-GB' });
  await page.goto(await service() + ASKED);
  await page.getByRole('heading', { name: 'The 10 nearest' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: '简体' }).click();
  await page.getByRole('heading', { name: '最近的 10 个' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  assert.equal(query(page).get('lat'), '22.3193');
});

test('a station shows its week and when it closes', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}${ASKED}&station=hk-fehd-1048`);
  await page.locator('.week .today').waitFor();
  assert.equal(await page.locator('.week tr').count(), 7);
  assert.match(await page.locator('.week .today .times').textContent(), /06:00–次日 02:00/);
  assert.match(await page.locator('.details .state').first().textContent(), /到时开门.*明天 02:00/);
});

test('hostile names are shown as text and do nothing', async (browser) => {
  const base = await serve({ files: ['tests/browser/hostile.geojson'] });
  const { page, seen } = await visit(browser);
  await page.goto(base + ASKED);
  await page.locator('.station').first().waitFor();
  assert.deepEqual(await names(page), ['<img src=x onerror="window.hacked=\'name\'">']);
  await page.locator('.station').first().click();
  await page.locator('.amenities').waitFor();
  assert.match(await page.locator('.sources').textContent(), /<img src=x/);
  assert.equal(await page.locator('main :is(img, iframe, script)').count(), 0);
  assert.equal(await page.getByRole('link', { name: '打电话' }).count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(seen.errors, []);
});
