// Two languages, one voice: `_` says a text in the chosen language, `both` in both, the chosen one first.

import { signal } from '@preact/signals';
import { html } from './parts.js';

const root = document.documentElement;
const TAGS = { zh: 'zh-Hans-CN', en: 'en' };

export const lang = signal(root.lang.startsWith('en') ? 'en' : 'zh');
const given = document.getElementById('words'); // a page that has all of its words in it need not wait for them
const chinese = given ? JSON.parse(given.textContent) : await fetch(root.dataset.words).then((answer) => (answer.ok ? answer.json() : { messages: {} }), () => ({ messages: {} }));

const other = () => (lang.value === 'zh' ? 'en' : 'zh');
const say = (text, facts, to) =>
  ((to === 'zh' && chinese.messages[text]) || text).replace(/\{(\w+)\}/g, (_whole, name) => facts[name] ?? '…');

export const _ = (text, facts = {}) => say(text, facts, lang.value);
export const both = (text, facts = {}) => pair({ zh: say(text, facts, 'zh'), en: say(text, facts, 'en') });

/** A name given in one or both languages: the chosen, or the only one. */
export const name = (names) => names?.[lang.value] || names?.[other()] || '';

/** A name given in one or both languages: {lead, follow}; what follows is empty where there is no other. */
export function ordered(names) {
  const lead = name(names);
  const follow = names?.[other()] || '';
  return { lead, follow: follow === lead ? '' : follow };
}

/** The same as HTML: the chosen leads, the other follows. */
export function pair(names) {
  const { lead, follow } = ordered(names);
  const to = names?.[lang.value] ? lang.value : other();
  return html`<span class="lead" lang=${TAGS[to]}>${lead}</span>${follow && html` <span class="follow" lang=${TAGS[other()]}>${follow}</span>`}`;
}

export function speak(to) {
  lang.value = to;
  root.lang = TAGS[to];
  document.cookie = `lang=${to}; path=/; max-age=31536000; samesite=lax`;
  const address = new URL(location.href);
  if (address.searchParams.has('lang') || !document.cookie.includes(`lang=${to}`)) { // where no cookie is kept, the address keeps it
    address.searchParams.set('lang', to);
    history.replaceState(null, '', address);
  }
}

/** "15:06:42" on the viewer's clock, of UTC text. */
export const time = (text) =>
  new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(text));

/** "" for a time of today, else the day: "5月1日", "1 May". */
export function day(text) {
  const date = new Date(text);
  if (date.toDateString() === new Date().toDateString()) return '';
  return new Intl.DateTimeFormat(lang.value === 'zh' ? 'zh-CN' : 'en-GB', { month: 'long', day: 'numeric' }).format(date);
}

export const count = (number) => new Intl.NumberFormat(lang.value === 'zh' ? 'zh-CN' : 'en').format(number);
