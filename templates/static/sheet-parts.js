// Small things of the judge's page: where a mark is, what its numbers are called, sentences about problems.

import { html, icon } from './parts.js';
import { _, both, lang, name, pair, time } from './words.js';
import { timed } from './sheet-number.js';

const problems = JSON.parse(document.getElementById('judge').dataset.problems);

/** Each state's icon and its word in both languages. */
export function word(state) {
  switch (state) {
    case 'tablet': return both('On tablet');
    case 'sent': return both('Sent');
    case 'stored': return both('Stored');
    case 'onboard': return both('On board');
    case 'conflict': return both('Conflict');
    case 'spread': return both('Spread');
    case 'no-majority': return both('No majority');
    case 'clash': return both('Place given twice');
    case 'held': return both('Held');
    case 'refused': return both('Refused');
    case 'signed': return both('Signed');
    default: return both('Not marked');
  }
}
const ICONS = { stored: 'tick', signed: 'pen', said: 'pen', 'no-majority': 'spread', clash: 'conflict' };
export const stateIcon = (state) => icon(ICONS[state] || state);

/** A state with its icon, word and own ground. */
export const chip = (state) => html`<span class=${`chip ${state}`}>${stateIcon(state)}<span>${word(state)}</span></span>`;

/** The state as an icon alone; the word is read aloud. */
export const sign = (state) => html`<span class=${`sign ${state}`}>${stateIcon(state)}<span class="unseen">${word(state)}</span></span>`;

/** The worst of some states, for what is folded. */
const WORST = ['refused', 'conflict', 'clash', 'held', 'spread', 'no-majority', 'owed', 'tablet', 'sent', 'stored', 'onboard'];
export const worst = (states) => WORST.find((state) => states.includes(state)) || 'owed';

/** A value as people say it: an excuse in words, pass or fail, else the number. */
export function said(aspect, value) {
  if (value === null || value === undefined) return '';
  if (value === 'absent') return _('Absent');
  if (value === 'abstained') return _('Abstained');
  if (value === 'lost') return _('Lost');
  if (aspect.kind === 'pass') return value === '0' ? _('Fail') : _('Pass');
  return aspect.kind === 'time' ? timed(aspect, value) : value;
}

/** Which of several attempts: "2nd try". */
export function tryOf(n) {
  switch (n) {
    case 1: return both('1st try');
    case 2: return both('2nd try');
    case 3: return both('3rd try');
    default: return both('{n}th try', { n });
  }
}

/** The name of a node, or its id where it has none. */
export const called = (node) => name(node.name) || node.id;
export const calledBoth = (node) => pair(node.name.zh || node.name.en ? node.name : { zh: node.id, en: node.id });

/** What is wrong and what to do, in the chosen language. entrant: what the judge knows the entrant as. */
export function sentences({ code, facts }, entrant) {
  const told = entrant && facts?.entrant ? { ...facts, entrant } : facts;
  const filled = (text) => text.replace(/\{(\w+)\}/g, (_whole, fact) => told?.[fact] ?? '…');
  const known = problems[code];
  return (known || problems['unknown-code'])[lang.value].map((text) => (known ? filled(text) : text.replace('{code}', code)));
}

export const clock = (at) => at && html`<time datetime=${at}>${time(at)}</time>`;

/** A band above the inputs: what happened, and what can be done. */
export const band = (state, lead, more, acts) =>
  html`<div class=${`band ${state}`} role=${state === 'refused' || state === 'conflict' ? 'alert' : 'status'}>${stateIcon(state)}<div><p class="lead">${lead}</p>${more && html`<p>${more}</p>`}</div>${acts}</div>`;
