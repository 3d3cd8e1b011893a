// What can be seen and by whom: contrasts, signs without colours, the tree that screen readers get.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';

import { ROOT, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T21:45&open=any&limit=30';
const PHONE = { width: 390, height: 844, hasTouch: true };
const FOLDER = `${ROOT}target/screenshots`;
const AA = 4.5;
const AXE = readFileSync(`${ROOT}target/browser/node_modules/axe-core/axe.min.js`, 'utf8');
const ADDRESSES = ['/', ASKED, `${ASKED}&station=hk-fehd-1048`, '/?lat=22.3193&lon=114.1694&kind=market&unknown_hours=exclude&at=2026-11-24T03:00'];

async function open(browser, look, address) {
  const visitor = await visit(browser, look);
  await visitor.page.goto(await service() + address);
  await visitor.page.locator('.legend').waitFor();
  await visitor.page.locator('.results > *').first().waitFor();
  await visitor.page.waitForTimeout(600);
  return visitor.page;
}

// All texts of the panel and the legend with their contrast to what is behind them.
const contrasts = (page) => page.evaluate(() => {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(one).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element.closest('.panel, .legend') || !element.checkVisibility() || node.data.trim() === '' || element.closest('.marker')) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
    found.push({ text: node.data, kind: element.className, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
  }
  return found;
});

test('all text of the panel has the contrast of AA, in light and in dark', async (browser) => {
  for (const dark of [false, true]) {
    for (const address of ADDRESSES) {
      const page = await open(browser, { ...PHONE, dark }, address);
      const texts = await contrasts(page);
      assert.ok(texts.length > 10);
      const faint = texts.filter(({ ratio }) => ratio < AA).map(({ text, kind, ratio }) => `${text} (${kind}): ${ratio.toFixed(2)}`);
      assert.deepEqual(faint, [], dark ? 'dark' : 'light');
    }
  }
});

test('without colours the signs of the three states differ, in the legend, the list and on the map', async (browser) => {
  const page = await open(browser, PHONE, ASKED);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
  await page.waitForTimeout(300);
  for (const place of ['.legend .sign', '.badge', '.marker']) {
    const looks = await page.locator(place).evaluateAll((signs) => Object.fromEntries(signs.map((sign) => {
      const paint = getComputedStyle(sign, sign.matches('.marker') ? '::before' : null);
      const state = ['open', 'closed', 'unknown'].find((name) => sign.classList.contains(name));
      const bar = ['::before', '::after'].some((part) => getComputedStyle(sign, part).borderTopStyle === 'solid' && getComputedStyle(sign, part).height.startsWith('2'));
      return [state, { isFilled: paint.backgroundColor !== getComputedStyle(sign.closest('.panel, .legend') ?? document.querySelector('.panel')).backgroundColor, edge: paint.borderTopStyle, bar }];
    })));
    assert.deepEqual([looks.open?.isFilled, looks.closed?.isFilled, looks.unknown?.isFilled], [true, false, false], place);
    assert.deepEqual([looks.closed.edge, looks.unknown.edge], ['solid', 'dashed'], place);
    assert.deepEqual([looks.open.bar, looks.closed.bar], [false, true], place);
  }
});

for (const type of ['achromatopsia', 'deuteranopia', 'protanopia']) {
  test(`screenshot colour-blind ${type}`, async (browser) => {
    mkdirSync(FOLDER, { recursive: true });
    const page = await open(browser, PHONE, ASKED);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setEmulatedVisionDeficiency', { type });
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${FOLDER}/phone-${type}.png` });
  });
}

// What axe finds that is more than a trifle.
export async function axeFinds(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter(({ impact }) => ['serious', 'critical', 'moderate'].includes(impact))
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

for (const [name, look, address, opener] of [
  ['at the start', { ...PHONE, locale: 'zh-CN' }, ADDRESSES[0]],
  ['in the list', { ...PHONE, locale: 'zh-HK' }, ADDRESSES[1]],
  ['in the details', { ...PHONE, locale: 'zh-CN' }, ADDRESSES[2]],
  ['in an empty answer', { ...PHONE, locale: 'en-GB' }, ADDRESSES[3]],
  ['beside the map', { locale: 'en-GB' }, ADDRESSES[1]],
  ['in the settings', { ...PHONE, dark: true }, ADDRESSES[1], '.bar-way'],
  ['in the drawer of the place', PHONE, ADDRESSES[1], '.bar-place'],
  ['in the drawer of needs', PHONE, ADDRESSES[1], '.chip.more'],
  ['among the ways to a station', PHONE, ADDRESSES[1], '.leave'],
]) {
  test(`axe finds nothing serious ${name}`, async (browser) => {
    const page = await open(browser, look, address);
    if (opener) await page.locator(opener).first().click();
    assert.deepEqual(await axeFinds(page), []);
  });
}
