// How the map is drawn: colours for light and dark, sources and layers of its style.
// `signs.js` draws its images.
//
// The style names no `glyphs`: labels are drawn with the device's own fonts.

import { RING_PARTS } from './signs.js';

const COLOURS = {
  light: { land: '#eef1ee', open: '#0b6e63', unknown: '#6b3fa0', closed: '#4b5565', me: '#2563eb', text: '#1f2937', halo: '#ffffff', uncovered: '#be263c', off: '#6b7280' },
  dark: { land: '#141a1d', open: '#2dd4bf', unknown: '#cbb2ff', closed: '#a3b1c2', me: '#60a5fa', text: '#e5e7eb', halo: '#0b0f11', uncovered: '#ff6e7d', off: '#9aa7b5' },
};

const EMPTY = { type: 'FeatureCollection', features: [] };
const FONT = ['sans-serif'];
const CLUSTER_RADIUS_PX = 46;
const CLUSTERS_TO_ZOOM = 12;
const HATCH_PX = 8;
const TILE_DATUMS = ['wgs84', 'gcj02'];
const TILE_NAMES = [['{z}', '{x}', '{y}'], ['{quadkey}'], ['{bbox-epsg-3857}']];

const isState = (state) => ['case', ['==', ['get', 'open_state'], state], 1, 0];

// Colours of the scheme, `light` or `dark`.
export function coloursOf(scheme) {
  return COLOURS[scheme];
}

// The initial style: an optional base map and the circle. `feedSource` and `feedLayers` add all
// stations once there is a feed.
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
    ],
  };
}

function sources(basemap) {
  const found = { coverage: geojson(EMPTY), circle: geojson(EMPTY), labels: geojson(EMPTY), accuracy: geojson(EMPTY) };
  if (basemap) found.basemap = { type: 'raster', tiles: [basemap.url], tileSize: 256, maxzoom: 19 };
  return found;
}

// Every station of the feed has this property, and no cluster has it. What a file says of a station
// (`cluster`, `point_count`) tells nothing.
const IS_STATION = ['has', 'station_id'];

// All stations; clusters count how many of them are open and of how many that is unknown.
export function feedSource(url) {
  return {
    ...geojson(url),
    cluster: true,
    clusterRadius: CLUSTER_RADIUS_PX,
    clusterMaxZoom: CLUSTERS_TO_ZOOM,
    clusterProperties: { open: ['+', isState('open')], unknown: ['+', isState('unknown')] },
  };
}

function geojson(data) {
  return { type: 'geojson', data };
}

function basemapPaint(scheme) {
  return scheme === 'dark' ? { 'raster-brightness-max': 0.75, 'raster-saturation': -0.3 } : {};
}

// What is beyond reach as a tint, what is off the streets as a hatch. Not smoothed: neighbours
// share edges, which would show as lines.
function coverageLayers(scheme) {
  const { uncovered } = COLOURS[scheme];
  const layer = (kind, paint) => ({
    id: `coverage-${kind}`, type: 'fill', source: 'coverage', filter: ['==', ['get', 'kind'], kind], paint: { 'fill-antialias': false, ...paint },
  });
  return [layer('uncovered', { 'fill-color': uncovered, 'fill-opacity': 0.3 }), layer('off', { 'fill-pattern': `hatch-${scheme}`, 'fill-opacity': 0.7 })];
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

// Layers of the source `feed`, with names in the language where there are any. Clusters tell how
// many of their stations are open.
export function feedLayers(colours, language) {
  return [clusterLayer(colours), pointLayer(), nameLayer(colours, language)].map((layer) => ({ source: 'feed', ...layer }));
}

// The filter of single stations, without those that are drawn as answers.
export function stationsBut(ids) {
  return ['all', IS_STATION, ['!', ['in', ['get', 'station_id'], ['literal', ids]]]];
}

function clusterLayer({ text }) {
  // A part of a ring for every state that is there, and never a full ring for less than all.
  const parts = (name) => ['case', ['==', ['get', name], 0], 0,
    ['max', 1, ['min', RING_PARTS - 1, ['round', ['*', RING_PARTS, ['/', ['get', name], ['get', 'point_count']]]]]]];
  const shown = (name) => ['case', ['==', ['get', name], ['get', 'point_count']], RING_PARTS, parts(name)];
  return {
    id: 'feed-cluster',
    type: 'symbol',
    filter: ['!', IS_STATION],
    layout: {
      'icon-image': ['concat', 'ring-', ['to-string', shown('open')], '-', ['to-string', shown('unknown')]],
      'icon-size': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0.3, 0.72, 2, 0.95, 4, 1.3],
      'icon-allow-overlap': true,
      'text-field': ['format', ['to-string', ['get', 'open']], {}, '\n', {}, ['concat', '/', ['get', 'point_count_abbreviated']], { 'font-scale': 0.75 }],
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
    id: 'feed-point',
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

function nameLayer({ text, halo }, language) {
  const name = language === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name'], ''] : ['coalesce', ['get', 'name'], ''];
  return {
    id: 'feed-name',
    type: 'symbol',
    minzoom: 14,
    filter: IS_STATION,
    layout: { 'text-field': name, 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.8], 'text-optional': true, 'text-max-width': 9 },
    paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.4 },
  };
}

// Why the tiles of an attribute cannot be drawn; empty if they can, or none are given.
export function basemapFault(basemap, words) {
  if (basemap === null) return '';
  if (!TILE_DATUMS.includes(basemap.datum)) return words.badBasemap('basemap-datum', basemap.datum);
  const isTemplate = TILE_NAMES.some((names) => names.every((name) => basemap.url.includes(name)));
  return isTemplate ? '' : words.badBasemap('basemap', basemap.url);
}
