// The drawer of the place: from the device, by a search, typed coordinates or a pasted link. (The map
// takes a long press, and has a button for its centre.)

import { button, h, icon, uniqueId } from './dom.js';
import { SearchField } from './search.js';

// `locate()` measures the place, `place({lat, lon})` takes it, `search` and `take` find a station and
// open it, `say` shows a message.
export function placeSection({ words, place, say, locate, search, take }) {
  const field = new SearchField({ words, search, place, choose: take, say });
  const title = uniqueId('place');
  return {
    element: h('section', { class: 'place', 'aria-labelledby': title }, h('h2', { id: title }, words.from),
      locateButton(words.here, locate), field.element, h('p', { class: 'note' }, words.mapHint)),
    remove: () => field.remove(),
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
