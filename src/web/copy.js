// Puts a text on the clipboard, by whichever way the page is allowed.

import { h } from './dom.js';

// Whether it is there. `beside` is an element in whose place a hidden field may stand for a moment.
export async function copyText(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text, beside);
  }
}

// For pages without https and for old browsers.
function copyOldWay(text, beside) {
  const field = h('textarea', { class: 'unseen', readonly: true, value: text });
  beside.after(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
  }
}
