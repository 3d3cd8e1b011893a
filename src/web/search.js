// One field for a place in words: a name, an address, the first letters of pinyin, coordinates, or a
// pasted link of a map. What is found is a list below it.

import { Problem } from './ask.js';
import { h, icon, uniqueId } from './dom.js';
import { around, bdi, joined } from './foreign.js';
import { readPasted } from './pasted.js';
import { failure, nameOf } from './say.js';

const PAUSE_MS = 250;
const MOST_FOUND = 8;
// As long as the service takes.
const MOST_LETTERS = 100;
const IS_LINK = /^\s*(https?:\/\/|geo:)/i;
const HAS_WORDS = /[\p{L}\p{N}]/u;
// Two numbers that are no place: rather mistyped coordinates than a name.
const IS_PAIR = /^\s*[-+]?\d+(\.\d+)?\s*[\s,，、;]\s*[-+]?\d+(\.\d+)?\s*$/;

// `search(text, limit, signal)` asks the service, `place({lat, lon})` takes a place, `choose(feature)`
// a station that was found, `say` shows a message.
export class SearchField {
  #options = [];
  #active = -1;
  #asking = new AbortController();
  #timer = null;
  #text = '';

  constructor({ words, search, place, choose, say }) {
    Object.assign(this, { words, search, place, choose, say });
    this.list = h('ul', { id: uniqueId('found'), class: 'found', role: 'listbox', 'aria-label': words.search.found, hidden: true });
    this.note = h('p', { class: 'note', role: 'status' });
    this.input = this.#input();
    const go = h('button', { type: 'submit', 'aria-label': words.search.go, title: words.search.go }, icon('search'));
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = h('form', { class: 'search', role: 'search', on: { submit } },
      h('label', { for: this.input.id }, words.search.label), h('span', { class: 'box' }, this.input, go), this.note, this.list);
  }

  remove() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  // Empties the field, and with it what was found.
  clear() {
    this.input.value = '';
    this.#typed();
  }

  #input() {
    return h('input', {
      id: uniqueId('search'), type: 'text', role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search',
      placeholder: this.words.search.example, 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id,
      on: { input: (event) => { if (!event.isComposing) this.#typed(); }, compositionend: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
  }

  // A pasted place is offered at once, words are searched for after a pause.
  #typed() {
    const text = this.input.value.trim();
    if (text === this.#text) return;
    this.#text = text;
    this.input.removeAttribute('aria-invalid');
    this.remove();
    const position = readPasted(text);
    if (position.lat !== null) this.#offerPlace(position);
    else if (isSearched(text)) this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
    else this.#show([], '');
  }

  async #submit() {
    const active = this.#options[this.#active];
    if (active) {
      active.take();
      return;
    }
    const text = this.input.value.trim();
    this.#text = text;
    const position = readPasted(text);
    if (position.lat !== null) this.place(position);
    else if (isSearched(text)) await this.#ask();
    else if (text !== '') this.#refuse();
  }

  #refuse() {
    const text = IS_LINK.test(this.#text) ? this.words.search.noPlaceInLink : this.words.badCoordinates;
    this.input.setAttribute('aria-invalid', 'true');
    this.#show([], '');
    this.say(text, 'bad');
  }

  async #ask() {
    this.remove();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const text = this.#text.slice(0, MOST_LETTERS);
    this.list.setAttribute('aria-busy', 'true');
    try {
      const { features } = await this.search(text, MOST_FOUND, signal);
      if (!signal.aborted) this.#offerStations(features, text);
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      // What was found for other words goes.
      this.#show([], failure(problem, this.words));
    }
  }

  #offerStations(features, text) {
    const { search } = this.words;
    const options = features.map((feature) => ({ take: () => this.choose(feature), parts: stationParts(feature.properties, this.words) }));
    this.#show(options, features.length === 0 ? around((slot) => search.none(slot), text) : search.count(features.length));
  }

  #offerPlace(position) {
    const said = `${position.lat}, ${position.lon}`;
    this.#show([{ take: () => this.place(position), parts: [icon('pin'), h('span', { class: 'name' }, this.words.search.startAt(said))] }], '');
  }

  #show(options, note) {
    this.list.removeAttribute('aria-busy');
    this.#options = options;
    this.list.replaceChildren(...options.map(({ take, parts }, at) => h('li', { id: `${this.list.id}-${at}`, role: 'option', 'aria-selected': 'false', on: { click: take } }, parts)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute('aria-expanded', String(options.length > 0));
    this.note.replaceChildren(...[note].flat().filter((part) => part !== ''));
    this.#activate(-1);
  }

  #key(event) {
    const count = this.#options.length;
    if (event.isComposing || count === 0) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#show([], '');
      return;
    }
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    // One before the first and after the last: the field itself.
    this.#activate(((this.#active + 1 + steps + count + 1) % (count + 1)) - 1);
  }

  #activate(at) {
    this.#active = at;
    for (const [row, element] of [...this.list.children].entries()) element.setAttribute('aria-selected', String(row === at));
    const active = this.list.children[at];
    if (active) this.input.setAttribute('aria-activedescendant', active.id);
    else this.input.removeAttribute('aria-activedescendant');
    active?.scrollIntoView({ block: 'nearest' });
  }
}

// Whether the service can search for it.
function isSearched(text) {
  return HAS_WORDS.test(text) && !IS_LINK.test(text) && !IS_PAIR.test(text);
}

// One station that was found: its state, its name, where it is and how far.
function stationParts(properties, words) {
  const { open_state: state, address, city, district, distance_m: metres } = properties;
  const sign = ['open', 'closed'].includes(state) ? state : 'unknown';
  const where = joined([[city, district].filter(Boolean).join(' '), address]);
  const way = typeof metres === 'number' ? words.metres(metres) : '';
  return [
    h('span', { class: `sign ${sign}`, 'aria-hidden': 'true' }),
    h('span', { class: 'found-text' },
      h('span', { class: 'name' }, bdi(nameOf(properties, words)), h('span', { class: 'unseen' }, `, ${words.state[sign]}`)),
      h('span', { class: 'where' }, way, way && where.length > 0 ? ' · ' : null, where)),
  ];
}
