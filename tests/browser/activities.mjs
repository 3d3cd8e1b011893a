// What goes on at a station, on its card: the seeds' cases.

import assert from 'node:assert/strict';

import { somebodysPage, widget } from './embed.mjs';
import { ROOT, serve, test, visit } from './harness.mjs';
import { axeFinds } from './seen.mjs';

// A Tuesday; the lawyer has gone, the reading circle is on Thursday, the clinic on Saturday.
const AT = '2026-11-24T12:00';
let started = null;
const service = () => { started ??= serve({ files: [`${ROOT}tests/fixtures/activities.geojson`] }); return started; };

async function card(browser, station, look = {}) {
  const visitor = await visit(browser, look);
  await visitor.page.goto(`${await service()}/?at=${AT}&station=${station}`);
  await visitor.page.locator('.details h2').first().waitFor();
  return visitor;
}

test('a station’s card has the next times of its activities, with how they are booked', async (browser) => {
  const { page, seen } = await card(browser, 'sh-putuo-xianghe');
  const section = page.locator('.activities');
  await section.waitFor();
  const items = await section.locator('li').allTextContents();
  assert.match(items[0], /^读书会周四 19:00–20:30读书会 · 职工 · 名额 20预约$/);
  assert.match(items[1], /^专家义诊周六 09:00–11:00义诊 · 免费无需预约$/);
  assert.equal(items.length, 4);
  const book = section.locator('a.book').first();
  assert.equal(await book.getAttribute('href'), 'https://example.org/book?id=7&x=1');
  assert.match(await section.getByText('订阅到日历').getAttribute('href'), /\/v1\/stations\/sh-putuo-xianghe\/calendar\.ics$/);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(await axeFinds(page), []);
});

test('a booking that is a telephone number calls, and words are only read', async (browser) => {
  const { page } = await card(browser, 'sh-putuo-shuxinwan');
  assert.equal(await page.locator('.activities a.book').first().getAttribute('href'), 'tel:02112345678');
  const lawyer = await card(browser, 'aq-yingjiang-paoyingshan', { locale: 'en-GB' });
  const section = lawyer.page.locator('.activities');
  await section.waitFor();
  assert.match(await section.locator('li').first().textContent(), /Lawyer on site.*Legal advice.*Free.*Book: 在驿站预约/);
  assert.equal(await section.locator('a.book').count(), 0);
});

test('a card has the offers that have not ended, and of a station without anything no section', async (browser) => {
  const { page, seen } = await card(browser, 'cc-nanguan-xingfu');
  await page.locator('.activities').waitFor();
  assert.deepEqual(await page.locator('.activities li').allTextContents(), ['会员购书九折工会会员 · 至 2026-12-31']);
  assert.ok(!seen.requests.some((url) => url.includes('/v1/activities')), 'no times are asked for');
  const ended = await card(browser, 'cc-partner-ended');
  await ended.page.locator('.going-on').waitFor({ state: 'attached' });
  assert.equal(await ended.page.locator('.activities').count(), 0);
});

const PUTUO = 'lat=31.247&lon=121.3875';

test('the list of what is near leads to what goes on within a week, by day, and back', async (browser) => {
  const { page, seen } = await visit(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.goto(`${await service()}/?at=${AT}&${PUTUO}&mode=bike`);
  assert.ok(!seen.requests.some((url) => url.includes('whats-on')), 'loaded when it is asked for');
  await page.locator('[data-week]').tap();
  await page.locator('.times').first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get('show'), 'activities');
  assert.deepEqual(await page.locator('h3.day').allTextContents(), ['周四', '周六']);
  const rows = await page.locator('.times .row').allTextContents();
  assert.match(rows[0], /^读书会周四 19:00–20:30读书会 · 职工 · 名额 20/);
  assert.equal(rows.length, 2);
  assert.deepEqual(await axeFinds(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
  await page.locator('.times .station').first().tap();
  await page.locator('.details h2').first().waitFor();
  // Its state is that of now, not that of the evening of the reading circle.
  assert.match(await page.locator('.details .state').first().textContent(), /17:00/);
  await page.goBack();
  await page.locator('.times').first().waitFor();
  await page.locator('[data-id="week-leave"]').tap();
  await page.locator('.stations:not(.times)').waitFor();
  assert.deepEqual(seen.errors, []);
});

test('where nothing goes on within a week the page says so', async (browser) => {
  const { page } = await visit(browser, { locale: 'en-GB' });
  await page.goto(`${await service()}/?at=${AT}&lat=43.81&lon=125.348&show=activities`);
  await page.getByText('Nothing goes on here within a week').waitFor();
  assert.equal(await page.locator('.times').count(), 0);
});

test('a widget shows what goes on, by its attribute', async (browser) => {
  const { page, seen } = await visit(browser);
  await page.goto(await somebodysPage(widget(await service(), `lat="31.247" lon="121.3875" at="${AT}" mode="bike" show="activities" layout="list"`)));
  await page.locator('.times .row').first().waitFor();
  assert.equal(await page.locator('.times .row').count(), 2);
  await page.evaluate(() => document.querySelector('yizhan-map').removeAttribute('show'));
  await page.locator('.stations:not(.times)').waitFor();
  assert.deepEqual(seen.errors, []);
});
