// Builds elements. Text only ever becomes a text node: no data is parsed as HTML anywhere.

const SVG = 'http://www.w3.org/2000/svg';

// Strokes of the icons, drawn on 24 by 24.
const ICONS = {
  locate: 'M12 2v4m0 12v4M2 12h4m12 0h4M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z',
  target: 'M12 4v5m0 6v5M4 12h5m6 0h5',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6 9l6 6 6-6',
  pin: 'M12 21s-7-6-7-11a7 7 0 0 1 14 0c0 5-7 11-7 11zm0-13.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.500 2',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  phone: 'M6 3h3l1.500 5-2 1.500a12 12 0 0 0 6 6l1.500-2 5 1.500v3a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z',
  route: 'M4 20l16-8L4 4l3 8z',
  way: 'M5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm2-2h9a3.500 3.500 0 0 0 0-7H8a3 3 0 0 1 0-6h8m0 0l-2-2m2 2l-2 2',
  layers: 'M12 4l9 5-9 5-9-5zM4 13.500l8 4.500 8-4.500',
  tick: 'M5 12.500l4.500 4.500L19 7.500',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zm5 11.500l5 5',
  share: 'M12 15V4m-4 4l4-4 4 4M6 12v7h12v-7',
  sliders: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 4.500v5M8 14.500v5',
};

// An element with attributes, listeners (`on`) and children; empty children are left out.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'on') {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name === 'value' || name === 'checked') {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? '' : value);
  }
}

// A drawing hidden from screen readers: it repeats the words beside it.
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

// A button that never submits.
export function button(props, ...children) {
  return h('button', { type: 'button', ...props }, ...children);
}

// Adds a style sheet beside the modules to the end of `root`, unless it is there.
export function addSheet(root, name) {
  const href = new URL(`./${name}`, import.meta.url).href;
  const links = [...root.querySelectorAll('link[rel="stylesheet"]')];
  if (!links.some((link) => link.href === href)) root.append(h('link', { rel: 'stylesheet', href }));
}

let labels = 0;

// An id that is unique on the page, for labels to point at.
export function uniqueId(word) {
  labels += 1;
  return `yz-${word}-${labels}`;
}
