// The ways to a station: map apps by their links, its address to copy, its phone to call, and a link
// to share. In the details they stand in the page, from a row of the list in a dialog.

import { copyText } from './copy.js';
import { button, h, icon } from './dom.js';
import { around, seen } from './foreign.js';
import { deviceOf, mapLinks } from './go.js';

// The links and buttons of `place`, as parts of the page. `contact` is `{phone, address, link}`.
export function waysThere(place, { phone, address, link }, words) {
  const device = deviceOf(navigator);
  const links = mapLinks(place, device, words.lang).map(({ label, href }, at) => {
    const props = { href, target: href.startsWith('https:') ? '_blank' : null, rel: 'noopener' };
    return at === 0 ? goLink(props, 'route', words.go.with(words.go[label]), true) : goLink(props, 'pin', words.go[label]);
  });
  const number = String(phone ?? '').replaceAll(/[^\d+]/g, '');
  if (number !== '') links.push(goLink({ href: `tel:${number}` }, 'phone', words.call));
  const note = h('p', { class: 'note', role: 'status' }, device === 'app' ? words.go.inApp : '');
  const tell = async (text) => {
    const isCopied = await copyText(text, note);
    note.textContent = isCopied ? words.go.copied(text) : words.go.notCopied(text);
  };
  const text = [place.name, seen(address) || place.wgs84.toReversed().join(',')].join(' ');
  const copy = button({ on: { click: () => tell(text) } }, icon('copy'), words.go.copy);
  const share = button({ on: { click: () => shareLink(place.name, link, tell) } }, icon('share'), words.share);
  return [h('p', { class: 'links' }, links, copy, share), note];
}

function goLink(props, drawing, text, isFirst = false) {
  return h('a', { class: isFirst ? 'go primary' : 'go', ...props }, icon(drawing), text);
}

// By the device's own sheet, or by the clipboard. A visitor who closes the sheet has decided.
async function shareLink(title, url, tell) {
  if (!navigator.share) {
    await tell(url);
    return;
  }
  await navigator.share({ title, url }).catch((error) => (error.name === 'AbortError' ? null : tell(url)));
}

// Opens the ways to a station in a dialog within `container`; it is gone once it is closed.
export function openChooser(container, place, contact, words) {
  const close = button({ class: 'link close', 'aria-label': words.close, title: words.close, on: { click: () => dialog.close() } }, icon('close'));
  const title = h('h2', {}, ...around((slot) => words.go.to(slot), place.name));
  const dialog = h('dialog', { class: 'chooser', 'aria-label': words.go.to(place.name) },
    h('div', { class: 'chooser-head' }, title, close), waysThere(place, contact, words));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    // Beside the dialog, or on a link, which opens by itself.
    if (event.target === dialog || event.target.closest('a')) dialog.close();
  });
  container.append(dialog);
  dialog.showModal();
}
