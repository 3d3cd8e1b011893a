// The words of the interface in the visitor's language and script.

import { en } from './words-en.js';
import { hant } from './words-hant.js';
import { zh } from './words-zh.js';

const WORDS = { zh, 'zh-Hant': hant, en };
// The languages and what each calls itself.
export const LANGUAGES = { zh: '简体', 'zh-Hant': '繁體', en: 'English' };
const TRADITIONAL = /^zh\b.*\b(hant|tw|hk|mo)\b/;

// The language asked for, or the browser's: Chinese in the script of the place, else English.
export function chooseLanguage(...wishes) {
  const wish = (wishes.find((word) => typeof word === 'string' && word !== '') ?? '').toLowerCase();
  if (!wish.startsWith('zh')) return 'en';
  return TRADITIONAL.test(wish) && !wish.includes('hans') ? 'zh-Hant' : 'zh';
}

export function wordsOf(language) {
  return WORDS[language];
}
