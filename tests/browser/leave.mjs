// The widget's size, and what it leaves behind when it is taken away: nothing.

import assert from 'node:assert/strict';

import { somebodysPage, widget } from './embed.mjs';
import { test, visit } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = 'lat="22.3193" lon="114.1694" at="2026-11-24T12:00"';
const ROUNDS = 5;
// Of a round a leak keeps hundreds of nodes and dozens of listeners.
const NODES_A_ROUND = 5;
// The browser's own come and go by a few in all.
const LISTENERS_A_ROUND = 3;

// Counts what goes on in the background, before any script of the page.
function countLiving() {
  const living = { intervals: new Set(), observers: new Map(), workers: 0, queries: 0 };
  window.living = living;
  const { setInterval: begin, clearInterval: stop } = window;
  window.setInterval = (...given) => {
    const id = begin(...given);
    living.intervals.add(id);
    return id;
  };
  window.clearInterval = (id) => {
    living.intervals.delete(id);
    stop(id);
  };
  for (const name of ['ResizeObserver', 'IntersectionObserver', 'MutationObserver']) {
    const Base = window[name];
    window[name] = class extends Base {
      observe(...given) {
        living.observers.set(this, name);
        return super.observe(...given);
      }

      disconnect() {
        living.observers.delete(this);
        return super.disconnect();
      }
    };
  }
  window.Worker = class extends window.Worker {
    constructor(...given) {
      super(...given);
      living.workers += 1;
    }

    terminate() {
      living.workers -= 1;
      return super.terminate();
    }
  };
  const { addEventListener: listen, removeEventListener: leave } = EventTarget.prototype;
  MediaQueryList.prototype.addEventListener = function add(type, listener, options) {
    living.queries += 1;
    options?.signal?.addEventListener('abort', () => { living.queries -= 1; });
    return listen.call(this, type, listener, options);
  };
  MediaQueryList.prototype.removeEventListener = function remove(...given) {
    living.queries -= 1;
    return leave.call(this, ...given);
  };
}

const living = (page) => page.evaluate(() => {
  const { intervals, observers, workers, queries } = window.living;
  return { intervals: intervals.size, observers: [...observers.values()], workers, queries };
});

// Nodes and listeners of the whole page, without what only waits to be collected.
async function counters(session) {
  for (let time = 0; time < 3; time += 1) await session.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { nodes, listeners: jsEventListeners };
}

// Run in the page: puts the widget into it, the same one every time.
function append() {
  window.kept ??= document.querySelector('yizhan-map');
  document.body.append(window.kept);
}

// A widget that is there with its map, `change(page)`, and gone again.
async function round(page, change) {
  await page.evaluate(append);
  await page.locator('yizhan-map .marker').first().waitFor();
  await page.locator('yizhan-map .legend').waitFor();
  await change(page);
  await page.evaluate(() => window.kept.remove());
}

async function assertNothingStays(browser, change) {
  const { page } = await visit(browser, { width: 420, height: 600 });
  await page.addInitScript(countLiving);
  await page.goto(await somebodysPage(widget(await service(), PLACE)));
  const session = await page.context().newCDPSession(page);
  await round(page, change);
  const before = await counters(session);
  for (let time = 0; time < ROUNDS; time += 1) await round(page, change);
  const after = await counters(session);
  assert.ok(after.nodes - before.nodes <= ROUNDS * NODES_A_ROUND, `${before.nodes} nodes before, ${after.nodes} after`);
  assert.ok(after.listeners - before.listeners <= ROUNDS * LISTENERS_A_ROUND, `${before.listeners} listeners before, ${after.listeners} after`);
  await page.waitForTimeout(500);
  assert.deepEqual(await living(page), { intervals: 0, observers: [], workers: 0, queries: 0 });
  const styles = await page.evaluate(() => ({
    page: document.querySelectorAll('head link[rel="stylesheet"], style').length,
    widget: new Set([...window.kept.shadowRoot.querySelectorAll('link')].map((link) => link.href)).size,
    links: window.kept.shadowRoot.querySelectorAll('link').length,
  }));
  assert.deepEqual([styles.page, styles.links], [0, styles.widget]);
  return page;
}

test('a widget that is removed leaves nothing: nodes, listeners, observers, workers, styles, timers', async (browser) => {
  await assertNothingStays(browser, async () => {});
});

test('a widget that changed its language and its base map leaves nothing either', async (browser) => {
  await assertNothingStays(browser, async (page) => {
    for (const [name, value] of [['lang', 'en'], ['basemap', '/none/{z}/{x}/{y}.png'], ['lang', 'zh']]) {
      await page.evaluate(([key, text]) => window.kept.setAttribute(key, text), [name, value]);
    }
    await page.locator('yizhan-map .marker').first().waitFor();
  });
});

test('a widget that is removed before it has begun asks nothing more and leaves nothing', async (browser) => {
  const { page, seen } = await visit(browser, { width: 420, height: 600 });
  await page.addInitScript(countLiving);
  await page.goto(await somebodysPage(widget(await service(), PLACE)));
  for (const ms of [0, 20, 80, 200, 500]) {
    await page.evaluate(append);
    await page.waitForTimeout(ms);
    await page.evaluate(() => window.kept.remove());
  }
  await page.waitForTimeout(1500);
  assert.deepEqual(await living(page), { intervals: 0, observers: [], workers: 0, queries: 0 });
  const before = seen.requests.length;
  await page.waitForTimeout(1000);
  assert.equal(seen.requests.length, before);
  assert.deepEqual(seen.errors, []);
});

// Styles of pages, and how high the widget is then.
const SIZES = [
  ['', 560],
  ['height: auto', 560],
  ['display: block; height: auto', 560],
  ['height: 100%', 560],
  ['height: max-content', 560],
  ['height: auto; min-height: 0', 560],
  ['display: flex; height: auto', 560],
  ['height: 400px', 400],
  ['height: auto; max-height: 380px', 380],
  ['height: 100px', 320],
];

test('whatever height the page says, the widget is not blank', async (browser) => {
  const { page } = await visit(browser, { width: 800, height: 900 });
  await page.goto(await somebodysPage(`${widget(await service(), PLACE)}<style id="size"></style>`));
  await page.locator('yizhan-map .station').first().waitFor();
  for (const [style, wanted] of SIZES) {
    await page.evaluate((text) => { document.getElementById('size').textContent = `yizhan-map { ${text} }`; }, style);
    const { host, inner, panel, width } = await page.evaluate(() => {
      const element = document.querySelector('yizhan-map');
      const high = (selector) => element.shadowRoot.querySelector(selector).getBoundingClientRect().height;
      return { host: element.getBoundingClientRect().height, inner: high('.embedded'), panel: high('.panel'), width: element.getBoundingClientRect().width };
    });
    assert.ok(Math.abs(host - wanted) < 1 && Math.abs(inner - wanted) < 1, `${style}: ${host}, ${inner}`);
    assert.ok(panel > wanted * 0.5 && width > 700, `${style}: panel ${panel}, width ${width}`);
  }
});
