// A route as features of the map: its line and the points of it that are drawn.

const WHOLE_TURN = 360;

// The line of `points` `[lon, lat]` with its ends, and of a draft with all its points.
export function routeFeatures(points, isDraft) {
  const line = unwound(points);
  const dots = line.map((coordinates, at) => ({ coordinates, part: at === 0 ? 'start' : at === line.length - 1 ? 'goal' : 'point' }));
  const shown = dots.filter(({ part }) => isDraft || part !== 'point');
  const features = shown.map(({ coordinates, part }) => feature('Point', coordinates, { part }));
  if (line.length > 1) features.unshift(feature('LineString', line, {}));
  return { type: 'FeatureCollection', features };
}

function feature(type, coordinates, properties) {
  return { type: 'Feature', geometry: { type, coordinates }, properties };
}

// Longitudes that go on across the antimeridian, as a map draws them.
function unwound(points) {
  let before = null;
  return points.map(([lon, lat]) => {
    before = before === null ? lon : lon + Math.round((before - lon) / WHOLE_TURN) * WHOLE_TURN;
    return [before, lat];
  });
}
