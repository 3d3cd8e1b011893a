// How the map is drawn: colours for light and dark, sources and layers of its style.
// `signs.js` draws its images.
//
// The style names no `glyphs`: labels are drawn with the device's own fonts.

import { KINDS } from './grades.js';
import { proposedLayers } from './proposed.js';
import { RING_PARTS } from './signs.js';

const COLOURS = {
  light: { land: '#eef1ee', street: '#cfd6d2', open: '#0b6e63', unknown: '#6b3fa0', closed: '#4b5565', me: '#2563eb', route: '#9d174d', text: '#1f2937', halo: '#ffffff', off: '#6b7280', grades: ['#dbeaf6', '#b1d0ea', '#7fb0da', '#eda75f', '#c26a26', '#83390f'] },
  dark: { land: '#141a1d', street: '#2f393d', open: '#2dd4bf', unknown: '#cbb2ff', closed: '#a3b1c2', me: '#60a5fa', route: '#f9a8d4', text: '#e5e7eb', halo: '#0b0f11', off: '#9aa7b5', grades: ['#1f4a6e', '#2c6da3', '#58a0d8', '#b8641f', '#e69a52', '#ffdcae'] },
};

const EMPTY = { type: 'FeatureCollection', features: [] };
const FONT = ['sans-serif'];
const HATCH_PX = 8;
// What is below the tints stays legible; `coverage.css` has the same in its key.
const GRADE_OPACITY = 0.62;
// The rings of a search.
export const CIRCLE_LAYERS = ['circle', 'circle-edge', 'circle-label'];

// Colours of the scheme, `light` or `dark`.
export function coloursOf(scheme) {
  return COLOURS[scheme];
}

// The initial style: an optional base map and the circle. `stationLayers` draw all stations.
export function mapStyle(scheme, basemap) {
  const colours = COLOURS[scheme];
  const base = basemap ? [{ id: 'basemap', type: 'raster', source: 'basemap', paint: basemapPaint(scheme) }] : [];
  return {
    version: 8,
    sources: sources(basemap),
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': colours.land } },
      ...base,
      ...coverageLayers(scheme),
      ...circleLayers(colours),
      ...routeLayers(colours),
      ...proposedLayers(colours, FONT),
    ],
  };
}

function sources(basemap) {
  const found = { coverage: geojson(EMPTY), circle: geojson(EMPTY), labels: geojson(EMPTY), accuracy: geojson(EMPTY), route: geojson(EMPTY), proposed: geojson(EMPTY) };
  if (basemap) found.basemap = { type: 'raster', tiles: [basemap.url], tileSize: 256, maxzoom: 19 };
  return found;
}

// A single station has this property, and no cluster has it; what a file says of a station is not in
// a tile.
const IS_STATION = ['has', 'station_id'];

function geojson(data) {
  return { type: 'geojson', data };
}

function basemapPaint(scheme) {
  return scheme === 'dark' ? { 'raster-brightness-max': 0.75, 'raster-saturation': -0.3 } : {};
}

// How far the nearest station is as a tint, what was not computed as a hatch. Not smoothed:
// neighbours share edges, which would show as lines.
function coverageLayers(scheme) {
  const { grades } = COLOURS[scheme];
  const isOff = ['==', ['get', 'kind'], 'off'];
  const layer = (id, filter, paint) => ({ id, type: 'fill', source: 'coverage', filter, paint: { 'fill-antialias': false, ...paint } });
  const tint = ['match', ['get', 'kind'], ...KINDS.flatMap((kind, grade) => [kind, grades[grade]]), 'transparent'];
  return [
    layer('coverage-near', ['!', isOff], { 'fill-color': tint, 'fill-opacity': GRADE_OPACITY }),
    layer('coverage-off', isOff, { 'fill-pattern': `hatch-${scheme}`, 'fill-opacity': 0.7 }),
  ];
}

// The image of that name, if it exists: strokes from the lower left to the upper right.
export function patternOf(name) {
  const colours = COLOURS[name.replace('hatch-', '')];
  if (!name.startsWith('hatch-') || !colours) return null;
  const data = new Uint8Array(HATCH_PX * HATCH_PX * 4);
  const rgb = [1, 3, 5].map((at) => Number.parseInt(colours.off.slice(at, at + 2), 16));
  for (let pixel = 0; pixel < HATCH_PX * HATCH_PX; pixel += 1) {
    const isStroke = ((pixel % HATCH_PX) + Math.floor(pixel / HATCH_PX)) % HATCH_PX < 2;
    if (isStroke) data.set([...rgb, 255], pixel * 4);
  }
  return { width: HATCH_PX, height: HATCH_PX, data };
}

function circleLayers({ me, text, halo }) {
  return [
    { id: 'accuracy', type: 'fill', source: 'accuracy', paint: { 'fill-color': me, 'fill-opacity': 0.14 } },
    { id: 'circle', type: 'fill', source: 'circle', paint: { 'fill-color': me, 'fill-opacity': 0.05 } },
    { id: 'circle-edge', type: 'line', source: 'circle', paint: { 'line-color': me, 'line-width': 1.5, 'line-opacity': 0.55, 'line-dasharray': [3, 2] } },
    {
      id: 'circle-label',
      type: 'symbol',
      source: 'labels',
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 },
    },
  ];
}

// A route with an edge that stands out on any ground; its start is hollow, its goal filled.
function routeLayers({ route, halo }) {
  const line = (id, paint) => ({ id, type: 'line', source: 'route', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint });
  const dot = ['match', ['get', 'part'], 'start', halo, route];
  return [
    line('route-edge', { 'line-color': halo, 'line-width': 8 }),
    line('route', { 'line-color': route, 'line-width': 4.5 }),
    { id: 'route-points', type: 'circle', source: 'route', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': ['match', ['get', 'part'], 'point', 4, 7], 'circle-color': dot, 'circle-stroke-color': ['match', ['get', 'part'], 'start', route, halo], 'circle-stroke-width': 2.5 } },
  ];
}

// Layers of the stations in vector tiles. Clusters tell how many of their stations are open.
// Names are those of the language, as in the list.
export function stationLayers(colours, lang) {
  return [clusterLayer(colours), pointLayer(), nameLayer(colours, lang)].map((layer) => ({ 'source-layer': 'stations', ...layer }));
}

// The streets of the service's own network, where there is no base map: main roads wide, paths thin.
export function streetLayer({ street }) {
  const width = (main, other, path) => ['match', ['get', 'class'], 'main', main, 'path', path, other];
  return {
    id: 'streets',
    type: 'line',
    'source-layer': 'streets',
    minzoom: 12,
    paint: { 'line-color': street, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 12, width(1.2, 0.5, 0.3), 15, width(3, 1.6, 0.8), 18, width(12, 8, 2.5)] },
    layout: { 'line-cap': 'round', 'line-join': 'round' },
  };
}

// The filter of single stations, without those that are drawn as answers.
export function stationsBut(ids) {
  return ['all', IS_STATION, ['!', ['in', ['get', 'station_id'], ['literal', ids]]]];
}

// A count in at most four characters: 999, 1.2k, 57k, 1.3M.
function short(name) {
  const count = ['get', name];
  const tenths = (unit, mark) => ['concat', ['to-string', ['/', ['round', ['/', count, unit / 10]], 10]], mark];
  const whole = (unit, mark) => ['concat', ['to-string', ['round', ['/', count, unit]]], mark];
  return ['step', count, ['to-string', count], 1000, tenths(1000, 'k'), 9950, whole(1000, 'k'), 999_500, tenths(1_000_000, 'M')];
}

function clusterLayer({ text }) {
  // A part of a ring for every state that is there, and never a full ring for less than all.
  const parts = (name) => ['case', ['==', ['get', name], 0], 0,
    ['max', 1, ['min', RING_PARTS - 1, ['round', ['*', RING_PARTS, ['/', ['get', name], ['get', 'count']]]]]]];
  const shown = (name) => ['case', ['==', ['get', name], ['get', 'count']], RING_PARTS, parts(name)];
  return {
    id: 'stations-cluster',
    type: 'symbol',
    filter: ['!', IS_STATION],
    layout: {
      // Neighbours may touch: the larger is on top, with its figures.
      'symbol-sort-key': ['get', 'count'],
      'icon-image': ['concat', 'ring-', ['to-string', shown('open')], '-', ['to-string', shown('unknown')]],
      'icon-size': ['interpolate', ['linear'], ['log10', ['get', 'count']], 0.3, 0.72, 2, 0.95, 4, 1.3],
      'icon-allow-overlap': true,
      'text-field': ['format', short('open'), {}, '\n', {}, ['concat', '/', short('count')], { 'font-scale': 0.75 }],
      'text-font': FONT,
      'text-size': 13,
      'text-line-height': 0.95,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': text },
  };
}

function pointLayer() {
  return {
    id: 'stations-point',
    type: 'symbol',
    filter: IS_STATION,
    layout: {
      'icon-image': ['match', ['get', 'open_state'], ['open', 'closed'], ['concat', 'sign-', ['get', 'open_state']], 'sign-unknown'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.7, 15, 1],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
}

function nameLayer({ text, halo }, lang) {
  const names = ['name', 'name_en'].map((name) => ['coalesce', ['get', name], '']);
  const [first, second] = lang === 'en' ? names.reverse() : names;
  return {
    id: 'stations-name',
    type: 'symbol',
    minzoom: 14,
    filter: IS_STATION,
    layout: { 'text-field': ['case', ['!=', first, ''], first, second], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.8], 'text-optional': true, 'text-max-width': 9 },
    paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.4 },
  };
}
