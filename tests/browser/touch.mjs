// The sheet under a real finger: touches as the browser gets them from a screen.

import assert from 'node:assert/strict';

import { test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const PHONE = { width: 360, height: 740, hasTouch: true, isMobile: true };
// The handle, the bar, and a little below.
const LOW_PX = 18 + 44 + 4;
const FRAME_MS = 16;

const height = (page) => page.locator('.panel').evaluate((panel) => panel.getBoundingClientRect().height);
const rest = (page) => page.locator('.panel').getAttribute('data-height');
const scrolled = (page) => page.locator('.scroll').evaluate((scroll) => scroll.scrollTop);
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function phone(browser, look = PHONE) {
  const { page } = await visit(browser, look);
  await withoutDrawing(page);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  const session = await page.context().newCDPSession(page);
  const send = (type, points, timestamp) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points, timestamp });
  return { page, finger: fingerOf(send) };
}

// A finger that goes down at one place, over others, and up. The clock is the test's own, so
// that a slow machine makes no slow finger.
function fingerOf(send) {
  let clockS = Date.now() / 1000;
  const at = ([x, y]) => [{ x, y, id: 1 }];
  return {
    down: (place) => send('touchStart', at(place), clockS),
    async over(places, stepMs = FRAME_MS) {
      for (const place of places) {
        clockS += stepMs / 1000;
        await send('touchMove', at(place), clockS);
      }
    },
    async up(restMs = 300) {
      clockS += restMs / 1000;
      await send('touchEnd', [], clockS);
      await wait(350);
    },
  };
}

// Places on the way from one to the other.
function way([x, y], [toX, toY], steps = 10) {
  return Array.from({ length: steps }, (_, at) => [x + ((toX - x) * (at + 1)) / steps, y + ((toY - y) * (at + 1)) / steps]);
}

// Waits until the sheet is so high, to a pixel or two.
async function isHigh(page, px) {
  const panel = await page.locator('.panel').elementHandle();
  await page.waitForFunction(([sheet, wanted]) => Math.abs(sheet.getBoundingClientRect().height - wanted) < 2, [panel, px]);
}

async function middleOf(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

// Slowly from a part of the page to a height of the screen, and at rest there before it is let go.
async function drag(page, finger, selector, toY) {
  const from = await middleOf(page, selector);
  await finger.down(from);
  await finger.over(way(from, [from[0], toY]));
  await finger.up();
  return rest(page);
}

// `by` pixels (down is positive), and away while still moving.
async function flick(page, finger, selector, by) {
  const from = await middleOf(page, selector);
  await finger.down(from);
  await finger.over(way(from, [from[0], from[1] + by], 4));
  await finger.up(4);
  return rest(page);
}

test('the sheet is dragged to each of its heights by its handle and by its bar', async (browser) => {
  const { page, finger } = await phone(browser);
  for (const part of ['.handle', '.bar']) {
    assert.equal(await drag(page, finger, part, 720), 'low', part);
    assert.ok(Math.abs(await height(page) - LOW_PX) < 1, String(await height(page)));
    assert.equal(await drag(page, finger, part, 40), 'full', part);
    assert.equal(await drag(page, finger, part, 380), 'half', part);
  }
});

test('the sheet follows the finger while it moves, and no further than its limits', async (browser) => {
  const { page, finger } = await phone(browser);
  const [x, y] = await middleOf(page, '.handle');
  const before = await height(page);
  await finger.down([x, y]);
  for (const by of [30, 90, -60, -150]) {
    await finger.over(way([x, y], [x, y + by], 3));
    await isHigh(page, before - by);
  }
  await finger.over([[x, 2]]);
  await isHigh(page, 740 * 0.92);
  await finger.over([[x, 739]]);
  await isHigh(page, LOW_PX);
  await finger.up();
});

test('a flick counts by its speed: a short one from low opens the sheet, one down closes it', async (browser) => {
  const { page, finger } = await phone(browser);
  assert.equal(await flick(page, finger, '.handle', 70), 'low');
  assert.equal(await flick(page, finger, '.handle', -70), 'half');
  assert.equal(await flick(page, finger, '.bar', -70), 'full');
  assert.equal(await flick(page, finger, '.bar', 70), 'half');
});

test('a short drag that rests before it is let go falls back', async (browser) => {
  const { page, finger } = await phone(browser);
  const { 1: y } = await middleOf(page, '.handle');
  assert.equal(await drag(page, finger, '.handle', y - 60), 'half');
  assert.equal(await drag(page, finger, '.handle', y + 60), 'half');
});

test('a tap on the handle moves the sheet by a step, a tap on the bar opens what it names', async (browser) => {
  const { page, finger } = await phone(browser);
  const tap = async (selector) => {
    await finger.down(await middleOf(page, selector));
    await finger.up(40);
    return rest(page);
  };
  assert.equal(await tap('.handle'), 'full');
  assert.equal(await tap('.handle'), 'half');
  await drag(page, finger, '.handle', 720);
  assert.equal(await tap('.bar-way'), 'full');
  assert.equal(await page.locator('.filters').isVisible(), true);
  assert.equal(await tap('.bar-way'), 'half');
  assert.equal(await tap('.bar-place'), 'full');
  assert.equal(await page.locator('.place').isVisible(), true);
  assert.equal(await tap('.done'), 'half');
  await page.locator('.drawers > :visible').waitFor({ state: 'detached' });
});

test('a finger on the list scrolls the list, and the sheet stays', async (browser) => {
  const { page, finger } = await phone(browser);
  const from = await middleOf(page, '.scroll');
  await finger.down(from);
  await finger.over(way(from, [from[0], from[1] - 150]));
  assert.ok(Math.abs(await height(page) - 740 * 0.55) < 2);
  await finger.up();
  assert.equal(await rest(page), 'half');
  const after = await scrolled(page);
  assert.ok(after > 80, String(after));
  // And back: what is scrolled scrolls first.
  await finger.down(from);
  await finger.over(way(from, [from[0], from[1] + 60]));
  await finger.up();
  assert.ok(await scrolled(page) < after);
  assert.equal(await rest(page), 'half');
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test('a list that is pulled down at its top lowers the sheet, and pulled up raises a low one', async (browser) => {
  const { page, finger } = await phone(browser);
  await drag(page, finger, '.handle', 40);
  const pull = async (by) => {
    const from = await middleOf(page, '.results');
    const start = [from[0], Math.min(from[1], 600)];
    await finger.down(start);
    await finger.over(way(start, [start[0], start[1] + by]));
    await finger.up();
    return rest(page);
  };
  assert.equal(await pull(260), 'half');
  assert.equal(await scrolled(page), 0);
  await drag(page, finger, '.handle', 720);
  await finger.down([180, 735]);
  await finger.over(way([180, 735], [180, 400]));
  await finger.up();
  assert.equal(await rest(page), 'half');
});

test('a finger along the chips moves the chips, not the sheet', async (browser) => {
  // So narrow that they do not fit.
  const { page, finger } = await phone(browser, { ...PHONE, width: 300 });
  const from = await middleOf(page, '.needs');
  await finger.down(from);
  await finger.over(way(from, [from[0] - 120, from[1] + 8]));
  await finger.up();
  assert.ok(await page.locator('.needs').first().evaluate((row) => row.scrollLeft) > 40);
  assert.equal(await rest(page), 'half');
  assert.ok(Math.abs(await height(page) - 740 * 0.55) < 2);
});

test('beside a wide map a finger on the bar moves nothing', async (browser) => {
  const { page, finger } = await phone(browser, { width: 1024, height: 768, hasTouch: true });
  const before = await height(page);
  assert.equal(await drag(page, finger, '.bar', 500), 'half');
  assert.equal(await height(page), before);
  assert.equal(await page.locator('.panel').evaluate((panel) => panel.style.height), '');
});

test('a drag that begins on a button presses nothing', async (browser) => {
  const { page, finger } = await phone(browser);
  assert.equal(await drag(page, finger, '.bar-way', 40), 'full');
  assert.equal(await page.locator('.filters').isVisible(), false);
  const from = await middleOf(page, '.needs .chip');
  await finger.down(from);
  await finger.over(way(from, [from[0], 720]));
  await finger.up();
  assert.equal(await rest(page), 'low');
  assert.equal(new URL(page.url()).searchParams.get('amenity'), null);
});
