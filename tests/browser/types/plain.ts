// The widget in a page without a framework; `yizhan-map.d.ts` is the file that the service hands out.

import type { YizhanMapElement, YizhanStation } from './yizhan-map';

const map = document.createElement('yizhan-map');
Object.assign(map, { lat: 31.269, lon: 121.4085 });
map.lat = 31.269;
map.amenity = ['toilet', 'phone_charging'];
map.mode = 'ebike';
map.minutes = null;
map.basemapDatum = 'gcj02';
map.minStar = 3;
map.coverage = true;
map.route = '_p~iF~ps|U_ulLnnqC';
map.maxDetourMinutes = 10;
map.order = 'route';
map.hide = 'brand language';

const isLocated: Promise<boolean> = map.locate();
map.focusStation('hk-fehd-841');
map.focusStation(null);

map.addEventListener('yizhan-select', ({ detail }) => {
  const id: string | null = detail.id;
  // What is left has no station.
  const station: YizhanStation | null = detail.station;
  if (detail.id !== null) console.log(detail.name.length, detail.station.geometry.coordinates[0], id, station);
});
document.addEventListener('yizhan-answer', ({ detail }) => console.log(detail.question.amenity, detail.answer.features[0]?.properties.open_state));
addEventListener('yizhan-error', ({ detail }) => console.log(detail.status + 1, detail.message, detail.parameter));
map.addEventListener('yizhan-ready', ({ detail: { stations, dataset_version: version } }) => console.log(stations, version));
map.addEventListener('yizhan-locate', ({ detail }) => console.log(detail.lat + detail.lon, detail.source === 'device' && detail.accuracy_m));

const found: YizhanMapElement | null = document.querySelector('yizhan-map');
console.log(found?.lat, isLocated);

// @ts-expect-error There is no such mode.
map.mode = 'car';
// @ts-expect-error There is no such order.
map.order = 'distance';
// @ts-expect-error A place is no list.
map.lat = [1, 2];
// @ts-expect-error There is no such method.
map.nearest();
