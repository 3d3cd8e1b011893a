// The field that takes a place in words: names, addresses, pinyin, coordinates, links of maps.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';

import { ROOT, serve, test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';
import { axeFinds } from './seen.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const PHONE = { width: 360, height: 740, hasTouch: true };
const FOLDER = `${ROOT}target/screenshots`;

async function open(browser, address = ASKED, look = PHONE) {
  const visitor = await visit(browser, look);
  await withoutDrawing(visitor.page);
  await visitor.page.goto((address.startsWith('http') ? '' : await service()) + address);
  await visitor.page.locator('.results > *').first().waitFor();
  await visitor.page.locator('.bar-place').click();
  return { ...visitor, field: visitor.page.getByRole('combobox') };
}

const options = (page) => page.getByRole('option');
const names = (page) => page.locator('.found .name bdi').allTextContents();
const query = (page) => new URL(page.url()).searchParams;
const searches = (seen) => seen.requests.filter((url) => url.includes('/v1/stations/search'));

test('the first letters of pinyin find a station, and the keyboard opens it where the place stays', async (browser) => {
  const { page, field, seen } = await open(browser);
  await field.pressSequentially('wjss', { delay: 40 });
  await options(page).first().waitFor();
  assert.equal((await names(page))[0], '旺角熟食巿場');
  assert.match(await options(page).first().textContent(), /161 米 · 旺角區 · 九龍/);
  assert.equal(searches(seen).length, 1);
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  await field.press('ArrowDown');
  const active = await field.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
  await field.press('ArrowUp');
  assert.equal(await field.getAttribute('aria-activedescendant'), null);
  await field.press('ArrowDown');
  await field.press('Enter');
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), '旺角熟食巿場');
  assert.deepEqual([query(page).get('lat'), query(page).get('lon')], ['22.3193', '114.1694']);
  await page.locator('.back').click();
  await page.locator('.station').first().waitFor();
});

test('near ones come first, with their district, address and distance', async (browser) => {
  const { page, field } = await open(browser);
  await field.fill('街市');
  await options(page).first().waitFor();
  const ways = await page.locator('.found .where').allTextContents();
  const metres = ways.map((way) => Number(/^([\d.]+) (米|公里)/.exec(way)[1]) * (way.includes('公里') ? 1000 : 1));
  assert.equal(metres.length, 8);
  assert.deepEqual(metres, [...metres].sort((a, b) => a - b));
});

test('without a place a station that is chosen becomes the start, and says its name', async (browser) => {
  const { page, field } = await open(browser, '/?at=2026-11-24T12:00');
  await field.fill('wjss');
  await field.press('Enter');
  await options(page).first().waitFor();
  const [name] = await names(page);
  await options(page).first().tap();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), name);
  assert.ok(query(page).get('lat') !== null && query(page).get('station') !== null);
  await page.locator('.back').tap();
  await page.locator('.bar-place', { hasText: name }).waitFor();
  await page.locator('.station, .empty').first().waitFor();
});

test('a pasted link of a map, or coordinates, are offered as a start and taken', async (browser) => {
  for (const [text, lat] of [['https://uri.amap.com/marker?position=121.473701,31.230416&name=x', 31.2323], ['22.3, 114.17', 22.3], ['geo:22.25,114.15', 22.25]]) {
    for (const take of ['Enter', 'tap']) {
      const { page, field, seen } = await open(browser);
      await field.fill(text);
      await options(page).first().waitFor();
      assert.match(await options(page).first().textContent(), /^从 [\d.]+, [\d.]+ 找$/);
      await (take === 'tap' ? options(page).first().tap() : field.press(take));
      await page.waitForFunction(() => !location.search.includes('lat=22.3193'));
      assert.ok(Math.abs(Number(query(page).get('lat')) - lat) < 0.005, query(page).get('lat'));
      assert.deepEqual(searches(seen), []);
      await page.context().close();
    }
  }
});

test('what is not found is said in words, and what was typed is shown as text', async (browser) => {
  const { page, field, seen } = await open(browser);
  await field.fill('<img src=x onerror=alert(1)>qqq');
  await page.getByText('没有搜到“<img src=x onerror=alert(1)>qqq”').waitFor();
  assert.equal(await options(page).count(), 0);
  assert.equal(await field.getAttribute('aria-expanded'), 'false');
  assert.equal(await page.locator('main img').count(), 0);
  await field.fill('https://surl.amap.com/abc123');
  await field.press('Enter');
  await page.getByText('这个链接里没有位置').waitFor();
  await field.fill('！？');
  await field.press('Enter');
  await page.getByText('纬度（-90 到 90）在前').waitFor();
  assert.equal(searches(seen).length, 1);
  assert.deepEqual(seen.errors, []);
});

test('hostile names are found as text', async (browser) => {
  const base = await serve({ files: ['tests/browser/hostile.geojson'] });
  const { page, field, seen } = await open(browser, `${base}${ASKED}`);
  await field.fill('hacked');
  await options(page).first().waitFor();
  assert.deepEqual(await names(page), ['<img src=x onerror="window.hacked=\'name\'">']);
  assert.equal(await page.locator('main :is(img, iframe, script)').count(), 0);
  await options(page).first().tap();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(seen.errors, []);
});

test('of words that change while they are searched for only the last are shown', async (browser) => {
  const { page, field } = await open(browser);
  const slow = [];
  await page.route('**/v1/stations/search*', async (route) => {
    if (new URL(route.request().url()).searchParams.get('q') === '公廁') {
      slow.push(route);
      await new Promise((resolve) => { setTimeout(resolve, 900); });
    }
    await route.continue().catch(() => {});
  });
  const left = page.waitForEvent('requestfailed', (request) => request.url().includes('/search'));
  await field.fill('公廁');
  await page.waitForTimeout(400);
  assert.equal(slow.length, 1);
  await field.fill('wjss');
  await left;
  await options(page).first().waitFor();
  await page.waitForTimeout(900);
  assert.equal((await names(page))[0], '旺角熟食巿場');
});

test('a search that fails says so, and the next one works', async (browser) => {
  const { page, field } = await open(browser);
  await page.route('**/v1/stations/search*', (route) => route.abort());
  await field.fill('wjss');
  await page.getByText('连不上服务').waitFor();
  await page.unroute('**/v1/stations/search*');
  await field.press('Enter');
  await options(page).first().waitFor();
  await field.press('Escape');
  assert.equal(await options(page).count(), 0);
});

for (const [name, look] of [['phone', PHONE], ['phone-dark', { ...PHONE, dark: true }], ['desktop', { locale: 'en-GB' }], ['phone-hant', { ...PHONE, locale: 'zh-HK' }]]) {
  test(`axe finds nothing serious in what was found, ${name}, and all can be touched`, async (browser) => {
    const { page, field } = await open(browser, ASKED, look);
    await field.fill('街市');
    await options(page).first().waitFor();
    if (name === 'desktop') await field.press('ArrowDown');
    assert.deepEqual(await axeFinds(page), []);
    for (const box of await options(page).all()) assert.ok((await box.boundingBox()).height >= 44);
    mkdirSync(FOLDER, { recursive: true });
    await page.screenshot({ path: `${FOLDER}/search-${name}.png` });
  });
}
