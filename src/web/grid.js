// A grid of squares over the visible map, on the map's own projection: the squares do not move when
// the map does, and look alike everywhere on it.

const EARTH_M = 40_075_016.686;
// Half steps of zoom: sides differ by the square root of two.
export const FINEST_STEP = 60;
const STEEPEST_LAT = 85;

// Squares over a box of degrees, as small as `maxCells`, `minSideM` and `finestStep` allow:
// `{ side, sideM, columns, rows, west, north }`, sides and edges as parts of the world.
export function gridOver(box, { maxCells, minSideM = 0, finestStep = FINEST_STEP }) {
  const metresAcross = EARTH_M * Math.cos(((box.south + box.north) / 2) * (Math.PI / 180));
  for (let step = finestStep; step > 0; step -= 1) {
    const grid = aligned(box, 2 ** (-step / 2));
    grid.sideM = grid.side * metresAcross;
    if (grid.sideM >= minSideM && grid.columns * grid.rows <= maxCells) return grid;
  }
  return aligned(box, 1);
}

function aligned(box, side) {
  const west = Math.floor(xOf(box.west) / side);
  const north = Math.floor(yOf(box.north) / side);
  const columns = Math.ceil(xOf(box.east) / side) - west;
  const rows = Math.ceil(yOf(box.south) / side) - north;
  return { side, columns, rows, west, north };
}

// The middle of each square, row by row from the north-west: `{ id, lon, lat }`.
export function middles(grid) {
  const cells = [];
  for (let id = 0; id < grid.columns * grid.rows; id += 1) {
    const [lon, lat] = placeOf(grid, (id % grid.columns) + 0.5, Math.floor(id / grid.columns) + 0.5);
    cells.push({ id, lon, lat });
  }
  return cells;
}

// Squares of one kind side by side, merged into rectangles. `kinds[id]` is the kind of a square;
// those without one are left out.
export function rectangles(grid, kinds) {
  const features = [];
  for (let row = 0; row < grid.rows; row += 1) {
    let from = 0;
    for (let column = 0; column < grid.columns; column += 1) {
      const kind = kinds[row * grid.columns + column];
      const isLast = column + 1 === grid.columns || kinds[row * grid.columns + column + 1] !== kind;
      if (!isLast) continue;
      if (kind) features.push(rectangle(grid, { row, from, to: column + 1 }, kind));
      from = column + 1;
    }
  }
  return { type: 'FeatureCollection', features };
}

function rectangle(grid, { row, from, to }, kind) {
  const [west, north] = placeOf(grid, from, row);
  const [east, south] = placeOf(grid, to, row + 1);
  const coordinates = [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates }, properties: { kind } };
}

function placeOf({ side, west, north }, column, row) {
  return [lonOf((west + column) * side), latOf((north + row) * side)];
}

// Parts of the world from its west and north edge, as the map draws it.
export const xOf = (lon) => (lon + 180) / 360;
const lonOf = (x) => x * 360 - 180;

export function yOf(lat) {
  const clamped = Math.max(-STEEPEST_LAT, Math.min(STEEPEST_LAT, lat)) * (Math.PI / 180);
  return (1 - Math.log(Math.tan(Math.PI / 4 + clamped / 2)) / Math.PI) / 2;
}

function latOf(y) {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}
