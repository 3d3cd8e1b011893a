// What goes on at a station, on its card: the seeds' cases.

import assert from 'node:assert/strict';

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
