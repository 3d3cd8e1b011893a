// Holds the opening hours of a running program against npm's opening_hours, over texts made
// by a grammar: none may be open where the reference is closed, unknown, or refuses the text.
//
//   cd tests/clients && npm ci && YIZHAN_BIN=../../target/debug/yizhan node hours/compare.mjs
//
// SEED and TEXTS may be set. Exit code 0: no text is falsely open; 1: some are; 2: wrong use.

import { readFileSync } from "node:fs";

import { texts } from "./grammar.mjs";
import { instants } from "./instants.mjs";
import { meant, mends } from "./meant.mjs";
import { reader } from "./reference.mjs";
import { serve } from "./service.mjs";

process.env.TZ = "Asia/Shanghai";
const binary = process.env.YIZHAN_BIN;
if (!binary) {
  console.error("name the binary in YIZHAN_BIN");
  process.exit(2);
}
const seed = Number(process.env.SEED ?? 20261128);
const wanted = Number(process.env.TEXTS ?? 6000);
const shown = Number(process.env.SHOWN ?? 20);

const calendar = JSON.parse(readFileSync(new URL("../../../data/calendar/holidays-cn.json", import.meta.url)));
const read = reader(calendar);
const moments = instants(calendar);
const made = texts(seed, wanted);
const asked = made.map(question);

const service = await serve(binary, made);
try {
  const counts = { falselyOpen: 0, stricter: 0, same: 0, byKind: new Map() };
  const faults = new Map();
  const losses = new Map();
  for (const moment of moments) {
    const states = await service.statesAt(moment);
    for (const [row, { text, at, kind }] of asked.entries()) {
      judge(counts, { text, kind, moment, ours: states[row], theirs: at?.(moment.date) ?? "refused" }, faults, losses);
    }
  }
  report(counts, faults, losses);
  process.exitCode = counts.falselyOpen === 0 ? 0 : 1;
} finally {
  service.stop();
}

// What the reference answers for a text, and how this project differs on purpose, if it does.
function question(text) {
  const { asked, kinds } = meant(text);
  const at = read(asked);
  if (at) return { text, at, kind: kinds.join(" and ") };
  let mended = asked;
  for (const { kind, mend } of mends) {
    const before = mended;
    mended = mend(before);
    if (mended !== before) kinds.push(kind);
  }
  const mendedAt = mended === asked ? null : read(mended);
  return { text, at: mendedAt, kind: mendedAt ? kinds.join(" and ") : "refused" };
}

function judge(counts, { text, kind, moment, ours, theirs }, faults, losses) {
  if (kind) {
    const seen = counts.byKind.get(kind) ?? new Set();
    counts.byKind.set(kind, seen.add(text));
  }
  if (ours === "open" && theirs !== "open") {
    counts.falselyOpen += 1;
    if (!faults.has(text)) faults.set(text, `${moment.text}: ${theirs}`);
  } else if (ours !== "open" && theirs === "open") {
    counts.stricter += 1;
    if (!losses.has(text)) losses.set(text, `${moment.text}: ${ours}`);
  } else {
    counts.same += 1;
  }
}

function report(counts, faults, losses) {
  for (const [text, why] of [...faults].slice(0, shown)) {
    console.log(`falsely open  ${text}  (${why})`);
  }
  for (const [text, why] of [...losses].slice(0, process.env.LOSSES ?? 0)) {
    console.log(`not open  ${text}  (${why})`);
  }
  const kinds = [...counts.byKind].map(([kind, seen]) => `${seen.size} ${kind}`).sort();
  console.log(`seed ${seed}: ${made.length} texts at ${moments.length} instants; by kind: ${kinds.join(", ")}`);
  console.log(`open where the reference is not: ${counts.falselyOpen} instants of ${faults.size} texts`);
  console.log(`not open where the reference is: ${counts.stricter} instants of ${losses.size} texts; the same in ${counts.same}`);
}

