// A planner's files in the coverage view: what is read, gathered in squares, listed and shown on the
// map, from the disk and from an address.

import assert from 'node:assert/strict';

import { readTable } from '../../src/web/csv.js';
import { endsAround, gradeOf, OFF } from '../../src/web/grades.js';
import { gridOver, rectangles } from '../../src/web/grid.js';
import { MAX_CELLS, MAX_FILE_BYTES, MAX_PLACES, readPlanFile } from '../../src/web/plan-files.js';
import { Plan } from '../../src/web/plan.js';
import { finestStep, gradesOf, peopleIn, squaresOf } from '../../src/web/plan-squares.js';
import { test, visit } from './harness.mjs';
import { service } from './page.mjs';

const HEADER = 'id,lon,lat,population,status,nearest_station,distance_m,travel_time_s,stations_in_reach';
const STATIONS = 'id,name,district,lon,lat,counts,open_state,people_in_reach,people_only_here\na,"One, <b>old</b>",,114.17,22.32,true,,900,40\nb,Two,,114.18,22.33,true,,700,600\n';
const SUMMARY = JSON.stringify({ parameters: { limit: { minutes: 10 } } });
const SHOWN = '/?lat=22.3193&lon=114.1694&open=any&coverage=true';
const rows = (page) => page.locator('.proposed .plan-row');

// Cells 200 m apart, each with ten people and so many minutes from a station.
function cells(columns, rowsOfCells, minutes = () => 8) {
  const lines = [HEADER];
  for (let at = 0; at < columns * rowsOfCells; at += 1) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const way = minutes(column, row);
    const told = way === null ? 'unsnapped,,,,0' : `${way <= 10 ? 'covered' : 'uncovered'},a,${way * 75},${way * 60},1`;
    lines.push(`c${at},${(114.1 + column * 0.002).toFixed(6)},${(22.25 + row * 0.002).toFixed(6)},10,${told}`);
  }
  return lines.join('\n');
}

function siting(places) {
  const feature = ({ rank, site, at, ...more }) => ({
    type: 'Feature', id: rank, geometry: at ? { type: 'Point', coordinates: at } : null, properties: { rank, site, people_gained: 1000 - rank, ...more },
  });
  return JSON.stringify({ type: 'FeatureCollection', features: places.map(feature) });
}

const PLACES = [
  { rank: 1, site: '<img src=x onerror=alert(1)>', at: [114.2, 22.3] },
  { rank: 2, site: 'Pier', at: [114.15, 22.28] },
  { rank: 3, site: 'no place' },
];
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const open = (page, ...files) => page.locator('.plan-pick input').setInputFiles(files);

const refused = (text, what) => assert.throws(() => readPlanFile(text), { message: what });

test('steps are round, the limit is one of them, and what was not computed is never within it', async () => {
  assert.deepEqual(endsAround(15), [5, 10, 15, 20, 30]);
  assert.deepEqual(endsAround(10), [3, 7, 10, 13, 20]);
  assert.deepEqual(endsAround(1000), [300, 700, 1000, 1300, 2000]);
  for (let limit = 1; limit <= 60; limit += 1) assert.ok(endsAround(limit).every((end, at, all) => end > (all[at - 1] ?? 0)), String(limit));
  const ends = endsAround(15);
  assert.deepEqual([0, 5, 5.1, 15, 16, 30, 31].map((way) => gradeOf(way <= 15 ? 'covered' : 'uncovered', way, ends)), [0, 0, 1, 2, 3, 4, 5]);
  assert.equal(gradeOf('covered', 15.04, ends), 2);
  assert.equal(gradeOf('uncovered', 14.96, ends), 3);
  assert.equal(gradeOf('uncovered', null, ends), 5);
  for (const status of ['unsnapped', 'unreachable', 'anything']) assert.equal(gradeOf(status, 3, ends), OFF);
});

test('a table is read with its quotes, line ends and byte order mark', async () => {
  const plain = readTable('\ufeffa,b\r\n1,2\r\n\r\n3,\r\n');
  assert.deepEqual(plain, { header: ['a', 'b'], rows: [['1', '2'], ['3', '']] });
  const quoted = readTable('a,b\n"x, ""y""\nz",2\n,"3"\n');
  assert.deepEqual(quoted, { header: ['a', 'b'], rows: [['x, "y"\nz', '2'], ['', '3']] });
});

test('what is no file of a plan is refused, and rows that cannot be read are counted', async () => {
  for (const text of ['', 'a,b\n1,2', '{}', '[1]', '{"type":"FeatureCollection","features":[null]}', '{"type":"FeatureCollection","features":[{"properties":{"rank":1}}]}', '{']) refused(text, 'unknownFile');
  refused(HEADER, 'noRows');
  const { cells: read } = readPlanFile(`${HEADER}\na,114,22,5,covered,s,10,8,1\nb,200,22,5,covered,s,10,8,1\nc,114,22,,covered,s,10,8,1\nd,114,22,5,maybe,s,10,8,1`);
  assert.deepEqual([read.n, read.nLeftOut], [1, 3]);
  assert.deepEqual(readPlanFile(SUMMARY), { limit: { minutes: 10 } });
  assert.deepEqual(readPlanFile('{"parameters":{"limit":{"distance_m":800}}}'), { limit: { radius_m: 800 } });
});

test('names that were kept from spreadsheets are read as they were, and stations that cannot be read are counted', async () => {
  const header = 'id,name,lon,lat,people_in_reach,people_only_here';
  const row = (name, people = 5) => `a,${name},114,22,${people},1`;
  const names = ["'=1+1", "'@x", "'-1+1", "'-5", "-5", "'t Hof", 'x'];
  const read = readPlanFile([header, ...names.map((name) => row(name)), row('y', ''), row('z', 'many')].join('\n'));
  assert.deepEqual(read.existing.map(({ name }) => name), ['=1+1', '@x', '-1+1', "'-5", '-5', "'t Hof", 'x']);
  assert.equal(read.existingLeftOut, 2);
});

test('a limit is that of the cells that it came with, or that it came after', async () => {
  const plan = new Plan({ api: { datum: 'wgs84' }, changed() {} });
  const given = (...texts) => plan.open(texts.map((text) => ({ name: 'file', size: text.length, text: async () => text })));
  const summary = (minutes) => JSON.stringify({ parameters: { limit: { minutes } } });
  await given(summary(10));
  await given(cells(2, 2));
  assert.deepEqual(plan.limit, { minutes: 10 });
  await given(siting(PLACES));
  assert.deepEqual(plan.limit, { minutes: 10 }, 'places have no limit of their own');
  await given(cells(3, 3));
  assert.equal(plan.limit, null);
  await given(summary(20), cells(2, 2));
  assert.deepEqual(plan.limit, { minutes: 20 });
});

test('tables are taken up to their caps and no farther', async () => {
  const row = 'a,114,22,5,covered,s,10,8,1\n';
  assert.equal(readPlanFile(`${HEADER}\n${row.repeat(MAX_CELLS)}`).cells.n, MAX_CELLS);
  refused(`${HEADER}\n${row.repeat(MAX_CELLS + 1)}`, 'tooManyRows');
  const place = (_, at) => ({ rank: at + 1, site: 'x', at: [114, 22] });
  assert.equal(readPlanFile(siting(Array.from({ length: MAX_PLACES }, place))).proposals.length, MAX_PLACES);
  refused(siting(Array.from({ length: MAX_PLACES + 1 }, place)), 'tooManyRows');
});

test('a hundred thousand cells become as many squares as fit the zoom, with all their people', async () => {
  const { cells: read } = readPlanFile(cells(400, 250, (column) => (column < 200 ? 8 : 25)));
  const box = { west: 114.05, south: 22.2, east: 115, north: 22.8 };
  const step = finestStep(read);
  const grid = gridOver(box, { maxCells: 2500, finestStep: step });
  const grades = gradesOf(read, endsAround(10), false);
  const kinds = squaresOf(grid, read, grades);
  assert.equal(kinds.length, grid.columns * grid.rows);
  assert.ok(kinds.length <= 2500);
  assert.ok(rectangles(grid, kinds.map((grade) => grade !== undefined && `near-${grade}`)).features.length <= 2 * grid.rows);
  assert.deepEqual(peopleIn(box, read, grades), { covered: 500_000, uncovered: 500_000, notComputed: 0 });
  // Near, squares are no finer than the cells: between them there is no hole.
  const near = gridOver({ west: 114.2, south: 22.3, east: 114.3, north: 22.4 }, { maxCells: 2500, finestStep: step });
  const inside = squaresOf(near, read, grades);
  assert.ok(inside.every((grade) => grade !== undefined));
});

test('a square is as far as half of its people have it, and not computed if most of them are not', async () => {
  const world = { west: -180, south: -80, east: 180, north: 80 };
  const grid = gridOver(world, { maxCells: 4 });
  const of = (...people) => {
    const lines = people.map(([status, seconds, count], at) => `c${at},114,22,${count},${status},s,${seconds},${seconds},1`);
    const { cells: read } = readPlanFile([HEADER, ...lines].join('\n'));
    return squaresOf(grid, read, gradesOf(read, endsAround(15), false)).find((grade) => grade !== undefined);
  };
  assert.equal(of(['covered', 60, 10], ['uncovered', 6000, 9]), 0);
  assert.equal(of(['covered', 60, 9], ['uncovered', 6000, 10]), 5);
  assert.equal(of(['covered', 60, 10], ['unsnapped', '', 10]), 0);
  assert.equal(of(['covered', 60, 10], ['unreachable', '', 11]), OFF);
  assert.equal(of(['uncovered', 6000, 0], ['covered', 60, 0]), undefined);
});

test('files from the disk are counted in people, and their names are shown as text', async (browser) => {
  const { page, seen } = await visit(browser);
  await page.goto(await service() + SHOWN);
  await page.getByText(/这一屏约 .*%/).waitFor();
  let n = 0;
  page.on('request', (request) => { if (!request.url().startsWith('blob:') && /coverage/.test(request.url())) n += 1; });
  await open(page, file('cells.csv', cells(40, 40, (column) => (column < 34 ? 8 : null))), file('stations.csv', STATIONS), file('summary.json', SUMMARY), file('siting.geojson', siting(PLACES)), file('x.csv', '<b>x</b>'));
  await page.getByText('这一屏算得出的人，100% 够得着').waitFor();
  assert.match(await page.locator('.coverage-card').textContent(), /够得着 [\d,]+ 人，够不着 0 人，没有算出 [1-9][\d,]* 人/);
  assert.deepEqual(await page.locator('.grades li').allTextContents(), ['≤3', '≤7', '≤10', '≤13', '≤20', '>20']);
  assert.deepEqual(await page.locator('.plan-row .place-name').allTextContents(), ['<img src=x onerror=alert(1)>', 'Pier', 'no place', 'Two', 'One, <b>old</b>']);
  assert.match(await rows(page).first().textContent(), /\+999 人/);
  assert.match(await page.locator('.existing .plan-row').first().textContent(), /700 人够得着，其中 600 人只有它/);
  assert.match(await page.locator('.plan-faults').textContent(), /^x\.csv：不是/);
  assert.equal(n, 0, 'nothing of the files is sent');
  await page.getByRole('button', { name: '收起文件' }).click();
  await page.getByText(/这一屏约 .*%/).waitFor();
  assert.equal(await page.locator('.plan-row').count(), 0);
  assert.deepEqual(seen.errors, []);
});

test('the hour of a plan is not shown for a moment while the map moves', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(`${await service()}/?lat=22.3193&lon=114.1694&coverage=true`);
  await page.locator('.coverage-when').waitFor();
  await open(page, file('cells.csv', cells(40, 40)));
  await page.getByText('这一屏算得出的人，100% 够得着').waitFor();
  await page.evaluate(() => {
    const when = document.querySelector('.coverage-when');
    window.shown = when.hidden ? 0 : 1;
    new MutationObserver(() => { window.shown += Number(!when.hidden); }).observe(when, { attributes: true });
  });
  await page.locator('.maplibregl-ctrl-zoom-in').click();
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(() => window.shown), 0);
  await page.getByRole('button', { name: '收起文件' }).click();
  await page.locator('.coverage-when').waitFor();
});

test('a press on a proposal, or its key, moves the map to it', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + SHOWN);
  await page.getByText(/这一屏约 .*%/).waitFor();
  await open(page, file('siting.geojson', siting(PLACES)));
  await rows(page).first().waitFor();
  assert.equal(await page.locator('button.plan-row').count(), 2, 'without a position there is nowhere to move');
  const moved = async (act) => {
    const asked = page.waitForRequest('**/v1/coverage');
    await act();
    const { demand } = (await asked).postDataJSON();
    const middle = (key) => (Math.min(...demand.map((one) => one[key])) + Math.max(...demand.map((one) => one[key]))) / 2;
    return [middle('lon'), middle('lat')];
  };
  const near = ([lon, lat], at) => assert.ok(Math.abs(lat - at[1]) < 0.03 && Math.abs(lon - at[0]) < 0.06, `${lon} ${lat}`);
  near(await moved(() => rows(page).nth(1).click()), PLACES[1].at);
  assert.equal(await rows(page).nth(1).getAttribute('aria-current'), 'true');
  near(await moved(async () => {
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
  }), PLACES[0].at);
  // The mark itself: in the middle of what the panel leaves of the map, once it rests.
  await page.waitForTimeout(1500);
  await rows(page).nth(1).evaluate((row) => row.setAttribute('aria-current', 'unknown'));
  const panel = await page.locator('.panel').boundingBox();
  await page.mouse.click((panel.x + panel.width + 1280) / 2, 400);
  await page.waitForFunction(() => document.querySelectorAll('.proposed .plan-row')[1].getAttribute('aria-current') === 'false');
});

test('a folder in the address is read from this server, and from no other', async (browser) => {
  const { page, seen } = await visit(browser);
  const base = await service();
  const answers = { 'cells.csv': cells(40, 40), 'siting.geojson': siting(PLACES), 'summary.json': SUMMARY };
  await page.route('**/plans/**', (route) => {
    const body = answers[new URL(route.request().url()).pathname.split('/').at(-1)];
    return body ? route.fulfill({ body }) : route.fulfill({ status: 404 });
  });
  await page.goto(`${base}${SHOWN}&plan=plans/today/`);
  await page.getByText('这一屏算得出的人，100% 够得着').waitFor();
  assert.equal(await rows(page).count(), 3);
  assert.equal(await page.locator('.plan-faults').textContent(), '');
  await page.goto(`${base}${SHOWN}&plan=https://example.org/cells.csv,plans/none.csv`);
  await page.getByText('只能读本服务器上的文件').waitFor();
  assert.match(await page.locator('.plan-faults').textContent(), /plans\/none\.csv：读不到/);
  assert.ok(!seen.requests.some((url) => url.startsWith('https://example.org')));
  await page.locator('.coverage-card').getByText(/这一屏约 .*%/).waitFor();
});

test('a file that is too large is not read', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await service() + SHOWN);
  await page.locator('.plan-pick').waitFor();
  await page.evaluate((bytes) => {
    const input = document.querySelector('.plan-pick input');
    const large = new File(['x'], 'large.csv');
    Object.defineProperty(large, 'size', { value: bytes + 1 });
    Object.defineProperty(large, 'text', { value: () => { throw new Error('it was read'); } });
    Object.defineProperty(input, 'files', { value: [large], configurable: true });
    input.dispatchEvent(new Event('change'));
    delete input.files;
  }, MAX_FILE_BYTES);
  await page.getByText('large.csv：文件太大').waitFor();
});

test('on a phone the card leaves room for the proposals on the map, and a finger opens their list', async (browser) => {
  const { page } = await visit(browser, { width: 360, height: 640, hasTouch: true, isMobile: true, dark: true });
  await page.goto(`${await service()}${SHOWN}&lang=en`);
  await page.locator('.plan-pick').waitFor();
  await open(page, file('cells.csv', cells(40, 40)), file('siting.geojson', siting(PLACES)));
  await page.getByText('Proposed stations: 3').tap();
  await rows(page).nth(1).tap();
  const [card, panel] = [await page.locator('.coverage-card').boundingBox(), await page.locator('.panel').boundingBox()];
  assert.ok(panel.y - card.y - card.height > 150, JSON.stringify({ card, panel }));
  for (const row of await rows(page).all()) assert.ok((await row.boundingBox()).height >= 44);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
});
