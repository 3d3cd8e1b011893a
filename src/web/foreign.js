// What people wrote (names, addresses, attributions), shown so that it cannot turn or hide what
// stands beside it.

import { h } from './dom.js';

// Controls, marks and overrides of the direction of writing, and characters that are not seen: the
// same as `dataset/shown.rs` escapes in a terminal. Here they are left out.
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const UNSEEN = /\u034f|[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// Members that are compared or sent back: they stay as they are.
const EXACT = new Set(['id', 'station_id', 'moved_to', 'part_of', 'key']);
// Stands in a sentence where a name comes; no sentence of the interface contains it.
const SLOT = '\ufffc';

// The text without what is not seen.
export function seen(text) {
  return text.replaceAll(BREAKS, ' ').replaceAll(UNSEEN, '');
}

// An answer in JSON, all its texts without what is not seen.
export function readAnswer(text) {
  return JSON.parse(text, (name, value) => (typeof value === 'string' && !EXACT.has(name) ? seen(value) : value));
}

// An element around foreign text: the order of its letters ends with it.
export function bdi(text) {
  return h('bdi', {}, seen(String(text)));
}

// A sentence around foreign text, as children of an element: `sentence(slot)` makes the words.
export function around(sentence, text) {
  const [before, ...after] = sentence(SLOT).split(SLOT);
  return [before, bdi(text), after.join('')];
}

// Foreign texts with a separator between them; empty ones are left out.
export function joined(texts, separator = ' · ') {
  return texts.filter(Boolean).flatMap((text, at) => (at === 0 ? [bdi(text)] : [separator, bdi(text)]));
}
