// Opening hours as OpenStreetMap writes them (`Mo-Fr 08:00-20:00; PH off`), in words. Text that says
// more than these few signs is left as it is: people wrote it for people.

const DAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'];
const TOKEN = /24\/7|\d{1,2}:\d\d|Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|off|closed|sunrise|sunset|[-–,;\s]/g;
const DAY_END = '24:00';

// The words for a text of hours; the text itself if it is not of that kind.
export function ruleWords(text, words) {
  if (text.replaceAll(TOKEN, '') !== '') return text;
  const rules = text.split(';').map((rule) => rule.trim()).filter(Boolean);
  return rules.map((rule) => oneRule(rule, words)).join(words.rules.next);
}

function oneRule(rule, words) {
  const parts = rule.replaceAll(/\s*([-–,])\s*/g, '$1').split(/\s+/);
  return parts.map((part) => part.split(',').map((span) => spanWords(span, words)).join(words.rules.and)).join(' ');
}

// Two ends or one, of days or of hours.
function spanWords(span, words) {
  const [from, to] = span.split(/[-–]/);
  if (to === undefined) return named(from, words);
  if (!from.includes(':')) return `${named(from, words)}${words.rules.to}${named(to, words)}`;
  return timeSpan(from, to, words);
}

function named(token, words) {
  const day = DAYS.indexOf(token);
  return day >= 0 ? words.weekdays[day] : words.rules[token] ?? token;
}

// `08:00–20:00`, and `06:00–次日 02:00` past midnight.
export function timeSpan(from, to, words) {
  const [start, end] = [from, to].map((time) => time.padStart(5, '0'));
  if (end > DAY_END) return `${start}–${words.nextDay(`${String(Number(end.slice(0, 2)) - 24).padStart(2, '0')}${end.slice(2)}`)}`;
  return end <= start ? `${start}–${words.nextDay(end)}` : `${start}–${named(end, words)}`;
}
