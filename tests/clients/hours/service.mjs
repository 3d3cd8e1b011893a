// A running program that holds a station for each text, asked by its feed.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MOST_TRIES = 600;
const MS_BETWEEN_TRIES = 200;

// Starts the program; its texts are in the order of the states that it answers.
export async function serve(binary, texts) {
  const work = mkdtempSync(join(tmpdir(), "hours-"));
  const file = join(work, "stations.geojson");
  const features = texts.map((text, row) => ({
    type: "Feature",
    id: String(row),
    geometry: { type: "Point", coordinates: [116.4, 39.9] },
    properties: { name: `Station ${row}`, opening_hours: text },
  }));
  writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features }));
  const server = spawn(binary, ["serve", file, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  const stop = () => {
    server.kill();
    rmSync(work, { recursive: true });
  };
  try {
    const base = await address(server);
    await untilReady(base);
    return { statesAt: (moment) => statesAt(base, texts.length, moment), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function address(server) {
  for await (const line of createInterface({ input: server.stderr })) {
    const found = line.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (found) {
      server.stderr.resume();
      return found[0];
    }
  }
  throw new Error("the program ended before it was ready");
}

// Large sets are loaded after the address is said.
async function untilReady(base) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await get(`${base}/health/ready`).then(() => true, () => false)) return;
    await new Promise((done) => setTimeout(done, MS_BETWEEN_TRIES));
  }
  throw new Error("the program was not ready in time");
}

async function statesAt(base, count, moment) {
  const body = await get(`${base}/v1/stations.geojson?at=${encodeURIComponent(moment.text)}`);
  const states = new Array(count);
  for (const feature of JSON.parse(body).features) {
    states[Number(feature.id)] = feature.properties.open_state;
  }
  if (states.length !== count || states.includes(undefined)) {
    throw new Error(`a station is missing at ${moment.text}`);
  }
  return states;
}

function get(url) {
  return new Promise((resolve, reject) => {
    const take = (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: ${answer.statusCode} ${body}`));
      });
    };
    http.get(url, take).on("error", reject);
  });
}
