// The reference, npm's opening_hours, with the days off of this project's calendar in place
// of its own table of the country, which knows few of them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const own_table = "const holidayDefinitions = holiday_definitions;";
// It takes degrees as text only.
const place = { lat: "39.9", lon: "116.4", address: { country_code: "cn", state: "" } };

// A function that reads a text: it answers a function from dates to states, or null where
// the reference refuses the text or cannot decide it.
export function reader(calendar) {
  const Reference = library(calendar);
  return (text) => {
    let hours;
    try {
      hours = new Reference(text, place);
      hours.getStateString(new Date("2026-11-24T12:00:00+08:00"), true);
    } catch {
      return null;
    }
    return (instant) => {
      try {
        return hours.getStateString(instant, true);
      } catch {
        return null;
      }
    };
  };
}

function library(calendar) {
  const source = readFileSync(require.resolve("opening_hours"), "utf8");
  if (source.split(own_table).length !== 2) {
    throw new Error("opening_hours keeps its holidays elsewhere than 3.15.0 does");
  }
  const table = `const holidayDefinitions = ${JSON.stringify({ cn: { PH: holidays(calendar) } })};`;
  const module = { exports: {} };
  const quiet = { log() {}, info() {}, warn() {}, error() {} };
  new Function("module", "exports", "require", "console", source.replace(own_table, () => table))(
    module, module.exports, createRequire(require.resolve("opening_hours")), quiet,
  );
  return module.exports.default ?? module.exports;
}

// Every day off, as the reference writes them. It stumbles on days counted from those of a year
// that has none: the years before and after get one, far from any moment that is asked about.
function holidays(calendar) {
  const years = calendar.off.map(([first]) => Number(first.slice(0, 4)));
  const days = new Map([Math.min(...years) - 1, Math.max(...years) + 1].map((year) => [`${year}-07-15`, "none"]));
  for (const [first, last, name] of calendar.off) {
    for (let day = new Date(first); day <= new Date(last); day = new Date(day.getTime() + 86_400_000)) {
      days.set(day.toISOString().slice(0, 10), name);
    }
  }
  return [...days].map(([day, name]) => {
    const [year, month, date] = day.split("-").map(Number);
    return { name: `${name} ${day}`, fixed_date: [month, date], year };
  });
}
