// The markers of an answer on the map: the same numbers as in the list.

import { badgeText } from './row.js';
import { nameOf, opening } from './say.js';

// Markers of an answer (or none), and of a chosen station that is not in it.
export function markersOf(answer, chosen, words) {
  const features = answer?.features ?? [];
  const query = answer?.query ?? chosen?.query;
  const markers = features.map((feature, at) => marker(feature, badgeText(feature.properties.open_state, at), query, words));
  if (chosen && !features.some(({ id }) => id === chosen.id)) markers.push(marker(chosen, '•', query, words));
  return markers;
}

// Its label describes in words what its colour shows.
function marker({ properties, geometry }, text, query, words) {
  const said = opening(properties, { asked: query.open, at: query.at, words });
  const number = /\d+/.exec(text)?.[0];
  const label = [number, nameOf(properties, words), said.title, said.detail].filter(Boolean).join(', ');
  return { id: properties.station_id, lonLat: geometry.coordinates, text, label, state: said.state };
}
