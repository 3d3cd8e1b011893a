// Moments that tell readings apart: days, nights and changes of day of plain weeks, days off,
// month ends, a leap day, turns of the year.

const dates = [
  "2024-02-29", "2024-03-31", "2025-01-05", "2025-04-20", "2025-04-21", "2025-07-31", "2025-12-24", "2025-12-25",
  "2025-12-31", "2026-01-01", "2026-01-12", "2026-02-17", "2026-03-29", "2026-04-05", "2026-05-01", "2026-06-06",
  "2026-07-07", "2026-08-05", "2026-09-03", "2026-10-01", "2026-10-25", "2026-11-23", "2026-11-24", "2026-11-27",
  "2026-11-28", "2026-11-29", "2026-12-25",
];
const clocks = ["00:15", "03:00", "10:30", "12:15", "15:00", "20:00", "23:45"];
// Of each day some of the clock times, in turn.
const clocksADay = 3;

// All of them, but none on a make-up workday or the day after one: there this project follows
// the calendar, and the reference knows nothing of it.
export function instants(calendar) {
  const worked = new Set(calendar.work);
  const dayBefore = (date) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
  return dates.flatMap((date, row) =>
    Array.from({ length: clocksADay }, (_, n) => {
      if (worked.has(date) || worked.has(dayBefore(date))) {
        throw new Error(`${date} is a make-up workday or follows one`);
      }
      const text = `${date}T${clocks[(row * clocksADay + n) % clocks.length]}:00+08:00`;
      return { text, date: new Date(text) };
    }),
  );
}
