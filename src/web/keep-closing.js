// Until when “open now” holds: to the end of the posted hours that the moment lies in, or else for
// two hours. To the end of the day would send riders to a locked door in the evening.

const MIDNIGHT = '00:00';
const DAY_END = '24:00';
const OTHERWISE_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

// The instant, from the `week` of a station and the moment `at` of the answer (RFC 3339).
export function closingAfter(week, at) {
  const [date, time, offset] = [at.slice(0, 10), at.slice(11, 16), at.slice(19)];
  const span = (week?.[date] ?? []).find(([from, to]) => from <= time && time < to);
  if (!span) return new Date(Date.parse(at) + OTHERWISE_MS).toISOString();
  if (span[1] !== DAY_END) return `${date}T${span[1]}:00${offset}`;
  const next = new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
  const [night] = week[next] ?? [];
  const end = night?.[0] === MIDNIGHT && night[1] !== DAY_END ? night[1] : MIDNIGHT;
  return `${next}T${end}:00${offset}`;
}
