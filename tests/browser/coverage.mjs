// The coverage view: what it asks, what it shades and says, and when it asks nothing.

import assert from 'node:assert/strict';

import { host, serve, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const SHOWN = `${ASKED}&coverage=true`;
const MAX_CELLS = 2500;

const share = (page) => page.locator('.coverage-share');
const toggle = (page) => page.getByRole('button', { name: '覆盖', exact: true });
const isShown = (page) => page.getByText(/这一屏约 .*%/).waitFor();

// Bodies asked and answers given, in their order.
function listen(page) {
  const jobs = [];
  page.on('requestfinished', async (request) => {
    if (!request.url().endsWith('/v1/coverage')) return;
    const response = await request.response();
    jobs.push({ asked: request.postDataJSON(), status: response.status(), answer: await response.json() });
  });
  return jobs;
}

async function until(condition, what) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`never: ${what}`);
}

test('coverage is asked for by what is chosen, and told as a share of the area', async (browser) => {
  const { page, seen } = await visit(browser);
  const jobs = listen(page);
  await page.goto(`${await service()}${ASKED}&amenity=accessible_toilet&mode=bike&minutes=5`);
  await toggle(page).waitFor();
  assert.equal(jobs.length, 0);
  assert.equal(await toggle(page).getAttribute('aria-pressed'), 'false');
  await toggle(page).click();
  await isShown(page);
  assert.equal(await toggle(page).getAttribute('aria-pressed'), 'true');
  await until(() => jobs.length > 0, 'an answer');
  const { asked, status, answer } = jobs.at(-1);
  assert.equal(status, 200);
  const { amenity, mode, minutes, at, crs, demand } = asked;
  assert.deepEqual({ amenity, mode, minutes, at, crs }, { amenity: ['accessible_toilet'], mode: 'bike', minutes: 5, at: '2026-11-24T12:00', crs: 'wgs84' });
  assert.ok(demand.length > 100 && demand.length <= MAX_CELLS, String(demand.length));
  assert.ok(demand.every(({ population }) => population === 1));
  assert.deepEqual(answer.issues, []);
  assert.match(await page.locator('.coverage-card').textContent(), /要有：.*不算人口.*按直线/);
  assert.equal(new URL(page.url()).searchParams.get('coverage'), 'true');
  await toggle(page).click();
  await page.locator('.coverage-card').waitFor({ state: 'hidden' });
  assert.equal(new URL(page.url()).searchParams.get('coverage'), null);
  assert.deepEqual(seen.errors, []);
});

test('the share is that of the squares beside the panel', async (browser) => {
  const { page } = await visit(browser);
  await page.route('**/v1/coverage', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    const { demand } = route.request().postDataJSON();
    const middle = (Math.min(...demand.map(({ lon }) => lon)) + Math.max(...demand.map(({ lon }) => lon))) / 2;
    // All to the west of the middle is out of reach: of what is beside the panel that is less than half.
    for (const [at, cell] of answer.cells.entries()) cell.status = demand[at].lon < middle ? 'uncovered' : 'covered';
    await route.fulfill({ response, json: answer });
  });
  await page.goto(await service() + SHOWN);
  await isShown(page);
  const percent = Number((await share(page).textContent()).match(/(\d+)%/)[1]);
  assert.ok(percent > 66 && percent < 80, String(percent));
});

test('what is in and out of reach is tinted, what is off the streets is hatched and named', async (browser) => {
  const { page, seen } = await visit(browser);
  let status = 'covered';
  await page.route('**/v1/coverage', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    for (const cell of answer.cells) cell.status = status;
    await route.fulfill({ response, json: { ...answer, travel: 'network' } });
  });
  const look = async (next, minutes) => {
    status = next;
    const done = page.waitForResponse('**/v1/coverage');
    await page.goto(`${await service()}${SHOWN}&minutes=${minutes}`);
    await done;
    await isShown(page);
    await page.waitForTimeout(1500);
    // Below the controls, right of the circle: nothing but land.
    return page.screenshot({ clip: { x: 1200, y: 300, width: 60, height: 60 } });
  };
  const pictures = [await look('covered', 15), await look('uncovered', 15), await look('unreachable', 15)];
  assert.notDeepEqual(pictures[0], pictures[1]);
  assert.notDeepEqual(pictures[0], pictures[2]);
  assert.notDeepEqual(pictures[1], pictures[2]);
  assert.match(await page.locator('.coverage-card').textContent(), /离路太远或没有路通.*沿街道/);
  assert.equal(await share(page).textContent(), '这一屏约 0% 的面积够得着');
  assert.deepEqual(seen.errors, []);
});

test('a moved map is asked about once it rests, and only for its last place', async (browser) => {
  const { page } = await visit(browser);
  const jobs = listen(page);
  await page.goto(await service() + SHOWN);
  await isShown(page);
  await page.waitForTimeout(1000);
  const before = jobs.length;
  await page.locator('.maplibregl-canvas').focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await until(() => jobs.length > before, 'an answer after the move');
  await page.waitForTimeout(1200);
  assert.ok(jobs.length - before <= 2, `${jobs.length - before} jobs for one move`);
  const west = (job) => Math.min(...job.asked.demand.map(({ lon }) => lon));
  assert.ok(west(jobs.at(-1)) > west(jobs[before - 1]));
});

test('a city with its suburbs is graded at once, in squares from their middles', async (browser) => {
  const { page, seen } = await visit(browser);
  const jobs = listen(page);
  await page.goto(await service() + SHOWN);
  await isShown(page);
  for (let press = 0; press < 4; press += 1) {
    await page.locator('.maplibregl-ctrl-zoom-out').click();
    await page.waitForTimeout(700);
  }
  await page.getByText('只算每格的中心').waitFor();
  const degrees = ({ asked }) => Math.max(...asked.demand.map(({ lon }) => lon)) - Math.min(...asked.demand.map(({ lon }) => lon));
  await until(() => degrees(jobs.at(-1)) > 0.4, 'a view of 40 km');
  assert.ok(jobs.at(-1).asked.demand.length <= MAX_CELLS);
  assert.deepEqual(await page.locator('.grades li').allTextContents(), ['≤5', '≤10', '≤15', '≤20', '≤30', '>30']);
  assert.deepEqual(seen.errors, []);
});

test('a map of a whole country is not asked about: it says to zoom in', async (browser) => {
  const { page } = await visit(browser);
  const jobs = listen(page);
  await page.goto(`${await service()}/?coverage=true`);
  await page.getByText('地图再放大一些').waitFor();
  await page.waitForTimeout(800);
  assert.equal(jobs.length, 0);
});

test('day and hour are those of the whole page, by the keyboard too', async (browser) => {
  const { page } = await visit(browser);
  const jobs = listen(page);
  await page.goto(await service() + SHOWN);
  await isShown(page);
  const hour = page.getByRole('slider', { name: '几点' });
  assert.equal(await hour.inputValue(), '12');
  await hour.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => location.search.includes('at=2026-11-24T13:00'));
  await page.getByRole('combobox', { name: '星期几' }).selectOption({ label: '周日' });
  await page.waitForFunction(() => location.search.includes('at=2026-11-29T13:00'));
  assert.equal(await page.locator('input[type="datetime-local"]').inputValue(), '2026-11-29T13:00');
  await until(() => jobs.at(-1)?.asked.at === '2026-11-29T13:00', 'asked for Sunday');
  await page.locator('.coverage-when').getByRole('button', { name: '现在' }).click();
  await page.waitForFunction(() => !new URLSearchParams(location.search).has('at'));
  await until(() => jobs.at(-1).asked.at === 'now', 'asked for now');
});

test('what the service refuses is said on the card, and the next answer replaces it', async (browser) => {
  const { page } = await visit(browser);
  const ask = (route) => route.continue({ postData: { ...route.request().postDataJSON(), amenity: ['toilett'] } });
  await page.route('**/v1/coverage', ask);
  await page.goto(await service() + SHOWN);
  await page.locator('.coverage-card').getByText('是不是“toilet”？').waitFor();
  await page.unroute('**/v1/coverage', ask);
  await toggle(page).click();
  await toggle(page).click();
  await isShown(page);
});

test('on a base map in GCJ-02 squares are asked for in GCJ-02', async (browser) => {
  const origin = await host((_, response) => response.writeHead(404, { 'access-control-allow-origin': '*' }).end());
  const base = await serve({ options: ['--basemap', `${origin}/{z}/{x}/{y}.png`, '--basemap-datum', 'gcj02'] });
  const { page } = await visit(browser);
  const jobs = listen(page);
  await page.goto(`${base}/?lat=31.26897&lon=121.40849&at=2026-11-24T12:00&coverage=true`);
  await isShown(page);
  await until(() => jobs.length > 0, 'an answer');
  assert.equal(jobs[0].asked.crs, 'gcj02');
  assert.deepEqual(jobs[0].answer.issues, []);
});

test('on a phone the view makes room for the map and fits beside its buttons', async (browser) => {
  const { page } = await visit(browser, { width: 360, height: 640 });
  await page.goto(await service() + ASKED);
  await page.locator('.legend').waitFor();
  assert.equal(await toggle(page).isVisible(), false);
  await page.locator('.bar-way').click();
  await page.getByRole('checkbox', { name: '按到合适驿站的远近给地图上色' }).check();
  await isShown(page);
  assert.equal(await page.locator('.panel').getAttribute('data-height'), 'low');
  const card = await page.locator('.coverage-card').boundingBox();
  const buttons = await page.locator('.maplibregl-ctrl-top-right').boundingBox();
  assert.ok(card.x >= 0 && card.x + card.width <= buttons.x + 10, JSON.stringify({ card, buttons }));
  assert.ok(card.y + card.height < 300, String(card.height));
});
