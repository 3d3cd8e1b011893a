// What every browser test stands on: the real server, the browser, a list of tests.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { chromium } = createRequire(`${ROOT}target/browser/package.json`)('playwright-core');

// Software WebGL, and none of the browser's own errands to the network.
const FLAGS = [
  '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic',
];
const TEST_LIMIT_MS = 45_000;
const PATIENCE_MS = 15_000;

const tests = [];
const running = [];

// Adds a test; its name states the fact that it holds.
export function test(name, run) {
  tests.push({ name, run });
}

// Starts the binary on a free port of loopback and waits until its stations are loaded.
export async function serve({ binary = process.env.YIZHAN_BIN, files = [], options = [] } = {}) {
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', ...options, ...files], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let address = null;
  const lines = createInterface({ input: child.stderr });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    lines.on('line', (line) => {
      address ??= line.match(/http:\/\/[\d.]+:\d+/)?.[0] ?? null;
      if (line.includes('ready')) resolve(address);
    });
  });
}

// A server of another origin: the page of somebody who embeds, or tiles.
export async function host(answer) {
  const server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  running.push({ kill: () => server.close() });
  return `http://127.0.0.1:${server.address().port}`;
}

// A new visitor's tab. `seen` holds what it asked for and what went wrong in it.
export async function visit(browser, { width = 1280, height = 800, dark = false, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN',
    // A worker would answer in place of what tests route; those about it allow it.
    serviceWorkers: 'block', ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const seen = { requests: [], errors: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(`${message.text()} ${message.location().url}`);
  });
  return { context, page, seen };
}

// In place of the map library something that takes all calls: where drawing has no part in a
// test it would only hold it up, without a graphics card.
const NO_DRAWING = `
  const quiet = new Proxy(function () {}, {
    get: (_, name) => (name === 'then' ? undefined : name === Symbol.toPrimitive ? () => 0 : quiet),
    apply: () => quiet,
    construct: () => quiet,
  });
  export { quiet as Map, quiet as Marker, quiet as LngLatBounds, quiet as NavigationControl, quiet as ScaleControl, quiet as addProtocol, quiet as removeProtocol };`;

export function withoutDrawing(page) {
  return page.route('**/maplibre-gl.mjs', (route) => route.fulfill({
    contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body: NO_DRAWING,
  }));
}

// The page of a place without the answers that it brings along, so that it asks for them.
export function withoutFirst(page) {
  return page.route(/\/(embed)?\?(.*&)?lat=/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<script type="application\/json" id="first">.*?<\/script>/s, '');
    await route.fulfill({ response, body });
  });
}

// How many tests of a run may fail at first: on a busy machine a browser now and then is later than
// any limit. A fault fails twice.
const MOST_SECOND_TIMES = 3;

// Runs all tests one after the other and says how they went. One that fails is run once more, and
// said to have failed at first.
export async function runAll() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const wanted = process.argv[2] ?? '';
  let [passed, again] = [0, 0];
  const failed = [];
  for (const { name, run } of tests.filter((one) => one.name.includes(wanted))) {
    let fault = await faultOf(browser, run);
    if (fault && again < MOST_SECOND_TIMES) {
      again += 1;
      console.log(`once more: ${name}\n     ${fault}`);
      fault = await faultOf(browser, run);
    }
    if (fault) failed.push(name);
    else passed += 1;
    console.log(fault ? `FAIL ${name}\n     ${fault}` : `ok   ${name}`);
  }
  await browser.close();
  for (const child of running) child.kill();
  console.log(`${passed} passed, ${failed.length} failed, ${again} run a second time`);
  process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
}

// What is wrong after a test, or null.
async function faultOf(browser, run) {
  try {
    await limited(run(browser));
    return null;
  } catch (error) {
    return String(error.stack ?? error).replaceAll('\n', '\n     ');
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
}

function limited(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${TEST_LIMIT_MS} ms`)), TEST_LIMIT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
