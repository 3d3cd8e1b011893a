// What is true today, as people use it: the keepers' page, the page at the door, reports on the card,
// with a real database.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { serve, test, visit } from './harness.mjs';
import { axeFinds } from './seen.mjs';

export const PHONE = { width: 360, height: 740, hasTouch: true, isMobile: true };
const [LON, LAT] = [114.17, 22.32];
const NEAREST = `/v1/stations/nearest?lat=${LAT}&lon=${LON}&open=any`;

const station = (id, properties) => ({
  type: 'Feature', id, geometry: { type: 'Point', coordinates: [LON, LAT] },
  properties: { name: `站点 ${id}`, opening_hours: '24/7', amenities: ['toilet', 'microwave'], ...properties },
});
// Each test has a station of its own.
const IDS = ['closes', 'locked', 'foreign', 'way/12', 'card', 'seen', 'twice', 'ages', 'lost'];

let started = null;
export const living = () => { started ??= start(); return started; };

async function start() {
  const folder = mkdtempSync(`${tmpdir()}/yizhan-living-`);
  const file = `${folder}/stations.geojson`;
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: IDS.map((id) => station(id)) }));
  const live = `sqlite:${folder}/live.db`;
  const base = await serve({ files: [file], options: ['--live', live] });
  const keeper = async (...stations) => {
    const scope = stations.length === 0 ? ['--all'] : ['--station', ...stations];
    const token = execFileSync(process.env.YIZHAN_BIN, ['keeper', 'add', '--live', live, '--name', '香河', ...scope], { encoding: 'utf8' }).trim();
    await known(base, token);
    return token;
  };
  return { base, keeper };
}

// The server hears within a second of a keeper who was made beside it.
async function known(base, token) {
  for (let n = 0; n < 60; n += 1) {
    const { status } = await fetch(`${base}/v1/keeper`, { headers: { authorization: `Bearer ${token}` } });
    if (status === 200) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail('the keeper is not known');
}

const properties = async (context, base, id) => {
  const answer = await context.request.get(`${base}/v1/stations/${encodeURIComponent(id)}`);
  return (await answer.json()).properties;
};

// Until the state is that: each process takes up what is said within a second.
async function becomes(context, base, id, state) {
  for (let n = 0; n < 60; n += 1) {
    if ((await properties(context, base, id)).open_state === state) return;
    await new Promise((done) => { setTimeout(done, 250); });
  }
  assert.fail(`${id} did not become ${state}`);
}

export async function keepersPage(browser, token, base) {
  const visitor = await visit(browser, PHONE);
  await visitor.page.goto(`${base}/keep#token=${token}`);
  return visitor;
}

test('a keeper closes a station for today with one press, and riders see it before everything else', async (browser) => {
  const { base, keeper } = await living();
  const { page, context, seen } = await keepersPage(browser, await keeper('closes'), base);
  await page.locator('.keep-quick.closed').tap();
  await page.getByText('已发布').waitFor();
  await becomes(context, base, 'closes', 'closed');
  await page.locator('.keep-list li', { hasText: '关门' }).waitFor();
  await page.locator('.keep-now .state.closed').waitFor();
  await page.getByRole('button', { name: '撤回' }).tap();
  await page.getByText('已撤回').waitFor();
  await becomes(context, base, 'closes', 'open');
  assert.deepEqual(seen.errors, []);
});

test('a notice with a text stands first on the card and in the list', async (browser) => {
  const { base, keeper } = await living();
  const { page, context } = await keepersPage(browser, await keeper('card'), base);
  const text = '微波炉坏了 <b>周五</b>修';
  await page.getByLabel('说什么').selectOption('amenity_out');
  await page.getByLabel('哪个设施').selectOption('microwave');
  await page.getByLabel('写给骑手看的话').fill(text);
  await page.getByRole('button', { name: '发布' }).tap();
  await page.getByText('已发布').waitFor();
  await page.goto(`${base}/?lat=${LAT}&lon=${LON}&open=any`);
  await page.locator('[data-id="card"] .notice', { hasText: text }).waitFor();
  await page.locator('[data-id="card"]').tap();
  const notice = page.locator('.details > .notice');
  await notice.waitFor();
  assert.equal(await notice.locator('bdi').textContent(), text);
  const { amenity_details: details } = await properties(context, base, 'card');
  assert.equal(details.microwave.open_state, 'closed');
  assert.equal(details.toilet.open_state, 'open');
});

test('the token leaves the address at once and stands in no address that is asked for', async (browser) => {
  const { base, keeper } = await living();
  const token = await keeper('seen');
  const { page, seen } = await keepersPage(browser, token, base);
  await page.locator('.keep-quick.closed').waitFor();
  assert.equal(page.url(), `${base}/keep`);
  assert.deepEqual(seen.requests.filter((url) => url.replace(/#.*/, '').includes(token)), []);
  await page.reload();
  await page.locator('.keep-quick.closed').waitFor();
  await page.getByRole('button', { name: '退出' }).tap();
  await page.getByLabel('口令').waitFor();
  await page.reload();
  await page.getByLabel('口令').fill('nonsense');
  await page.getByRole('button', { name: '进入' }).tap();
  await page.getByText('这个口令不对').waitFor();
});

test('three phones that found it locked make it unknown, and a keeper makes it open again', async (browser) => {
  const { base, keeper } = await living();
  for (let n = 0; n < 3; n += 1) {
    const { page, context } = await visit(browser, PHONE);
    assert.equal((await properties(context, base, 'locked')).open_state, 'open');
    await page.goto(`${base}/s/locked`);
    await page.locator('[data-what="locked"]').tap();
    await page.getByRole('button', { name: '发送' }).tap();
    await page.getByText('收到了').waitFor();
    await context.close();
  }
  const { page, context } = await keepersPage(browser, await keeper(), base);
  await becomes(context, base, 'locked', 'unknown');
  assert.equal((await properties(context, base, 'locked')).open_reason, 'reported_locked');
  await page.getByLabel('找站点').fill('站点 locked');
  await page.locator('.keep-station').first().tap();
  await page.locator('.keep-list .locked').nth(2).waitFor();
  await page.locator('.keep-quick.open').tap();
  await page.getByText('已发布').waitFor();
  await becomes(context, base, 'locked', 'open');
});

test('what riders write is shown as it was written', async (browser) => {
  const { base, keeper } = await living();
  const text = '<img src=x onerror=alert(1)> "锁" & \u202e!';
  const { page } = await visit(browser, PHONE);
  await page.goto(`${base}/s/foreign`);
  await page.locator('[data-what="other"]').tap();
  await page.locator('.report-form textarea').fill(text);
  await page.getByRole('button', { name: '发送' }).tap();
  await page.getByText('收到了').waitFor();
  const { page: keepers, seen } = await keepersPage(browser, await keeper('foreign'), base);
  await keepers.locator('.keep-list .other').waitFor();
  const shown = await keepers.locator('.keep-list .other bdi').last().textContent();
  assert.equal(shown, text.replace('\u202e', ''));
  assert.deepEqual(seen.errors, []);
  await keepers.getByRole('button', { name: '不是这样' }).tap();
  await keepers.getByText('没有新的反馈').waitFor();
});

test('the page at the door shows a station with a slash in its id, also without scripts', async (browser) => {
  const { base } = await living();
  const { page, seen } = await visit(browser, PHONE);
  for (const address of ['/s/way/12', '/s/way%2F12']) {
    await page.goto(base + address);
    await page.locator('.reports').waitFor();
    assert.equal(await page.locator('h2').first().textContent(), '站点 way/12');
  }
  assert.deepEqual(seen.errors, []);
  const { page: plain } = await visit(browser, { ...PHONE, javaScriptEnabled: false });
  await plain.goto(`${base}/s/way/12`);
  assert.equal(await plain.locator('h1').textContent(), '站点 way/12');
});

test('axe finds nothing serious on the keepers’ page and at the door, light and dark', async (browser) => {
  const { base, keeper } = await living();
  const token = await keeper('seen');
  for (const dark of [false, true]) {
    const { page } = await visit(browser, { ...PHONE, dark });
    await page.goto(`${base}/keep#token=${token}`);
    await page.locator('.keep-form').waitFor();
    assert.deepEqual(await axeFinds(page), []);
    await page.goto(`${base}/s/seen`);
    await page.locator('.reports').waitFor();
    assert.deepEqual(await axeFinds(page), []);
    const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(room, 0);
  }
});

test('without --live the page takes no reports', async (browser) => {
  const base = await serve();
  const { page, context } = await visit(browser, PHONE);
  const { features: [first] } = await (await context.request.get(base + NEAREST)).json();
  await page.goto(`${base}/s/${encodeURIComponent(first.id)}`);
  await page.locator('.week, .state').first().waitFor();
  assert.equal(await page.locator('.reports').count(), 0);
});
