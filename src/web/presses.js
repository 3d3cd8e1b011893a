// Presses on the map: a long one, or the other button of a mouse, moves the start of the search; a
// short one only closes what is open.

const LONG_MS = 550;
const STILL_PX = 10;

// Calls `long(lngLat)` once for a finger that rests on `map`, and for the other mouse button.
export function listenToLongPresses(map, long) {
  let timer = null;
  let start = null;
  let handledAt = -Infinity;
  const stop = () => {
    clearTimeout(timer);
    timer = null;
  };
  const press = (lngLat) => {
    stop();
    handledAt = performance.now();
    long(lngLat);
  };
  map.on('touchstart', (event) => {
    stop();
    if (event.points.length !== 1) return;
    start = event.point;
    timer = setTimeout(() => press(event.lngLat), LONG_MS);
  });
  map.on('touchmove', (event) => {
    if (timer !== null && (event.points.length !== 1 || event.point.dist(start) > STILL_PX)) stop();
  });
  for (const type of ['touchend', 'touchcancel', 'zoomstart', 'remove']) map.on(type, stop);
  // Phones report a long press too, before or after the timer.
  map.on('contextmenu', (event) => {
    event.preventDefault();
    event.originalEvent.preventDefault();
    if (performance.now() - handledAt > LONG_MS) press(event.lngLat);
  });
}
