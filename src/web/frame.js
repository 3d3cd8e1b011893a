// The fixed parts of the interface: panel, stage, and the slots in them.

import { button, h } from './dom.js';
import { joined } from './foreign.js';
import { sheetHandle } from './sheet.js';

const WIDE_PX = 720;
const STATES = ['open', 'unknown', 'closed'];

// Builds the frame into `container`; `changeLanguage` is called by the language button.
export function buildFrame(container, words, changeLanguage) {
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const results = h('section', { class: 'results' });
  const controls = h('div', { class: 'controls' });
  const sources = h('footer', { class: 'sources' });
  const scroll = h('div', { class: 'scroll' }, controls, status, results, sources);
  const panel = h('section', { class: 'panel', 'aria-label': words.panel });
  const top = topBar(words, changeLanguage);
  const sheet = sheetHandle({ panel, top, scroll, words });
  panel.append(sheet.handle, top, scroll);
  const stage = buildStage(words);
  container.replaceChildren(panel, stage.element);
  container.lang = words.lang;
  container.classList.add('yz');
  return { panel, sheet, status, results, controls, scroll, sources, stage };
}

function topBar(words, changeLanguage) {
  const change = button({ class: 'link', title: words.otherTitle, 'aria-label': words.otherTitle, on: { click: changeLanguage } }, words.other);
  return h('header', { class: 'top' },
    h('div', { class: 'brand' }, h('h1', {}, words.title), h('span', { class: 'slogan' }, words.slogan)), change);
}

function buildStage(words) {
  const canvas = h('div', { class: 'canvas' });
  const note = h('p', { class: 'map-note', hidden: true });
  const attribution = h('p', { class: 'attribution' });
  const legend = h('ul', { class: 'legend', hidden: true },
    STATES.map((state) => h('li', { class: state }, words.legend[state])));
  const element = h('section', { class: 'stage', 'aria-label': words.map }, canvas, legend, attribution, note);
  return { element, canvas, note, attribution, legend };
}

// How many pixels of the container the panel covers: a column on the left, or a sheet below.
export function hiddenBy(panel, container) {
  const isWide = container.clientWidth >= WIDE_PX;
  return isWide ? { left: panel.offsetLeft + panel.offsetWidth, bottom: 0 } : { left: 0, bottom: panel.offsetHeight };
}

// The same with a margin on all sides, for what must be completely visible.
export function paddingBeside(panel, container) {
  const { left, bottom } = hiddenBy(panel, container);
  const isWide = left > 0;
  return { top: 56, right: 56, bottom: isWide ? 60 : Math.min(bottom, container.clientHeight * 0.6) + 24, left: isWide ? left + 34 : 40 };
}

// The attributions of the data.
export function sourcesLine(meta, words) {
  const files = (meta?.datasets ?? []).map((dataset) => dataset.attribution);
  const sources = [...files, meta?.network?.attribution].filter(Boolean);
  return sources.length > 0 ? [`${words.data}: `, ...joined([...new Set(sources)])] : [];
}
