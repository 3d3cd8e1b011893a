// The page's service worker: keeps the page and its files, so that they open without a network. It
// answers for nothing else; what the service answers is kept by the page itself, see `kept.js`.

const VERSION = '{version}';
const FILES = ['{shell}'];
const SHELL = `yizhan-shell-${VERSION}`;
const OURS = 'yizhan-';
const PAGE = new URL('./', location.href);
const FOLDER = new URL(`web/${VERSION}/`, PAGE);
// Every page of the service says of which version it is.
const VERSION_HEADER = 'yizhan-version';
// Longer than a page takes on a slow network.
const SLOW_MS = 4_000;

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { href, origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== PAGE.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE.pathname) event.respondWith(page(event));
  else if (href.startsWith(FOLDER.href)) event.respondWith(file(event));
});

async function install() {
  const cache = await caches.open(SHELL);
  const fresh = await fetch(PAGE, { cache: 'reload' });
  // During an update another version may answer: the browser tries again later.
  if (!fresh.ok || fresh.headers.get(VERSION_HEADER) !== VERSION) throw new Error('another version');
  await cache.put(PAGE, fresh);
  await cache.addAll(FILES.map((name) => new URL(name, FOLDER)));
  await skipWaiting();
}

async function activate() {
  await remove((name) => name.startsWith(`${OURS}shell-`) && name !== SHELL);
  await clients.claim();
}

// The page of the network, unless it fails or is too slow: then the one that was kept, without the
// list of its address, which the page asks for itself.
async function page(event) {
  const network = fetch(event.request);
  // It may fail after the kept one was sent.
  network.catch(() => {});
  try {
    const answer = await Promise.race([network, tooSlow()]);
    if (answer.ok && !answer.headers.has(VERSION_HEADER)) event.waitUntil(leave());
    if (answer.status < 500) return answer;
  } catch {
    // What was kept follows.
  }
  return await caches.match(PAGE, { cacheName: SHELL, ignoreVary: true }) ?? network;
}

function tooSlow() {
  return new Promise((_, reject) => { setTimeout(() => reject(new Error('too slow')), SLOW_MS); });
}

// A file of this version never changes.
async function file(event) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.status === 200) {
    const copy = answer.clone();
    event.waitUntil(cache.put(event.request, copy).catch(() => {}));
  }
  return answer;
}

// Something else answers at this address: nothing of ours stays.
async function leave() {
  await registration.unregister();
  await remove((name) => name.startsWith(OURS));
}

async function remove(isOld) {
  const names = await caches.keys();
  await Promise.all(names.filter(isOld).map((name) => caches.delete(name)));
}
