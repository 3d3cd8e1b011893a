// The panel on a phone: a sheet at the bottom with three heights, moved by its handle with
// the finger or the keyboard. Beside a wide map it is a plain column and the handle is gone.

import { button } from './dom.js';

const HEIGHTS = ['low', 'half', 'full'];
// A finger that moved less than this has tapped.
const TAP_PX = 6;

export function sheetHandle(panel, words) {
  const handle = button({ class: 'handle' });
  const set = (height) => {
    panel.dataset.height = height;
    handle.setAttribute('aria-expanded', String(height !== 'low'));
    handle.setAttribute('aria-label', height === 'full' ? words.sheetDown : words.sheetUp);
  };
  // With the keyboard: up by one, and from the top back to the middle.
  const step = () => set({ low: 'half', half: 'full', full: 'half' }[panel.dataset.height]);
  handle.addEventListener('click', (event) => { if (event.detail === 0) step(); });
  handle.addEventListener('pointerdown', (event) => drag(event, { handle, panel, set, step }));
  set('half');
  return { handle, set };
}

function drag(start, { handle, panel, set, step }) {
  const from = panel.offsetHeight;
  const most = panel.parentElement.clientHeight;
  let height = from;
  const move = (event) => {
    height = Math.min(most, Math.max(80, from + start.clientY - event.clientY));
    panel.style.height = `${height}px`;
  };
  const end = () => {
    handle.removeEventListener('pointermove', move);
    panel.classList.remove('dragged');
    panel.style.height = '';
    if (Math.abs(height - from) < TAP_PX) step();
    else set(nearest(height / most));
  };
  handle.setPointerCapture(start.pointerId);
  panel.classList.add('dragged');
  handle.addEventListener('pointermove', move);
  handle.addEventListener('lostpointercapture', end, { once: true });
}

function nearest(share) {
  const shares = { low: 0.15, half: 0.55, full: 0.92 };
  return HEIGHTS.reduce((best, one) => (Math.abs(shares[one] - share) < Math.abs(shares[best] - share) ? one : best));
}
