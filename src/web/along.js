// The question about a route, and how its answer is shown: what each stop costs, and where it is. It
// is loaded together with the drawing, so that joining the modules does not cut those of the first
// list into many.

import { SEARCHED, posted } from './api.js';
import { ask } from './ask.js';
import { fromWgs84 } from './datum.js';
import { decodePolyline } from './polyline.js';
import { costText, emptyRoute, routeHeading } from './route-list.js';
import { routeWords } from './route-words.js';

export { RouteEditor } from './route-editor.js';

const ASKED = [...SEARCHED, 'max_detour_minutes', 'order'];
const SEVEN_DECIMALS = 1e7;

// The `answer` to a question about the route of `state`, and the `line` that is drawn of it: the way
// along streets, where the service knows them. What is
// no polyline is sent as it was written: the service says why it refuses it.
export async function askAlong(api, state, signal) {
  const points = decodePolyline(state.route)?.map((point) => onMap(api.datum, point)) ?? null;
  const given = ASKED.map((name) => [name, state[name]]).filter(([, value]) => String(value) !== '');
  const question = { route: api.datum === 'wgs84' || points === null ? state.route : points, crs: api.datum, ...Object.fromEntries(given), way: true };
  const answer = await ask(api.base, 'v1/stations/along', {}, posted(question, signal));
  return { answer, line: answer.way?.coordinates ?? points ?? [] };
}

// How the list and the map show an answer, in `words`.
export function viewsOf(words) {
  const said = routeWords(words);
  return {
    costText: (properties, { query }) => costText(properties, query, words, said),
    heading: (answer, state, tools) => routeHeading(answer, state, tools, said),
    empty: (answer, state, tools) => emptyRoute(answer, state, tools, said),
  };
}

// A point of a route in the datum of the map; seven decimals are a centimetre.
function onMap(datum, point) {
  return fromWgs84(datum, point).map((degrees) => Math.round(degrees * SEVEN_DECIMALS) / SEVEN_DECIMALS);
}
