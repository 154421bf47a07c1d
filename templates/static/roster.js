// Names of an event's trades, modules and entrants. The board speaks ids; this finds the words.

import { signal } from '@preact/signals';

const AGAIN_MS = 10_000;
const given = document.getElementById('roster'); // the page may have brought the names
export const roster = signal(given && JSON.parse(given.textContent));
let known = given !== null;
let asked = 0;

/** Fetch the names, unless the page has just brought them; and again, at most every ten seconds, when somebody unknown appears. */
export async function learn(event) {
  if (known) {
    known = false;
    return;
  }
  if (performance.now() - asked < AGAIN_MS && asked) return;
  asked = performance.now();
  try {
    const answer = await fetch(`/api/events/${encodeURIComponent(event)}/roster`);
    if (!answer.ok) throw new Error(answer.status);
    roster.value = await answer.json();
  } catch {
    setTimeout(() => learn(event), AGAIN_MS);
  }
}

/** Fetch them at once when a trade whose codes these names still hide is unsealed. blind: what its board says. */
export function unseal(event, trade, blind) {
  const known = roster.peek()?.trades.find((each) => each.id === trade);
  if (known?.blind !== 'sealed' || blind !== false) return;
  known.blind = '';
  asked = 0;
  learn(event);
}
