// The fixed parts of the interface: panel, stage, and the slots in them.

import { button, h, icon } from './dom.js';
import { joined } from './foreign.js';
import { sheetHandle } from './sheet.js';
import { LANGUAGES } from './words.js';

const WIDE_PX = 720;
const STATES = ['open', 'unknown', 'closed'];

// Builds the frame into `container`. `parts` are the elements of the panel: `bar`, `needs` (the row)
// and `drawers`. `changeLanguage(language)` is called by the buttons at its end, `back` by the one
// above a station.
export function buildFrame(container, { words, parts, changeLanguage, back }) {
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const alert = h('div', { class: 'alert' });
  const results = h('section', { class: 'results', 'aria-label': words.panel });
  const done = button({ class: 'primary done', hidden: true });
  const sources = h('p', { class: 'sources' });
  const foot = h('footer', { class: 'foot' }, languageButtons(words, changeLanguage), sources);
  const scroll = h('div', { class: 'scroll' }, h('div', { class: 'drawers' }, parts.drawers, done), alert, status, results, foot);
  const panel = h('div', { class: 'panel' });
  const leave = button({ class: 'link back', on: { click: back } }, icon('back'), words.back);
  const top = h('header', { class: 'top' }, h('h1', { class: 'brand' }, words.title), parts.bar, parts.needs, leave);
  const sheet = sheetHandle({ panel, top, scroll, words });
  panel.append(sheet.handle, top, scroll);
  const stage = buildStage(words);
  container.replaceChildren(panel, stage.element);
  container.lang = words.lang;
  container.classList.add('yz');
  return { panel, sheet, status, alert, results, done, scroll, sources, stage };
}

function languageButtons(words, change) {
  const one = ([language, name]) => button({ class: 'link', lang: language, on: { click: () => change(language) } }, name);
  return h('nav', { class: 'languages', 'aria-label': words.languages }, Object.entries(LANGUAGES).map(one));
}

function buildStage(words) {
  const canvas = h('div', { class: 'canvas' });
  const note = h('p', { class: 'map-note', hidden: true });
  const attribution = h('p', { class: 'attribution' });
  const legend = h('ul', { class: 'legend', hidden: true },
    STATES.map((state) => h('li', { class: state }, h('span', { class: `sign ${state}`, 'aria-hidden': 'true' }), words.legend[state])));
  const element = h('div', { class: 'stage' }, canvas, legend, attribution, note);
  return { element, canvas, note, attribution, legend };
}

// How many pixels of the container the panel covers: a column on the left, or a sheet below.
export function hiddenBy(panel, container) {
  if (panel.offsetHeight === 0) return { left: 0, bottom: 0 };
  return isWide(container) ? { left: panel.offsetLeft + panel.offsetWidth, bottom: 0 } : { left: 0, bottom: panel.offsetHeight };
}

// Whether the panel stands beside the map.
export function isWide(container) {
  return container.clientWidth >= WIDE_PX;
}

// The same with a margin on all sides, for what must be completely visible.
export function paddingBeside(panel, container) {
  const { left, bottom } = hiddenBy(panel, container);
  const below = left > 0 ? 60 : Math.min(bottom, container.clientHeight * 0.6) + 24;
  return { top: 56, right: 56, bottom: below, left: left > 0 ? left + 34 : 40 };
}

// The attributions of the data.
export function sourcesLine(meta, words) {
  const files = (meta?.datasets ?? []).map((dataset) => dataset.attribution);
  const sources = [...files, meta?.network?.attribution].filter(Boolean);
  return sources.length > 0 ? [`${words.data}: `, ...joined([...new Set(sources)])] : [];
}
