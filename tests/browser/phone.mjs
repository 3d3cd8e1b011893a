// The page under one thumb: what is seen at first, how many taps lead to a station, what is large
// enough to touch, and what the device remembers.

import assert from 'node:assert/strict';

import { test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const PHONE = { width: 360, height: 740, hasTouch: true, isMobile: true };
const SMALL = { width: 320, height: 568, hasTouch: true, isMobile: true };
// A station with toilet and charging that never closes stands here.
const PUTUO = { latitude: 31.26897, longitude: 121.40849 };
const HEAD_PX = 130;
const TOUCH_PX = 44;

async function phone(browser, look = PHONE, address = ASKED) {
  const visitor = await visit(browser, look);
  await withoutDrawing(visitor.page);
  await visitor.page.goto(await service() + address);
  return visitor;
}

// How far the list is from the sheet's top, and how many of its rows are seen whole.
const seenOf = (page) => page.evaluate(() => {
  const box = (element) => element.getBoundingClientRect();
  const rows = [...document.querySelectorAll('.row')].map(box);
  return { head: rows[0].top - box(document.querySelector('.panel')).top, whole: rows.filter(({ bottom }) => bottom <= innerHeight).length };
});

test('the list begins near the top of the sheet, with three answers in sight, one on the smallest phone', async (browser) => {
  for (const [look, least] of [[PHONE, 3], [SMALL, 1]]) {
    for (const locale of ['zh-CN', 'zh-HK', 'en-GB']) {
      const { page } = await phone(browser, { ...look, locale }, `${ASKED}&amenity=toilet`);
      await page.locator('.station').first().waitFor();
      const { head, whole } = await seenOf(page);
      assert.ok(head <= HEAD_PX, `${locale}: the list begins ${head} px below the top`);
      assert.ok(whole >= least, `${locale}: ${whole} answers`);
    }
  }
});

test('from the start to directions to the nearest open toilet with charging it is four taps', async (browser) => {
  const { page } = await phone(browser, { ...PHONE, geolocation: PUTUO, permissions: ['geolocation'] }, '/');
  let taps = 0;
  const tap = (selector) => {
    taps += 1;
    return page.locator(selector).first().tap();
  };
  await page.locator('.station').first().waitFor();
  await tap('.needs .chip[data-key="phone_charging"]');
  await tap('.needs .chip[data-key="toilet"]');
  await page.waitForFunction(() => document.querySelector('.results').getAttribute('aria-busy') === null && document.querySelectorAll('.offer.wanted').length >= 2);
  const { whole } = await seenOf(page);
  assert.ok(whole >= 1, 'the answer is in sight without scrolling');
  assert.equal(await page.locator('.row').first().locator('.sign').evaluate((sign) => sign.classList.contains('open')), true);
  await tap('.leave');
  const href = await page.locator('.chooser .primary').getAttribute('href');
  const opened = page.waitForEvent('popup');
  await tap('.chooser .primary');
  await opened;
  assert.ok(taps <= 4, `${taps} taps`);
  const { hostname, pathname, searchParams } = new URL(href);
  assert.deepEqual([hostname, pathname, searchParams.get('mode'), searchParams.get('coordinate')], ['uri.amap.com', '/navigation', 'walk', 'gaode']);
  const [lon, lat] = searchParams.get('to').split(',').map(Number);
  assert.ok(Math.abs(lon - 121.41306) < 1e-3 && Math.abs(lat - 31.26691) < 1e-3, searchParams.get('to'));
  await page.locator('.chooser').waitFor({ state: 'detached' });
});

test('where permission stands the place is asked for at once, elsewhere only by a tap', async (browser) => {
  const allowed = await phone(browser, { ...PHONE, geolocation: { ...PUTUO, accuracy: 25 }, permissions: ['geolocation'] }, '/');
  await allowed.page.locator('.bar-place', { hasText: '我的位置 ±25 米' }).waitFor();
  const other = await visit(browser, PHONE);
  await other.page.addInitScript(() => {
    window.asked = 0;
    navigator.geolocation.getCurrentPosition = (_, failed) => {
      window.asked += 1;
      failed({ code: 2, PERMISSION_DENIED: 1 });
    };
  });
  await other.page.goto(await service());
  await other.page.locator('.welcome').waitFor();
  await other.page.waitForTimeout(500);
  assert.equal(await other.page.evaluate(() => window.asked), 0);
  await other.page.getByRole('button', { name: '从我的位置骑电动车去' }).tap();
  assert.equal(await other.page.evaluate(() => window.asked), 1);
  await other.page.waitForFunction(() => location.search.includes('mode=ebike'));
});

test('a station is opened, and located quietly it stays open', async (browser) => {
  const { page } = await phone(browser, { ...PHONE, geolocation: PUTUO, permissions: ['geolocation'] }, '/?station=sh-putuo-shuxinwan');
  await page.locator('.details h2').waitFor();
  await page.waitForFunction(() => location.search.includes('lat=31.26897'));
  await page.locator('.details .note', { hasText: '米' }).waitFor();
  assert.match(page.url(), /station=sh-putuo-shuxinwan/);
});

// Of everything that can be pressed, as large as its own box: what is too small.
export const smallOf = (page) => page.evaluate((least) => [...document.querySelectorAll('.yz :is(button, a, input, select, summary)')]
  .map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
  .filter(({ element, box }) => element.checkVisibility({ checkVisibilityCSS: true }) && box.width > 2 && !element.matches('.handle, .maplibregl-canvas'))
  .filter(({ box }) => Math.min(box.width, box.height) < least - 0.5)
  .map(({ element, box }) => `${element.className || element.type} ${Math.round(box.width)} x ${Math.round(box.height)}`), TOUCH_PX);

test('all that is pressed is at least 44 pixels wide and high', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await page.goto(await service() + ASKED);
  await page.locator('.legend').waitFor();
  await page.locator('.station').first().waitFor();
  assert.deepEqual(await smallOf(page), []);
  for (const opener of ['.bar-way', '.bar-place', '.chip.more']) {
    await page.locator(opener).tap();
    assert.deepEqual(await smallOf(page), [], opener);
    await page.locator('.done').tap();
  }
  await page.locator('.leave').first().tap();
  await page.locator('.chooser').waitFor();
  assert.deepEqual(await smallOf(page), [], 'chooser');
  await page.locator('.chooser .close').tap();
  await page.locator('.station').first().tap();
  await page.locator('.details').waitFor();
  assert.deepEqual(await smallOf(page), [], 'details');
});

test('text follows the size that the reader has set, and nothing goes sideways', async (browser) => {
  const { page } = await phone(browser);
  const size = (selector) => page.locator(selector).first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const selectors = ['.station .name', '.state', '.where', '.pill', '.bar-label', '.results-head h2', '.sources'];
  await page.locator('.station').first().waitFor();
  const before = await Promise.all(selectors.map(size));
  await page.evaluate(() => { document.documentElement.style.fontSize = '32px'; });
  const after = await Promise.all(selectors.map(size));
  assert.deepEqual(after, before.map((px) => px * 2));
  for (const opener of [null, '.bar-way', '.chip.more']) {
    if (opener) await page.locator(opener).tap();
    assert.equal(await page.locator('.scroll').evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth), 0, opener);
  }
});

test('the device remembers the last place, the mode and the needs, and only for the page', async (browser) => {
  const { context, page } = await phone(browser, { ...PHONE, geolocation: PUTUO, permissions: ['geolocation'] }, '/?mode=ebike');
  await page.locator('.station').first().waitFor();
  await page.locator('.needs .chip[data-key="drinking_water"]').tap();
  await page.waitForFunction(() => location.search.includes('amenity=drinking_water'));
  await context.clearPermissions();
  await page.goto(await service());
  await page.locator('.station').first().waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('mode'), searchParams.get('amenity'), searchParams.get('lat')], ['ebike', 'drinking_water', '31.26897']);
  // A place that was measured a while ago says so; one of another day is not shown.
  const age = (ms) => page.evaluate((by) => {
    const kept = JSON.parse(localStorage.getItem('yizhan'));
    localStorage.setItem('yizhan', JSON.stringify({ ...kept, place: { ...kept.place, ms: Date.now() - by } }));
  }, ms);
  await age(180_000);
  await page.goto(await service());
  await page.locator('.bar-place', { hasText: '3 分钟前的位置' }).waitFor();
  await age(20 * 3_600_000);
  await page.goto(await service());
  await page.locator('.welcome').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('mode'), 'ebike');
  await page.goto(`${await service()}/embed`);
  await page.locator('.welcome').waitFor();
  assert.equal(new URL(page.url()).search, '');
});

test('what an address says is not mixed with what is remembered', async (browser) => {
  const { page } = await phone(browser);
  await page.evaluate(() => localStorage.setItem('yizhan', JSON.stringify({ mode: 'ebike', minutes: 40, amenity: ['toilet'] })));
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  assert.deepEqual([...new URL(page.url()).searchParams.keys()].toSorted(), ['at', 'lat', 'lon']);
  await page.evaluate(() => localStorage.setItem('yizhan', '{"mode":7,"minutes":"x","amenity":"toilet","place":{"lat":"n"}}'));
  await page.goto(await service());
  await page.locator('.welcome').waitFor();
  assert.equal(new URL(page.url()).search, '');
  await page.evaluate(() => localStorage.setItem('yizhan', 'not JSON'));
  await page.goto(await service());
  await page.locator('.welcome').waitFor();
});

test('a station is shared without the place of who shares it, and its name is the title', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await page.addInitScript(() => { navigator.share = async (given) => { window.shared = given; }; });
  await withoutDrawing(page);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().tap();
  await page.getByRole('button', { name: '分享' }).tap();
  const { title, url } = await page.evaluate(() => window.shared);
  assert.deepEqual([title, new URL(url).search], ['旺角熟食巿場', '?station=hk-fehd-1048']);
  assert.equal(await page.title(), '旺角熟食巿場 · 驿站');
  await page.goto(url);
  assert.equal(await page.locator('.details h2').textContent(), '旺角熟食巿場');
  await page.getByRole('button', { name: '返回列表' }).tap();
  await page.locator('.welcome').waitFor();
  assert.equal(await page.title(), '驿站 · 离我最近、到时开门、有我要的');
});

test('where nothing shares, the link is copied', async (browser) => {
  const { page } = await visit(browser, { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.addInitScript(() => { navigator.share = undefined; });
  await withoutDrawing(page);
  await page.goto(await service() + ASKED);
  await page.locator('.leave').first().tap();
  await page.locator('.chooser').getByRole('button', { name: '分享' }).tap();
  await page.locator('.chooser').getByText('已复制').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\?station=hk-fehd-1048$/);
});

test('in Hong Kong and Taiwan all words are in traditional script', async (browser) => {
  for (const locale of ['zh-HK', 'zh-TW', 'zh-Hant']) {
    const { page } = await phone(browser, { ...PHONE, locale });
    await page.getByRole('heading', { name: '最近的 10 個' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hant');
    await page.locator('.chip.more').tap();
    await page.locator('.needs-drawer .chip', { hasText: '手機充電' }).waitFor();
  }
});

test('a device that moves is followed each minute while it may be, and never asked for leave', async (browser) => {
  const { context, page } = await visit(browser, { ...PHONE, geolocation: PUTUO, permissions: ['geolocation'] });
  await withoutDrawing(page);
  await page.clock.install();
  await page.addInitScript((start) => {
    window.here = start;
    window.asked = 0;
    navigator.geolocation.getCurrentPosition = (found) => {
      window.asked += 1;
      found({ coords: { ...window.here, accuracy: 10 } });
    };
  }, PUTUO);
  await page.goto(await service());
  await page.waitForFunction(() => location.search.includes('lat=31.26897'));
  const minuteAt = async (latitude) => {
    await page.evaluate((lat) => { window.here = { ...window.here, latitude: lat }; }, latitude);
    await page.clock.runFor(61_000);
    await page.waitForTimeout(400);
    return new URL(page.url()).searchParams.get('lat');
  };
  assert.equal(await minuteAt(31.2719), '31.2719');
  // A few steps are no new question.
  assert.equal(await minuteAt(31.2721), '31.2719');
  await context.clearPermissions();
  const before = await page.evaluate(() => window.asked);
  assert.equal(await minuteAt(31.28), '31.2719');
  assert.equal(await page.evaluate(() => window.asked), before);
});
