// How far the nearest station is, in classes around the limit: the same round steps and colours as in
// the planner's report (`report/page/map/classes.rs`).

// Upper bounds of the classes but the last, as parts of the limit and before they are rounded.
const ENDS = [1 / 3, 2 / 3, 1, 4 / 3, 2];
const N_WITHIN = 3;
// Bounds are whole multiples of a step that is at most this part of the limit.
const STEP = 0.1;
const ROUND_STEPS = [5, 2, 1];

// Classes by distance; those after them were not computed.
export const N_NEAR = ENDS.length + 1;
export const OFF = N_NEAR;
export const N_CLASSES = N_NEAR + 1;
const LIMIT = ENDS.indexOf(1);

// The name of a class as a kind of squares on the map.
export const kindOf = (grade) => (grade === OFF ? 'off' : `near-${grade}`);
export const KINDS = Array.from({ length: N_NEAR }, (_, grade) => kindOf(grade));

// The bounds of the classes around a limit: round numbers, and the limit itself.
export function endsAround(limit) {
  const power = 10 ** Math.floor(Math.log10(limit * STEP) + 1e-9);
  const step = power * (ROUND_STEPS.find((one) => one * power <= limit * STEP + 1e-9) ?? 1);
  const ends = ENDS.map((part) => Number((Math.round((part * limit) / step) * step).toFixed(6)));
  ends[LIMIT] = limit;
  return ends;
}

// The class of a way in the unit of the limit, null if none is known; `status` decides on which side
// of the limit it is. What was not computed is a class of its own: it is never a covered one.
export function gradeOf(status, way, ends) {
  if (status !== 'covered' && status !== 'uncovered') return OFF;
  const found = way === null ? null : ends.filter((end) => way > end).length;
  if (status === 'covered') return Math.min(found ?? N_WITHIN - 1, N_WITHIN - 1);
  return Math.max(found ?? N_NEAR - 1, N_WITHIN);
}

// Whether a class lies within the limit.
export const isWithin = (grade) => grade < N_WITHIN;

// What a limit measures: `{limit, way(cell)}`, the way in minutes or in metres.
export function measureOf({ minutes, radius_m: radiusM }) {
  if (typeof radiusM === 'number') return { limit: radiusM, inMetres: true, way: ({ distance_m: distanceM }) => distanceM };
  const limit = typeof minutes === 'number' ? minutes : 15;
  return { limit, inMetres: false, way: ({ travel_time_s: seconds }) => (seconds === null ? null : seconds / 60) };
}
