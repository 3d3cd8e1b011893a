// Links that open a station in a map app: those that work on this device, as plain addresses.
//
// `geo:` opens on Android only; on iPhones and inside other apps (WeChat, Alipay, DingTalk) only
// https does. AMap, Baidu and Tencent expect GCJ-02, `geo:` WGS-84 (RFC 5870), and Apple the datum
// of its map: GCJ-02 on the mainland, WGS-84 elsewhere. Baidu's directions require a start, which
// must not leave the device, so its page of the place is linked.

import { fromWgs84, isInChina, toWgs84 } from './datum.js';
import { nameOf } from './say.js';

const IN_APP = /MicroMessenger|AlipayClient|\bQQ\/|DingTalk|Weibo|Lark|Feishu|aweme|; wv\)/i;
// The device's own app is last in Chinese, and first in English.
const CHINESE = [amap, baidu, tencent];
const OWN = { ios: [apple], mac: [apple], android: [geo] };
const AMAP_MODES = { walk: 'walk', bike: 'ride', ebike: 'ride' };
const APPLE_MODES = { walk: 'w', bike: 'c', ebike: 'c' };
const TENCENT_MODES = { walk: 'walk', bike: 'bike', ebike: 'bike' };
// Outlines [lon, lat] of Hong Kong, Macau and Taiwan, along the land borders to some 300 metres.
const NOT_MAINLAND = [
  [[113.82, 22.13], [113.82, 22.3], [113.87, 22.42], [113.95, 22.47], [113.985, 22.495], [114.02, 22.503], [114.066, 22.512],
    [114.112, 22.53], [114.13, 22.541], [114.152, 22.556], [114.185, 22.557], [114.222, 22.55], [114.25, 22.547],
    [114.31, 22.565], [114.46, 22.565], [114.46, 22.5], [114.51, 22.44], [114.51, 22.13]],
  [[113.528, 22.214], [113.555, 22.216], [113.61, 22.2], [113.61, 22.1], [113.547, 22.1], [113.545, 22.17], [113.528, 22.18]],
  [[119.9, 21.8], [119.9, 25.4], [122.1, 25.4], [122.1, 21.8]],
];

// The place of a station as the links take it. `datum` is that of its position, `mode` the mode of
// travel.
export function placeOf({ properties, geometry }, datum, mode, words) {
  const [lon, lat] = toWgs84(datum, geometry.coordinates);
  const wgs84 = [lon, lat].map(rounded);
  return { name: nameOf(properties, words), wgs84, gcj02: isInChina(wgs84) ? fromWgs84('gcj02', [lon, lat]).map(rounded) : null, mode };
}

// A centimetre.
function rounded(degrees) {
  return Math.round(degrees * 1e7) / 1e7;
}

// The kind of device: within another `app`, `ios`, `mac`, `android` or `other`.
export function deviceOf({ userAgent, maxTouchPoints = 0 }) {
  if (IN_APP.test(userAgent)) return 'app';
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  // An iPad identifies itself as a Mac, but Macs have no touch screen.
  if (/Macintosh/.test(userAgent)) return maxTouchPoints > 1 ? 'ios' : 'mac';
  return /Android/.test(userAgent) ? 'android' : 'other';
}

// The links for a device, the most likely choice first: `[{label, href}]`. A place is `{name,
// wgs84, gcj02, mode}` with pairs [lon, lat]; it has no `gcj02` far from China.
export function mapLinks(place, device, lang) {
  const isFar = place.gcj02 === null;
  const own = OWN[device] ?? (isFar ? [openStreetMap] : []);
  const chinese = isFar ? [] : CHINESE;
  const links = lang === 'en' ? [...own, ...chinese] : [...chinese, ...own];
  return links.map((link) => link(place, device));
}

function geo({ name, wgs84: [lon, lat] }) {
  const label = encodeURIComponent(name.replaceAll(/[()]/g, ' '));
  return { label: 'geo', href: `geo:${lat},${lon}?q=${lat},${lon}(${label})` };
}

// Inside another app its own page shows the way: other apps cannot be started there.
function amap({ name, gcj02, mode }, device) {
  const to = [...gcj02, encodeURIComponent(name.replaceAll(/[,，]/g, ' '))].join(',');
  const call = device === 'app' ? 0 : 1;
  return { label: 'amap', href: `https://uri.amap.com/navigation?to=${to}&mode=${AMAP_MODES[mode] ?? 'walk'}&src=yizhan&coordinate=gaode&callnative=${call}` };
}

function baidu({ name, gcj02: [lon, lat] }) {
  const title = encodeURIComponent(name);
  return { label: 'baidu', href: `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${title}&content=${title}&coord_type=gcj02&output=html&src=webapp.yizhan.yizhan` };
}

function apple({ wgs84, gcj02, mode }) {
  const [lon, lat] = gcj02 !== null && isMainland(wgs84) ? gcj02 : wgs84;
  return { label: 'apple', href: `https://maps.apple.com/?daddr=${lat},${lon}&dirflg=${APPLE_MODES[mode] ?? 'w'}` };
}

function tencent({ name, gcj02: [lon, lat], mode }) {
  const to = encodeURIComponent(name);
  return { label: 'tencent', href: `https://apis.map.qq.com/uri/v1/routeplan?type=${TENCENT_MODES[mode] ?? 'walk'}&fromcoord=CurrentLocation&to=${to}&tocoord=${lat},${lon}&referer=yizhan` };
}

function openStreetMap({ wgs84: [lon, lat] }) {
  return { label: 'openstreetmap', href: `https://www.openstreetmap.org/directions?to=${lat},${lon}` };
}

function isMainland(lonLat) {
  return !NOT_MAINLAND.some((outline) => isWithin(lonLat, outline));
}

// Whether a ray to the east crosses the outline an odd number of times.
function isWithin([lon, lat], outline) {
  return outline.reduce((isInside, [x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length];
    const crosses = (y > lat) !== (nextY > lat) && lon < x + ((lat - y) / (nextY - y)) * (nextX - x);
    return crosses ? !isInside : isInside;
  }, false);
}
