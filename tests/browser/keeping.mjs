// The pages of keepers and of doors while the service cannot be reached, or does not know.

import assert from 'node:assert/strict';

import { later } from '../../src/web/aged.js';
import { test, visit } from './harness.mjs';
import { PHONE, keepersPage, living } from './living.mjs';

const busy = (route) => route.fulfill({ status: 503, json: { title: 'busy' } });
const STATION = /\/v1\/stations\/[^/]+$/;

test('a write that succeeded is said to, also if what is true now cannot be asked for', async (browser) => {
  const { base, keeper } = await living();
  const { page } = await keepersPage(browser, await keeper('twice'), base);
  await page.locator('.keep-quick.closed').waitFor();
  await page.route(STATION, busy);
  await page.locator('.keep-quick.closed').tap();
  await page.getByText('已发布').waitFor();
  await page.getByRole('alert').filter({ hasText: '现在不知道' }).waitFor();
  assert.equal(await page.locator('.keep-now').count(), 0);
  await page.unroute(STATION);
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.locator('.keep-now .state.closed').waitFor();
  await page.getByRole('button', { name: '撤回' }).tap();
  await page.getByText('已撤回').waitFor();
});

test('a quick press whose answer is lost is repeated under the same key, and the next one is another', async (browser) => {
  const { base, keeper } = await living();
  const { page } = await keepersPage(browser, await keeper('twice'), base);
  const keys = [];
  const answer = { isLost: true };
  await page.route('**/notices', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(route.request().headers()['idempotency-key']);
    const response = await route.fetch();
    return answer.isLost ? route.abort() : route.fulfill({ response });
  });
  const press = () => page.locator('.keep-quick.closed').tap();
  await press();
  await page.getByText('没有成功').waitFor();
  answer.isLost = false;
  await press();
  await page.getByText('已发布').waitFor();
  await page.locator('.keep-list li', { hasText: '关门' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '撤回' }).count(), 1);
  await page.getByRole('button', { name: '撤回' }).tap();
  await page.getByText('已撤回').waitFor();
  await press();
  await page.getByText('已发布').waitFor();
  assert.deepEqual([keys.length, keys[0] === keys[1], keys[1] === keys[2]], [3, true, false]);
});

test('a notice, a withdrawal and an answer whose own answers are lost are each repeated as they were', async (browser) => {
  const { base, keeper } = await living();
  const { page, context } = await keepersPage(browser, await keeper('lost'), base);
  const posted = await context.request.post(`${base}/v1/stations/lost/reports`, { data: { what: 'thanks', reporter: 'a-phone-that-is-a-test' } });
  assert.equal(posted.status(), 202, await posted.text());
  await page.locator('.keep-quick.closed').waitFor();
  const writes = [];
  await page.route(/\/(notices|notices\/[^/]+|reports\/[^/]+)$/, async (route) => {
    const request = route.request();
    if (request.method() === 'GET') return route.continue();
    const write = [request.method(), request.headers()['idempotency-key'], request.postData()].join(' ');
    const isFirst = !writes.includes(write);
    writes.push(write);
    const response = await route.fetch();
    return isFirst ? route.abort() : route.fulfill({ response });
  });
  const twice = async (name, done) => {
    await page.getByRole('button', { name }).tap();
    await page.getByText('没有成功').waitFor();
    await page.getByRole('button', { name }).tap();
    await page.getByText(done).waitFor();
  };
  await page.getByLabel('到什么时候').selectOption('60');
  await twice('发布', '已发布');
  await twice('撤回', '已撤回');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await twice('不是这样', '已回复');
  const kinds = [...new Set(writes)].map((write) => write.split(' ')[0]);
  assert.deepEqual([writes.length, kinds], [6, ['POST', 'DELETE', 'PATCH']]);
  // What was said once is not what is said next.
  await page.getByRole('button', { name: '发布' }).tap();
  await page.getByText('没有成功').waitFor();
  assert.notEqual(writes[6], writes[0]);
});

test('a token outlives a service that does not know, and one that refuses it', async (browser) => {
  const { base, keeper } = await living();
  const { page } = await visit(browser, PHONE);
  const kept = () => page.evaluate(() => localStorage.getItem('yizhan-keeper'));
  const token = await keeper('seen');
  await page.route('**/v1/keeper', busy);
  await page.goto(`${base}/keep#token=${token}`);
  await page.getByRole('button', { name: '再试一次' }).waitFor();
  assert.equal(await kept(), token);
  await page.unroute('**/v1/keeper');
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.locator('.keep-quick.closed').waitFor();
  // A page that stays open hears of a token that is refused.
  await page.route('**/notices', (route) => route.fulfill({ status: 401, json: { title: 'refused' } }));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.getByText('这个口令不对').waitFor();
  assert.equal(await kept(), token);
  await page.unroute('**/notices');
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.locator('.keep-quick.closed').waitFor();
  // Another one takes its place once it is accepted.
  const enter = async (other) => {
    await page.evaluate((fragment) => { location.hash = fragment; }, `token=${other}`);
  };
  await enter('nonsense');
  await page.getByText('这个口令不对').waitFor();
  assert.equal(await kept(), token);
  const second = await keeper('seen');
  await enter(second);
  await page.locator('.keep-quick.closed').waitFor();
  assert.equal(await kept(), second);
  await enter('nonsense');
  await page.getByText('这个口令不对').waitFor();
  await page.getByRole('button', { name: '退出' }).tap();
  await page.getByRole('button', { name: '再试一次' }).waitFor({ state: 'detached' });
  assert.equal(await kept(), null);
});

test('at the door what cannot be asked for again grows old and is never open by mistake', async (browser) => {
  const { base } = await living();
  const { context, page } = await visit(browser, PHONE);
  const looked = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.route(STATION, async (route) => {
    const response = await route.fetch();
    const feature = await response.json();
    Object.assign(feature.properties, { open_state: 'open', open_reason: 'hours', open_until: later(feature.query.at, 60 * 60_000) });
    await route.fulfill({ response, json: feature });
  });
  await page.clock.install();
  await page.goto(`${base}/s/ages`);
  await page.locator('.details > p > .state.open').waitFor();
  await page.unroute(STATION);
  await context.setOffline(true);
  await page.clock.fastForward('02:00:00');
  await looked();
  await page.locator('.details .old').waitFor();
  await page.locator('.details > p > .state.unknown').waitFor();
  assert.equal(await page.getByRole('alert').count(), 1);
  await context.setOffline(false);
  await looked();
  await page.locator('.details > p > .state.open').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.route(STATION, (route) => route.fulfill({ status: 404, json: { title: 'gone' } }));
  await looked();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('.details').count(), 0);
});

test('at the door a station is shown without the vocabulary, and a report being written is left alone', async (browser) => {
  const { base } = await living();
  const { page } = await visit(browser, PHONE);
  const looked = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.route('**/v1/meta', busy);
  await page.goto(`${base}/s/ages`);
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.reports').count(), 0);
  await page.unroute('**/v1/meta');
  await looked();
  await page.locator('[data-what="other"]').tap();
  await page.locator('.report-form textarea').fill('灯坏了');
  await page.route(STATION, (route) => route.abort());
  await looked();
  await page.waitForTimeout(300);
  assert.equal(await page.locator('.report-form textarea').inputValue(), '灯坏了');
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.unroute(STATION);
  // A press on a language is a wish.
  await page.getByRole('button', { name: 'English' }).tap();
  await page.getByText('Not as it says here?').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.equal(await page.locator('.report-form').count(), 0);
});
