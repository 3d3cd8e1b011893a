// The user's place: from the device, or by typed coordinates. (The map accepts clicks, and has a
// button for its centre.)

import { button, h, icon, uniqueId } from './dom.js';
import { MEASURED_DECIMALS, readPosition } from './state.js';

const LOCATE_OPTIONS = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

// The section at the top of the panel. `place({lat, lon})` is called with the place, `say` with
// messages.
export function placeSection({ words, place, say }) {
  const locate = button({ class: 'primary locate' }, icon('locate'), h('span', {}, words.here));
  locate.addEventListener('click', () => locateDevice(locate, { words, place, say }));
  const typed = coordinatesForm(words, place, say);
  return {
    element: h('section', { class: 'place' }, locate, typed.form),
    update: ({ lat, lon }) => typed.show([lat, lon].filter((degrees) => degrees !== null).join(', ')),
  };
}

function locateDevice(locate, { words, place, say }) {
  if (!navigator.geolocation || !isSecureContext) {
    say(words.noLocation.insecure, 'bad');
    return;
  }
  const done = () => locate.removeAttribute('aria-busy');
  locate.setAttribute('aria-busy', 'true');
  say(words.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      say(words.located(words.metres(coords.accuracy)));
      place(readPosition(coords.latitude, coords.longitude, MEASURED_DECIMALS));
    },
    (error) => {
      done();
      say(error.code === error.PERMISSION_DENIED ? words.noLocation.denied : words.noLocation.unavailable, 'bad');
    },
    LOCATE_OPTIONS,
  );
}

function coordinatesForm(words, place, say) {
  const id = uniqueId('coordinates');
  const input = h('input', {
    id, type: 'text', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'go',
    placeholder: words.coordinatesExample,
  });
  const submit = (event) => {
    event.preventDefault();
    const position = readPair(input.value);
    if (position.lat === null) say(words.badCoordinates, 'bad');
    else place(position);
    input.setAttribute('aria-invalid', String(position.lat === null));
  };
  const go = h('button', { type: 'submit', 'aria-label': words.goThere, title: words.goThere }, icon('route'));
  const form = h('form', { class: 'coordinates', on: { submit } },
    h('label', { for: id, class: 'unseen' }, words.coordinates), input, go);
  return { form, show: (text) => { if (!isFocused(input)) input.value = text; } };
}

function isFocused(input) {
  return input.getRootNode().activeElement === input;
}

// Two numbers between commas or spaces, also the full-width comma; latitude first.
function readPair(text) {
  const parts = text.trim().split(/[\s,，、;]+/);
  return parts.length === 2 ? readPosition(parts[0], parts[1]) : { lat: null, lon: null };
}
