// The key to the colours of the coverage view: round steps around the limit, and what was not
// computed.

import { h } from './dom.js';
import { endsAround, kindOf } from './grades.js';

// Children of an element: what the steps measure, the steps, and the hatch if it may be on the map.
export function coverageLegend({ limit, inMetres, off }, words) {
  const said = words.coverage;
  const ends = endsAround(limit);
  const steps = [...ends.map((end) => `≤${end}`), `>${ends.at(-1)}`];
  return [
    h('p', { class: 'note' }, inMetres ? said.metresTo : said.minutesTo, off ? h('span', { class: 'off' }, off) : null),
    h('ol', { class: 'grades' }, steps.map((text, grade) => h('li', { class: kindOf(grade) }, text))),
  ];
}
