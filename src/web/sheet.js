// The panel on a phone: a sheet at the bottom with three heights. It is moved by a finger on its
// head, or on a list pulled down at its top, and by the keyboard on the handle. Beside a
// wide map it is a plain column without a handle.

import { button } from './dom.js';

const HEIGHTS = ['low', 'half', 'full'];
// As in the style sheet: of its container, and in a low one enough for an answer.
const FULL_SHARE = 0.92;
const HALF_SHARE = 0.55;
const LEAST_HALF_PX = 280;
// What only screen readers see is smaller than this.
const UNSEEN_PX = 8;
const BELOW_PX = 4;
// A finger that moved less than this has tapped.
const TAP_PX = 6;
// A flick is faster than this when the finger leaves; the sheet then moves on for a moment.
const FLICK_PX_MS = 0.35;
const CARRY_MS = 160;
// How far back the speed is measured.
const RECENT_MS = 100;

// The handle for `panel`, and `set(height)`. `top` is its head, `scroll` its scrolling part.
export function sheetHandle({ panel, top, scroll, words }) {
  const handle = button({ class: 'handle' });
  const set = (height) => {
    panel.style.setProperty('--low', `${lowest(top)}px`);
    panel.dataset.height = height;
    handle.setAttribute('aria-expanded', String(height !== 'low'));
    handle.setAttribute('aria-label', height === 'full' ? words.sheetDown : words.sheetUp);
  };
  // With the keyboard: up by one, and from the top back to the middle.
  const step = () => set({ low: 'half', half: 'full', full: 'half' }[panel.dataset.height]);
  const raise = () => { if (panel.dataset.height === 'low') step(); };
  // Beside a wide map there is no handle, and nothing to move.
  const isSheet = () => handle.offsetHeight > 0;
  const sheet = { panel, set, isSheet, lowPx: () => lowest(top) };
  handle.addEventListener('click', (event) => { if (event.detail === 0) step(); });
  handle.addEventListener('pointerdown', (event) => follow(event, { zone: handle, sheet, tap: step }));
  top.addEventListener('pointerdown', (event) => { if (isSheet()) follow(event, { zone: top, sheet, tap: raise }); });
  listenToPulls(scroll, sheet);
  set('half');
  return { handle, set };
}

// Down to the bar, or to the way back: what is left when the map is looked at.
function lowest(top) {
  const head = [...top.children].find((child) => child.offsetHeight > UNSEEN_PX);
  return head ? head.offsetTop + head.offsetHeight + BELOW_PX : 0;
}

// The sheet under one finger, from touch to lift.
class Drag {
  #points;

  constructor({ panel, lowPx }, startY, ms) {
    Object.assign(this, { panel, startY, from: panel.offsetHeight, most: panel.parentElement.clientHeight, least: lowPx() });
    this.height = this.from;
    this.#points = [{ y: startY, ms }];
    panel.classList.add('dragged');
  }

  move(y, ms) {
    this.height = Math.min(this.most * FULL_SHARE, Math.max(this.least, this.from + this.startY - y));
    this.panel.style.height = `${this.height}px`;
    this.#points.push({ y, ms });
  }

  // The height at which it stops; null if the finger only tapped.
  end(ms) {
    this.panel.classList.remove('dragged');
    this.panel.style.height = '';
    if (this.#points.every(({ y }) => Math.abs(y - this.startY) < TAP_PX)) return null;
    return resting(this.height, { from: this.from, most: this.most, least: this.least, speed: speedUp(this.#points, ms) });
  }
}

// A finger on the head of the sheet: it moves the sheet as soon as it moves up or down; until then it
// may still press a button, or push the row of needs aside.
function follow(start, { zone, sheet, tap }) {
  if (!start.isPrimary || start.button !== 0) return;
  const life = new AbortController();
  const { signal } = life;
  let drag = null;
  const move = (event) => {
    const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY].map(Math.abs);
    if (drag === null && (dy < TAP_PX || dx > dy)) return;
    if (drag === null) {
      drag = new Drag(sheet, start.clientY, start.timeStamp);
      zone.setPointerCapture(start.pointerId);
    }
    drag.move(event.clientY, event.timeStamp);
  };
  const end = (event) => {
    life.abort();
    if (drag !== null) settle(drag, sheet, zone, event);
    else if (event.type === 'pointerup' && (zone === start.target || !start.target.closest('button'))) tap();
  };
  addEventListener('pointermove', move, { signal });
  for (const type of ['pointerup', 'pointercancel']) addEventListener(type, end, { signal });
}

// The click that follows a drag presses nothing.
function settle(drag, sheet, zone, event) {
  const swallow = (click) => click.stopPropagation();
  zone.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => zone.removeEventListener('click', swallow, { capture: true }));
  const height = drag.end(event.timeStamp);
  if (height !== null) sheet.set(height);
}

// Pulled down at its top, the list moves the sheet instead of scrolling, and also upwards while the
// sheet is low. The first movement of a finger decides which.
function listenToPulls(scroll, sheet) {
  const { panel, set, isSheet } = sheet;
  let start = null;
  let drag = null;
  const pulls = (dx, dy) => (scroll.scrollTop <= 0 && dy > Math.abs(dx)) || (panel.dataset.height === 'low' && -dy > Math.abs(dx));
  const end = (event) => {
    const height = drag?.end(event.timeStamp) ?? null;
    if (height !== null) set(height);
    start = null;
    drag = null;
  };
  scroll.addEventListener('touchstart', (event) => {
    const isFree = event.touches.length === 1 && isSheet() && !event.target.closest('input, select');
    start = isFree ? event.touches[0] : null;
  }, { passive: true });
  scroll.addEventListener('touchmove', (event) => {
    if (start === null || !event.cancelable) return;
    const { clientX: x, clientY: y } = event.touches[0];
    if (drag === null && pulls(x - start.clientX, y - start.clientY)) drag = new Drag(sheet, y, event.timeStamp);
    if (drag === null) start = null;
    if (drag === null) return;
    event.preventDefault();
    drag.move(y, event.timeStamp);
  }, { passive: false });
  scroll.addEventListener('touchend', end);
  scroll.addEventListener('touchcancel', end);
}

// Pixels a millisecond, upwards, of the last movement; 0 for a finger that rested.
function speedUp(points, endMs) {
  const recent = points.filter(({ ms }) => endMs - ms <= RECENT_MS);
  const [first, last] = [recent[0], recent.at(-1)];
  return first && last.ms > first.ms ? (first.y - last.y) / (last.ms - first.ms) : 0;
}

// Where the sheet stops: the height nearest to where it was released, or, after a flick, to where
// that carries it, and never back against the flick.
function resting(height, { from, most, least, speed }) {
  const full = FULL_SHARE * most;
  const pixels = { low: least, half: Math.max(HALF_SHARE * most, Math.min(full, LEAST_HALF_PX)), full };
  const heights = HEIGHTS.map((name) => ({ name, px: pixels[name] }));
  const isFlick = Math.abs(speed) > FLICK_PX_MS;
  const goal = isFlick ? height + speed * CARRY_MS : height;
  const ahead = isFlick ? heights.filter(({ px }) => (speed > 0 ? px > from + TAP_PX : px < from - TAP_PX)) : heights;
  const open = ahead.length > 0 ? ahead : heights;
  return open.reduce((best, one) => (Math.abs(one.px - goal) < Math.abs(best.px - goal) ? one : best)).name;
}
