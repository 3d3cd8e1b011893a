// The answer to a state of the page: what is near, what is on a route, or what goes on.

import { Problem } from './ask.js';
import { isNear } from './state.js';

// The `answer`, and what is shown beside it. What only some ask for is loaded when they do.
export async function answerTo(app, state, signal) {
  if (state.route !== '') return app.onMyWay.stops(state, signal);
  if (isNear(state)) return { answer: app.first.nearest(state, app.api.datum) ?? await app.api.nearest(state, app.origin(), signal) };
  const { timesAround } = await import('./whats-on.js').catch((error) => { throw new Problem(0, { detail: error.message }); });
  return timesAround(app, state, signal);
}
