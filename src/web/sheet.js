// The panel on a phone: a sheet at the bottom with three heights. It is moved by a finger on its
// handle, its title, or a list pulled down at its top, and by the keyboard on the handle. Beside a
// wide map it is a plain column without a handle.

import { button } from './dom.js';

const HEIGHTS = ['low', 'half', 'full'];
const SHARES = { half: 0.55, full: 0.92 };
const LOW_PX = 84;
// A finger that moved less than this has tapped.
const TAP_PX = 6;
// A flick is faster than this when the finger leaves; the sheet then moves on for a moment.
const FLICK_PX_MS = 0.35;
const CARRY_MS = 160;
// How far back the speed is measured.
const RECENT_MS = 100;

// The handle for `panel`, and `set(height)`. `top` is its title, `scroll` its scrolling part.
export function sheetHandle({ panel, top, scroll, words }) {
  const handle = button({ class: 'handle' });
  const set = (height) => {
    panel.dataset.height = height;
    handle.setAttribute('aria-expanded', String(height !== 'low'));
    handle.setAttribute('aria-label', height === 'full' ? words.sheetDown : words.sheetUp);
  };
  // With the keyboard: up by one, and from the top back to the middle.
  const step = () => set({ low: 'half', half: 'full', full: 'half' }[panel.dataset.height]);
  const raise = () => { if (panel.dataset.height === 'low') step(); };
  // Beside a wide map there is no handle, and nothing to move.
  const isSheet = () => handle.offsetHeight > 0;
  handle.addEventListener('click', (event) => { if (event.detail === 0) step(); });
  handle.addEventListener('pointerdown', (event) => follow(event, { zone: handle, panel, set, tap: step }));
  top.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('button') && isSheet()) follow(event, { zone: top, panel, set, tap: raise });
  });
  listenToPulls(scroll, { panel, set, isSheet });
  set('half');
  return { handle, set };
}

// The sheet under one finger, from touch to lift.
class Drag {
  #points;

  constructor(panel, startY, ms) {
    Object.assign(this, { panel, startY, from: panel.offsetHeight, most: panel.parentElement.clientHeight });
    this.height = this.from;
    this.#points = [{ y: startY, ms }];
    panel.classList.add('dragged');
  }

  move(y, ms) {
    this.height = Math.min(this.most * SHARES.full, Math.max(LOW_PX, this.from + this.startY - y));
    this.panel.style.height = `${this.height}px`;
    this.#points.push({ y, ms });
  }

  // The height at which it stops; null if the finger only tapped.
  end(ms) {
    this.panel.classList.remove('dragged');
    this.panel.style.height = '';
    if (this.#points.every(({ y }) => Math.abs(y - this.startY) < TAP_PX)) return null;
    return resting(this.height, { from: this.from, most: this.most, speed: speedUp(this.#points, ms) });
  }
}

function follow(start, { zone, panel, set, tap }) {
  if (!start.isPrimary || start.button !== 0) return;
  const drag = new Drag(panel, start.clientY, start.timeStamp);
  const move = (event) => drag.move(event.clientY, event.timeStamp);
  const end = (event) => {
    zone.removeEventListener('pointermove', move);
    const height = drag.end(event.timeStamp);
    if (height === null) tap();
    else set(height);
  };
  zone.setPointerCapture(start.pointerId);
  zone.addEventListener('pointermove', move);
  zone.addEventListener('lostpointercapture', end, { once: true });
}

// Pulled down at its top, the list moves the sheet instead of scrolling, and also upwards while the
// sheet is low. The first movement of a finger decides which.
function listenToPulls(scroll, { panel, set, isSheet }) {
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
    if (drag === null && pulls(x - start.clientX, y - start.clientY)) drag = new Drag(panel, y, event.timeStamp);
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
function resting(height, { from, most, speed }) {
  const heights = HEIGHTS.map((name) => ({ name, px: SHARES[name] ? SHARES[name] * most : LOW_PX }));
  const isFlick = Math.abs(speed) > FLICK_PX_MS;
  const goal = isFlick ? height + speed * CARRY_MS : height;
  const ahead = isFlick ? heights.filter(({ px }) => (speed > 0 ? px > from + TAP_PX : px < from - TAP_PX)) : heights;
  const open = ahead.length > 0 ? ahead : heights;
  return open.reduce((best, one) => (Math.abs(one.px - goal) < Math.abs(best.px - goal) ? one : best)).name;
}
