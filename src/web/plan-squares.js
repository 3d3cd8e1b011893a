// The people of a planner's cells, gathered in the squares of a grid: as many squares as fit the
// zoom, however many cells there are.

import { FINEST_STEP, xOf, yOf } from './grid.js';
import { N_CLASSES, N_NEAR, OFF, gradeOf, isWithin } from './grades.js';
import { statusOf } from './plan-files.js';

// Squares hold at least so many cells on average: finer ones would leave gaps between the cells.
const CELLS_A_SQUARE = 2;
const COARSEST_STEP = 8;

// The class of each cell, once for a limit; `grade` of `cells` in their order.
export function gradesOf(cells, ends, inMetres) {
  const grades = new Uint8Array(cells.n);
  for (let at = 0; at < cells.n; at += 1) {
    const way = inMetres ? cells.metres[at] : cells.seconds[at] / 60;
    grades[at] = gradeOf(statusOf(cells, at), Number.isNaN(way) ? null : way, ends);
  }
  return grades;
}

// The finest step of a grid whose squares are not finer than the cells.
export function finestStep(cells) {
  for (let step = COARSEST_STEP; step < FINEST_STEP; step += 1) {
    const side = 2 ** (-(step + 1) / 2);
    const squares = new Set();
    for (let at = 0; at < cells.n; at += 1) squares.add(Math.floor(cells.x[at] / side) * 2 ** 26 + Math.floor(cells.y[at] / side));
    if (cells.n < squares.size * CELLS_A_SQUARE) return step;
  }
  return FINEST_STEP;
}

// The class of each square by its place in the grid: how far half of its people have it at most. It
// is OFF if more than half of them could not be computed, and undefined where no people are.
export function squaresOf(grid, cells, grades) {
  const people = new Float64Array(grid.columns * grid.rows * N_CLASSES);
  for (let at = 0; at < cells.n; at += 1) {
    const column = Math.floor(cells.x[at] / grid.side) - grid.west;
    const row = Math.floor(cells.y[at] / grid.side) - grid.north;
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    people[(row * grid.columns + column) * N_CLASSES + grades[at]] += cells.people[at];
  }
  return Array.from({ length: grid.columns * grid.rows }, (_, square) => (
    medianOf(people.subarray(square * N_CLASSES, (square + 1) * N_CLASSES))
  ));
}

function medianOf(people) {
  const computed = people.subarray(0, N_NEAR).reduce((sum, some) => sum + some, 0);
  if (computed + people[OFF] === 0) return undefined;
  if (people[OFF] > computed) return OFF;
  let sum = 0;
  return people.findIndex((some) => { sum += some; return sum >= computed / 2 && sum > 0; });
}

// People of the cells in a box of degrees: `{covered, uncovered, notComputed}`.
export function peopleIn(box, cells, grades) {
  const found = { covered: 0, uncovered: 0, notComputed: 0 };
  const [west, east, north, south] = [xOf(box.west), xOf(box.east), yOf(box.north), yOf(box.south)];
  for (let at = 0; at < cells.n; at += 1) {
    const isSeen = cells.x[at] > west && cells.x[at] < east && cells.y[at] > north && cells.y[at] < south;
    if (!isSeen) continue;
    if (grades[at] === OFF) found.notComputed += cells.people[at];
    else if (isWithin(grades[at])) found.covered += cells.people[at];
    else found.uncovered += cells.people[at];
  }
  return found;
}
