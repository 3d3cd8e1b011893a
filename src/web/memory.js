// What the device remembers of its rider: the last place, the mode, what is needed, the language.
// Nothing of it is sent anywhere but with the questions that it answers.

import { MODES, isPlace, readPosition } from './state.js';

const KEY = 'yizhan';
// A place of another day is not where the rider is.
const PLACE_MS = 12 * 3_600_000;
const MOST_NEEDS = 20;
const REPORTER_BYTES = 16;

export class Memory {
  // `storage` is that of the browser, or null where nothing is to be remembered.
  constructor(storage) {
    this.storage = storage;
  }

  // The members of a state that are remembered, each only if it is plain.
  read(now = Date.now()) {
    const { mode, minutes, amenity, place } = this.#kept();
    const found = {};
    if (MODES.includes(mode)) found.mode = mode;
    if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 60) found.minutes = minutes;
    if (Array.isArray(amenity)) found.amenity = amenity.filter((key) => typeof key === 'string').slice(0, MOST_NEEDS);
    const { lat, lon } = readPosition(String(place?.lat), String(place?.lon));
    const age = now - Number(place?.ms);
    const isToday = lat !== null && age >= 0 && age < PLACE_MS;
    if (place && !isToday) this.#write({ place: undefined });
    return { members: found, place: isToday ? { lat, lon, ms: Number(place.ms) } : null };
  }

  language() {
    const { language } = this.#kept();
    return typeof language === 'string' ? language : '';
  }

  keepLanguage(language) {
    this.#write({ language });
  }

  // A random name for this device in its reports, made when it is first needed.
  reporter() {
    const { reporter } = this.#kept();
    if (typeof reporter === 'string' && reporter !== '') return reporter;
    this.made ??= randomHex(REPORTER_BYTES);
    this.#write({ reporter: this.made });
    return this.made;
  }

  // Remembers a question; the place only if the device measured it, at that moment.
  keep(state, origin) {
    const { mode, minutes, amenity, lat, lon } = state;
    const place = origin.kind === 'device' && isPlace(state) ? { place: { lat, lon, ms: origin.ms } } : {};
    this.#write({ mode, minutes, amenity, ...place });
  }

  #kept() {
    try {
      return JSON.parse(this.storage?.getItem(KEY) ?? '{}') ?? {};
    } catch {
      return {};
    }
  }

  // Where storage is full or forbidden, nothing is remembered.
  #write(members) {
    try {
      this.storage?.setItem(KEY, JSON.stringify({ ...this.#kept(), ...members }));
    } catch {
      // As if there were no storage.
    }
  }
}

// As many random bytes, hexadecimal; also on pages that are not secure.
export function randomHex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
