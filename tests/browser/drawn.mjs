// What the map library draws of the stations, as tests see it.

import { visit } from './harness.mjs';
import { service } from './page.mjs';

export const STATES = ['open', 'unknown', 'closed'];
// So often in a row the library may hold a broken tile.
const MOST_BROKEN = 3;

// The library as it is, with its maps at hand in `window.maps`.
const WATCHED = `
  export * from './maplibre-gl.mjs?plain';
  import { Map as Plain } from './maplibre-gl.mjs?plain';
  export class Map extends Plain {
    constructor(options) {
      super(options);
      (window.maps ??= []).push(this);
    }
  }`;

// A visitor's page whose map is drawn: of an address, or of a path of the usual service.
export async function open(browser, address, look = {}) {
  const visitor = await visit(browser, look);
  await visitor.page.route('**/maplibre-gl.mjs', (route) => route.fulfill({
    contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body: WATCHED,
  }));
  await visitor.page.goto((address.startsWith('http') ? '' : await service()) + address);
  await visitor.page.locator('.legend').waitFor();
  await isDrawn(visitor.page);
  return visitor;
}

// All that is on the screen is loaded and drawn.
export async function isDrawn(page) {
  await page.waitForFunction(() => window.maps?.at(-1).getSource('stations') && window.maps.at(-1).loaded() && window.maps.at(-1).areTilesLoaded());
  await page.waitForTimeout(700);
}

// What is drawn: `{layer, properties, text, x, y}`. A tile that the library holds without its contents
// (src/web/hits.js) comes anew.
export async function drawn(page, layers = ['stations-cluster', 'stations-point']) {
  for (let left = MOST_BROKEN; ; left -= 1) {
    try {
      return await rendered(page, layers);
    } catch (error) {
      if (left === 0 || !error.message.includes('Out of bounds')) throw error;
      await page.evaluate(() => {
        const map = window.maps.at(-1);
        map.style.tileManagers.stations.clearTiles();
        map.jumpTo({});
      });
      await isDrawn(page);
    }
  }
}

const rendered = (page, layers) => page.evaluate((wanted) => {
  const map = window.maps.at(-1);
  return map.queryRenderedFeatures({ layers: wanted.filter((layer) => map.getLayer(layer)) }).map(({ layer, properties, geometry }) => ({
    layer: layer.id, properties, text: layer.layout['text-field']?.sections?.map(({ text }) => text).join(''), ...map.project(geometry.coordinates),
  }));
}, layers);

// Their counts by state.
export function sum(marks) {
  return Object.fromEntries(STATES.map((state) => [state, marks.reduce((total, { properties }) => total + properties[state], 0)]));
}
