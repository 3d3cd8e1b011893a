// A place as people have it at hand: two numbers, or a link of a map with the place in it.
//
// Each map writes its own order and datum: AMap and Tencent GCJ-02, Baidu BD-09 unless it says
// another, Apple and Google WGS-84 (on the mainland GCJ-02, which their links do not tell apart; the
// few hundred metres are for the rider to see). Nothing is fetched: short links hold no place.

import { isInChina, toWgs84 } from './datum.js';
import { readPosition } from './state.js';

const NOWHERE = { lat: null, lon: null };
const PAIR = '(-?\\d+(?:\\.\\d+)?)(?:,|%2C)\\s*(-?\\d+(?:\\.\\d+)?)';
// Hosts, what precedes the pair, its datum, and whether longitude comes first.
const LINKS = [
  [/(^|\.)amap\.com$/, `(?:to|position|dest|center|location)=`, 'gcj02', true],
  [/(^|\.)amap\.com$/, `(?:[?&]q)=`, 'gcj02', false],
  [/(^|\.)qq\.com$/, `(?:tocoord=|coord:|coord%3A|center=)`, 'gcj02', false],
  [/(^|\.)baidu\.com$/, `(?:location|latlng|destination)=(?:latlng(?::|%3A))?`, 'bd09', false],
  [/(^|\.)apple\.com$/, `(?:daddr|ll|q|coordinate)=`, 'wgs84', false],
  [/(^|\.)google\.[a-z.]+$/, `(?:@|[?&](?:q|query|destination|ll)=)`, 'wgs84', false],
];
const BAIDU_DATUMS = { gcj02: 'gcj02', wgs84: 'wgs84', bd09ll: 'bd09' };

// The place in WGS-84, or nulls.
export function readPasted(text) {
  const line = text.trim();
  const address = /(?:https?:\/\/|geo:)[^\s"'<>]+/.exec(line)?.[0];
  if (address === undefined) return readPair(line);
  return address.startsWith('geo:') ? readGeo(address) : readLink(address);
}

// Two numbers between commas or blanks, also the full-width comma; latitude first.
function readPair(text) {
  const parts = text.split(/[\s,，、;]+/);
  return parts.length === 2 ? readPosition(parts[0], parts[1]) : NOWHERE;
}

function readGeo(address) {
  const [, lat, lon] = new RegExp(`^geo:${PAIR}`).exec(address) ?? [];
  return readPosition(lat, lon);
}

function readLink(address) {
  if (!URL.canParse(address)) return NOWHERE;
  const url = new URL(address);
  const own = ownLink(url);
  if (own.lat !== null) return own;
  for (const [host, before, datum, isLonFirst] of LINKS) {
    if (!host.test(url.hostname)) continue;
    const [, first, second] = new RegExp(before + PAIR).exec(address) ?? [];
    if (first === undefined) continue;
    const pair = isLonFirst ? [first, second] : [second, first];
    return inWgs84(pair, datum === 'bd09' ? BAIDU_DATUMS[url.searchParams.get('coord_type')] ?? 'bd09' : datum);
  }
  return NOWHERE;
}

// Links of this page, and of others that write `lat` and `lon`, also as OpenStreetMap does.
function ownLink(url) {
  const { searchParams: params, hash, hostname } = url;
  const [, lat, lon] = hostname.endsWith('openstreetmap.org') ? /map=[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/.exec(hash) ?? [] : [];
  const found = [params.get('mlat') ?? params.get('lat') ?? lat, params.get('mlon') ?? params.get('lon') ?? params.get('lng') ?? lon];
  return inWgs84(found.reverse(), params.get('crs') ?? 'wgs84');
}

function inWgs84([lon, lat], datum) {
  const position = readPosition(lat, lon);
  if (position.lat === null || datum === 'wgs84') return position;
  const given = [position.lon, position.lat];
  return ['gcj02', 'bd09'].includes(datum) && isInChina(given) ? readPosition(...toWgs84(datum, given).reverse()) : NOWHERE;
}
