// Holds the feed of a running service against RFC 7946 with an independent checker, and its
// headers against what browsers and caches do with them.
//
//   cd tests/clients && npm ci && node check_feed.mjs http://127.0.0.1:8080
//
// Exit code 0: everything holds; 1: something does not; 2: wrong use.

import { check } from "@placemarkio/check-geojson";
import http from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const base = process.argv[2]?.replace(/\/$/, "");
if (!base) {
  console.error("usage: node check_feed.mjs BASE_URL");
  process.exit(2);
}

const feed = "/v1/stations.geojson";
const queries = [
  "",
  "?crs=wgs84",
  "?at=now",
  "?at=2026-11-24T12:00:00%2B08:00",
  "?bbox=114,22,115,23",
  "?bbox=170,-90,-170,90",
  "?bbox=113.5,22,-5,114.5,23,5000&at=now",
  "?since=unknown",
  "?amenity=toilet",
  "?kind=public_toilet,market&at=now",
];
// Shifted coordinates are no WGS-84, but must be GeoJSON all the same.
const shifted = ["?crs=gcj02", "?crs=bd09", "?crs=gcj02&amenity=toilet&at=now"];

let failures = 0;

function hold(fact, isTrue) {
  if (!isTrue) {
    failures += 1;
    console.error(`does not hold: ${fact}`);
  }
}

// The bare client: fetch would hide encodings, lengths and what is asked for.
function ask(path, headers = {}, method = "GET") {
  return new Promise((resolve, reject) => {
    const request = http.request(base + path, { method, headers }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve({
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.concat(chunks),
      }));
    });
    request.on("error", reject);
    request.end();
  });
}

async function checkDocument(query) {
  const answer = await ask(feed + query);
  hold(`${query}: status 200`, answer.status === 200);
  hold(`${query}: media type`, answer.headers["content-type"] === "application/geo+json");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(answer.body);
  let collection;
  try {
    collection = check(text);
  } catch (error) {
    hold(`${query}: RFC 7946: ${JSON.stringify(error.issues?.slice(0, 3) ?? error.message)}`, false);
    return;
  }
  const ids = new Set(collection.features.map((feature) => feature.id));
  hold(`${query}: ids are unique`, ids.size === collection.features.length);
  for (const { id, geometry, properties } of collection.features) {
    hold(`${query}: ${id} repeats its id`, properties.station_id === id);
    hold(`${query}: ${id} is a Point`, geometry.type === "Point");
    const [lon, lat] = geometry.coordinates;
    hold(`${query}: ${id} is on Earth`, Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
    if (query.includes("at=")) {
      hold(`${query}: ${id} has a state`, ["open", "closed", "unknown"].includes(properties.open_state));
    }
  }
  console.log(`${feed}${query}: ${collection.features.length} features`);
}

async function checkEncodings() {
  const plain = await ask(feed);
  for (const [name, decode] of [["gzip", gunzipSync], ["br", brotliDecompressSync]]) {
    const answer = await ask(feed, { "accept-encoding": name });
    const encoding = answer.headers["content-encoding"];
    // Shortly after a start the feed is still being compressed.
    hold(`${name} or nothing`, encoding === name || encoding === undefined);
    const body = encoding ? decode(answer.body) : answer.body;
    hold(`${name} holds the same feed`, body.equals(plain.body));
    hold(`${name} varies`, answer.headers.vary?.toLowerCase().includes("accept-encoding"));
    hold(`${name} keeps the tag`, answer.headers.etag === plain.headers.etag);
    hold(`${name} has its length`, Number(answer.headers["content-length"]) === answer.body.length);
  }
}

async function checkConditions() {
  const { headers } = await ask(feed);
  hold("the tag is weak", /^W\/"[^"]+"$/.test(headers.etag));
  for (const condition of [
    { "if-none-match": headers.etag },
    { "if-none-match": `"other", ${headers.etag}` },
    { "if-none-match": "*" },
    { "if-modified-since": headers["last-modified"] },
  ]) {
    const answer = await ask(feed, condition);
    const name = JSON.stringify(condition);
    hold(`${name}: 304`, answer.status === 304);
    hold(`${name}: no body`, answer.body.length === 0);
    hold(`${name}: no length but the true one`, answer.headers["content-length"] === undefined);
    hold(`${name}: the tag`, answer.headers.etag === headers.etag);
  }
  const other = await ask(feed, { "if-none-match": '"other"' });
  hold("another tag: 200", other.status === 200);
  const head = await ask(feed, {}, "HEAD");
  hold("HEAD: length", head.headers["content-length"] === String(other.body.length));
  const range = await ask(feed, { range: "bytes=0-16383" });
  hold("a range is harmless", range.status === 200 && range.body.length === other.body.length);
}

async function checkSince() {
  const whole = JSON.parse((await ask(feed)).body);
  const same = JSON.parse((await ask(`${feed}?since=${whole.dataset_version}`)).body);
  hold("nothing changed since now", same.features.length === 0 && same.deleted.length === 0);
  hold("which is not the whole", same.complete === false);
  const unknown = JSON.parse((await ask(`${feed}?since=unknown`)).body);
  hold("all since an unknown version", unknown.features.length === whole.features.length);
  hold("which is the whole", unknown.complete === true);
}

for (const query of [...queries, ...shifted]) {
  await checkDocument(query);
}
await checkEncodings();
await checkConditions();
await checkSince();
console.log(failures === 0 ? "everything holds" : `${failures} facts do not hold`);
process.exit(failures === 0 ? 0 : 1);
