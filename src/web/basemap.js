// Whether a base map that an attribute names can be drawn.

const TILE_DATUMS = ['wgs84', 'gcj02'];
const TILE_NAMES = [['{z}', '{x}', '{y}'], ['{quadkey}'], ['{bbox-epsg-3857}']];

// Why the tiles of an attribute cannot be drawn; empty if they can, or none are given.
export function basemapFault(basemap, words) {
  if (basemap === null) return '';
  if (!TILE_DATUMS.includes(basemap.datum)) return words.badBasemap('basemap-datum', basemap.datum);
  const isTemplate = TILE_NAMES.some((names) => names.every((name) => basemap.url.includes(name)));
  return isTemplate ? '' : words.badBasemap('basemap', basemap.url);
}
