// Opening hours made by a grammar and then damaged: selectors, lists, hours, states and
// comments, joined by every separator, with blanks, commas and colons in odd places.
// The same seed gives the same texts.

const weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// A source of numbers in [0, 1): mulberry32.
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// `count` different texts.
export function texts(seed, count) {
  const grammar = new Grammar(numbers(seed));
  const made = new Set();
  while (made.size < count) {
    made.add(grammar.text());
  }
  return [...made];
}

class Grammar {
  constructor(next) {
    this.next = next;
  }

  chance(share) {
    return this.next() < share;
  }

  whole(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  one(values) {
    return values[this.whole(0, values.length - 1)];
  }

  // The value of a maker drawn by weight.
  drawn(...makers) {
    const total = makers.reduce((sum, [weight]) => sum + weight, 0);
    let at = this.next() * total;
    for (const [weight, make] of makers) {
      at -= weight;
      if (at < 0) return make();
    }
    return makers[0][1]();
  }

  list(make, most = 3) {
    const parts = Array.from({ length: this.whole(2, most) }, make);
    return parts.join(this.one([",", ",", ", ", " , ", ",  "]));
  }

  text() {
    let text = this.rule();
    for (let more = this.drawn([3, () => 0], [4, () => 1], [3, () => 2], [1, () => 3]); more > 0; more -= 1) {
      text += this.drawn(
        [10, () => "; "], [3, () => ";"], [8, () => ", "], [3, () => ","], [3, () => " || "], [1, () => " "],
      );
      text += this.rule();
    }
    for (let times = this.drawn([5, () => 0], [3, () => 1], [1, () => 2]); times > 0; times -= 1) {
      text = this.damaged(text);
    }
    return text.trim() || "24/7";
  }

  rule() {
    const parts = this.drawn(
      [16, () => [this.days(), this.hours()]],
      [5, () => [this.days(), this.state()]],
      [2, () => [this.days(), this.hours(), this.state()]],
      [4, () => [this.hours()]],
      [2, () => [this.days()]],
      [1, () => [this.hours(), this.state()]],
      [1, () => [this.state()]],
      [1, () => ["24/7"]],
      [1, () => [this.days(), "24/7"]],
      [0.5, () => [this.hours(), this.days()]],
      [0.5, () => ['"summer":', this.days(), this.hours()]],
    );
    return parts.join(this.drawn([12, () => " "], [3, () => ", "], [1, () => ","], [1, () => ": "], [1, () => "  "]));
  }

  days() {
    return this.drawn(
      [12, () => this.weekdays()],
      [4, () => this.dates()],
      [3, () => this.months()],
      [2, () => this.holidays()],
      [1, () => this.weeks()],
      [1, () => this.years()],
      [2, () => this.both(this.months(), this.weekdays())],
      [2, () => this.both(this.dates(), this.weekdays())],
      [1, () => this.both(this.weeks(), this.weekdays())],
      [1, () => this.both(this.years(), this.one([this.months(), this.weekdays()]))],
      [1, () => this.both(this.weekdays(), this.one([this.dates(), this.months(), this.holidays()]))],
      [1, () => this.both(this.holidays(), this.one([this.dates(), this.weekdays()]))],
    );
  }

  both(first, second) {
    return first + this.drawn([8, () => " "], [3, () => ", "], [1, () => ","]) + second;
  }

  weekdays() {
    const one = () => this.drawn(
      [6, () => this.one(weekdays)],
      [6, () => `${this.one(weekdays)}-${this.one(weekdays)}`],
      [3, () => "Mo-Fr"],
      [2, () => "Mo-Su"],
      [2, () => `${this.one(weekdays)}[${this.one(["1", "2", "-1", "1,3", "2-4", "1, 3"])}]`],
      [1, () => "PH"],
    );
    return this.chance(0.3) ? this.list(one) : one();
  }

  holidays() {
    const one = () => this.drawn([8, () => "PH"], [1, () => "SH"], [1, () => "PH +1 day"], [1, () => "PH -1 day"]);
    return this.chance(0.3) ? this.list(() => this.one([one(), this.one(weekdays)])) : one();
  }

  day() {
    return `${this.one(months)} ${this.whole(1, 28)}`;
  }

  dates() {
    const one = () => this.drawn(
      [6, () => this.day()],
      [3, () => `${this.day()}-${this.whole(1, 28)}`],
      [3, () => `${this.day()}-${this.day()}`],
      [1, () => this.one(["Dec 25", "Jan 1", "Oct 1-7", "Feb 29", "Dec 25-Jan 6"])],
      [1, () => this.one(["easter", "easter -2 days", "easter +1 day"])],
      [1, () => `${this.whole(2025, 2026)} ${this.day()}`],
      [1, () => `2026 ${this.day()}-2026 ${this.day()}`],
      [1, () => `${this.one(months)} ${this.one(weekdays)}[${this.one([1, -1])}]`],
    );
    return this.chance(0.35) ? this.list(() => (this.chance(0.1) ? String(this.whole(1, 28)) : one())) : one();
  }

  months() {
    const one = () => this.drawn(
      [3, () => this.one(months)],
      [3, () => `${this.one(months)}-${this.one(months)}`],
      [0.5, () => `2026 ${this.one(months)}`],
    );
    return this.chance(0.3) ? this.list(one) : one();
  }

  weeks() {
    const one = () => this.drawn(
      [2, () => this.whole(1, 53)],
      [2, () => `${this.whole(1, 30)}-${this.whole(31, 53)}`],
      [1, () => "1-53/2"],
    );
    return `week ${this.chance(0.4) ? this.list(one) : one()}`;
  }

  years() {
    const one = () => this.one(["2025", "2026", "2025-2026", "2024-2028/2", "2026+"]);
    return this.chance(0.3) ? this.list(one) : one();
  }

  time(from, to) {
    return `${String(this.whole(from, to)).padStart(2, "0")}:${this.one(["00", "00", "30"])}`;
  }

  hours() {
    return this.drawn(
      [10, () => `${this.time(7, 11)}-${this.time(13, 21)}`],
      [5, () => this.list(() => this.one([`${this.time(8, 9)}-${this.time(11, 12)}`, `${this.time(13, 14)}-${this.time(16, 19)}`]))],
      [3, () => `${this.time(17, 23)}-${this.time(0, 6)}`],
      [1, () => `${this.time(17, 22)}-26:00`],
      [1, () => `${this.time(8, 20)}+`],
      [1, () => `${this.time(8, 10)}-${this.time(15, 20)}+`],
      [1, () => this.one(["00:00-24:00", "10:00-10:00", "00:00-00:00"])],
      [1, () => this.one(["sunrise-sunset", "09:00-sunset", "(sunrise+01:00)-17:00"])],
      [2, () => this.sunHours()],
      [1, () => this.one(["9-17", "8:00-12:00", "9:00-5:30"])],
    );
  }

  // Hours of which the sun is one end or both, in either order on some days of the year.
  sunHours() {
    const clock = () => this.one([this.time(3, 8), this.time(15, 21)]);
    const sun = () => {
      const event = this.one(["dawn", "sunrise", "sunset", "sunset", "dusk"]);
      return this.chance(0.3) ? `(${event}${this.one(["+", "-"])}0${this.whole(0, 2)}:${this.one(["00", "30"])})` : event;
    };
    return this.drawn(
      [4, () => `${clock()}-${sun()}`],
      [4, () => `${sun()}-${clock()}`],
      [2, () => `${sun()}-${sun()}`],
      [1, () => `09:00-12:00,${this.time(14, 19)}-${sun()}`],
    );
  }

  state() {
    return this.drawn(
      [8, () => "off"],
      [4, () => "closed"],
      [1, () => "open"],
      [2, () => "unknown"],
      [2, () => '"by appointment"'],
      [1, () => 'open "ring the bell"'],
      [1, () => 'off "works"'],
    );
  }

  // The text with one fault.
  damaged(text) {
    const at = this.whole(0, Math.max(0, text.length - 1));
    const places = (sign) => [...text.matchAll(sign)].map((match) => match.index);
    const replaced = (sign, by) => {
      const found = places(sign);
      if (found.length === 0) return text;
      const place = this.one(found);
      return text.slice(0, place) + by + text.slice(place + 1);
    };
    return this.drawn(
      [4, () => replaced(/ /g, "")],
      [4, () => replaced(/,/g, ", ")],
      [4, () => replaced(/ /g, ", ")],
      [2, () => replaced(/,/g, ",,")],
      [2, () => replaced(/,/g, " ")],
      [2, () => replaced(/,/g, ";")],
      [2, () => replaced(/;/g, ",")],
      [2, () => replaced(/-/g, " - ")],
      [1, () => replaced(/-/g, "--")],
      [1, () => replaced(/:/g, ": ")],
      [1, () => `${text.slice(0, at)} ${text.slice(at)}`],
      [1, () => `${text.slice(0, at)},${text.slice(at)}`],
      [1, () => text.slice(0, at) + text.slice(at + 1)],
      [1, () => `${text}${this.one([",", ";", " ,", ", ;"])}`],
      [1, () => `${this.one([",", ";", ", "])}${text}`],
      [1, () => text.toLowerCase()],
      [1, () => text.toUpperCase()],
      [1, () => text.replaceAll("-", "\u2013")],
    );
  }
}
