// Where this project reads a text otherwise than the reference, on purpose: what the
// reference is asked instead. The section on opening hours in src/guide/station_files.md says the same in words, and
// there are no others.

const words = /\b(?:open|closed|off|unknown|sunrise|sunset|dawn|dusk)\b/gi;
// Hours after a comma: a clock time or an event of the sun.
const commaBeforeHours = /\s*,\s*(?=\d{1,2}:\d\d|\(?(?:sunrise|sunset|dawn|dusk)\b)/gi;
// What may stand before a comma that starts more hours or another rule.
const hoursOrState = /(?:(?::\d\d|\)|sunrise|sunset|dawn|dusk)\+?|"|24\/7|open|closed|off|unknown)$/i;

// Readings that the reference does not refuse and this project changes: the text to ask it
// for, and the kinds of difference.
export function meant(text) {
  const kinds = [];
  let asked = text;
  const plain = text.replace(/"[^"]*"/g, "");
  if (plain.includes(";") && !/[a-z]|24\/7/i.test(plain.replace(words, ""))) {
    asked = spansOfOneDay(asked);
    kinds.push("spans of a text without days");
  }
  const whole = asked.replace(/\b0?0:00(\s*-+\s*)23:59\b(?!\s*[+/])/g, "00:00$124:00");
  if (whole !== asked) kinds.push("00:00-23:59");
  return { asked: whole, kinds };
}

// Faults that the reference refuses and this project mends.
export const mends = [
  {
    kind: "a comma between days and hours",
    mend: (text) =>
      text.replace(commaBeforeHours, (comma, at) => (hoursOrState.test(text.slice(0, at)) ? comma : " ")),
  },
  {
    kind: "a dash written twice",
    mend: (text) => text.replace(/(:\d\d\s*)[-\u2013]{2}(?=\s*\d{1,2}:)/g, "$1-"),
  },
];

// `8:00-12:00; 13:00-17:00` as one list; what is closed stays a rule of its own.
function spansOfOneDay(text) {
  const [rules, ...fallbacks] = text.split("||");
  const joined = rules.split(";").reduce((before, rule) => {
    if (rule.trim() === "") return before;
    if (before === "") return rule;
    // `open; 09:00-17:00` is no list: the rule before has no hours.
    const goesOn = /\d:\d\d/.test(before.split(";").at(-1));
    if (goesOn && /^\s*\d/.test(rule) && !/\b(?:off|closed)\b/i.test(rule)) {
      return `${before}${/[a-z"]\s*$/i.test(before) ? "" : " open"},${rule}`;
    }
    return `${before};${rule}`;
  }, "");
  return [joined, ...fallbacks].join("||");
}
