// The drawer of the place: from the device, by typed coordinates or a pasted link. (The map takes a
// long press, and has a button for its centre.)

import { button, h, icon, uniqueId } from './dom.js';
import { readPasted } from './pasted.js';

// `locate()` measures the place, `place({lat, lon})` takes it, `say` shows a message.
export function placeSection({ words, place, say, locate }) {
  const typed = coordinatesForm(words, place, say);
  const title = uniqueId('place');
  return {
    element: h('section', { class: 'place', 'aria-labelledby': title }, h('h2', { id: title }, words.from),
      locateButton(words.here, locate), typed.form, h('p', { class: 'note' }, words.mapHint)),
    update: ({ lat, lon }) => typed.show([lat, lon].filter((degrees) => degrees !== null).join(', ')),
  };
}

// A button that is busy until the device is located.
export function locateButton(text, locate) {
  const element = button({ class: 'primary locate' }, icon('locate'), h('span', {}, text));
  element.addEventListener('click', async () => {
    element.setAttribute('aria-busy', 'true');
    await locate();
    element.removeAttribute('aria-busy');
  });
  return element;
}

function coordinatesForm(words, place, say) {
  const id = uniqueId('coordinates');
  const input = h('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'go', placeholder: words.coordinatesExample });
  const submit = (event) => {
    event.preventDefault();
    const position = readPasted(input.value);
    if (position.lat === null) say(words.badCoordinates, 'bad');
    else place(position);
    input.setAttribute('aria-invalid', String(position.lat === null));
  };
  const go = h('button', { type: 'submit', 'aria-label': words.goThere, title: words.goThere }, icon('route'));
  const form = h('form', { class: 'coordinates', on: { submit } },
    h('label', { for: id }, words.coordinates), h('span', { class: 'box' }, input, go));
  return { form, show: (text) => { if (!isFocused(input)) input.value = text; } };
}

function isFocused(input) {
  return input.getRootNode().activeElement === input;
}
