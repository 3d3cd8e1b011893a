// Proposed places on the map: squares with their rank, and the people that each brings.

import { hitAt } from './hits.js';

const SOURCE = 'proposed';
const MARKS = 'proposed-mark';
const NOTHING = { type: 'FeatureCollection', features: [] };

export class ProposalsOnMap {
  #drawn = NOTHING;

  constructor(map) {
    this.map = map;
  }

  // Shows `[{rank, lonLat, text}]`; those without a place are left out.
  show(proposals) {
    const placed = proposals.filter(({ lonLat }) => lonLat !== null);
    const feature = ({ rank, lonLat, text }) => ({
      type: 'Feature', geometry: { type: 'Point', coordinates: lonLat }, properties: { rank, text },
    });
    this.#drawn = { type: 'FeatureCollection', features: placed.map(feature) };
    this.draw();
  }

  // After a new style, too.
  draw() {
    this.map.getSource(SOURCE)?.setData(this.#drawn);
  }

  // The rank of what a press at a point of the screen hits, or null.
  at(point) {
    return this.#hit(point, () => this.draw())?.properties.rank ?? null;
  }

  // Whether there is something to press at a point of the screen.
  isAt(point) {
    return this.#hit(point) !== null;
  }

  #hit(point, renew) {
    return this.#drawn.features.length > 0 ? hitAt(this.map, point, [MARKS], renew) : null;
  }
}

// The layers of the style, above stations' clusters and names.
export function proposedLayers({ text, halo }, font) {
  const shown = { 'text-font': font, 'text-allow-overlap': true, 'icon-allow-overlap': true, 'symbol-sort-key': ['-', ['get', 'rank']] };
  return [
    {
      id: MARKS, type: 'symbol', source: SOURCE,
      layout: { ...shown, 'icon-image': 'sign-proposed', 'icon-ignore-placement': true, 'text-ignore-placement': true, 'text-field': ['to-string', ['get', 'rank']], 'text-size': 13 },
      paint: { 'text-color': halo },
    },
    {
      id: 'proposed-people', type: 'symbol', source: SOURCE,
      layout: { 'text-field': ['get', 'text'], 'text-font': font, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 1.2], 'text-optional': true, 'symbol-sort-key': ['get', 'rank'] },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.6 },
    },
  ];
}
