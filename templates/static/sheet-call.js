// Between a judge and the desk: she calls the chief judge, who says that she comes; and a word from the desk stays until
// it was seen. What is not sent yet is said, kept over a reload, and sent again until it is answered.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both } from './words.js';
import { newKey } from './outbox.js';
import { event, judge, request } from './sheet-server.js';
import { clock } from './sheet-parts.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;
const NO_TAP_MS = 800; // the second tap of two takes nothing back
const KEPT = `saiping-call-${event}-${judge}`;
const CALL = `/api/events/${encodeURIComponent(event)}/judge/call`;
const DEVICE = `/api/events/${encodeURIComponent(event)}/judge/device`;

// {id, at, phase, entrant, state}: calling (not answered yet) · cut (could not be sent; tried again) · called · coming ·
// ending (taken back; not answered yet). null for none.
export const call = signal(recalled());
export const word = signal(null); // {id, text, at}: a message that was not seen yet

let busy = false;
let failures = 0;
let timer = 0;
let tappedAt = -NO_TAP_MS;
let said = 0; // how often this page changed its call: an older answer says nothing of it

function recalled() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function put(next) {
  said += 1;
  call.value = next;
  try {
    if (next) localStorage.setItem(KEPT, JSON.stringify(next));
    else localStorage.removeItem(KEPT);
  } catch {
    // no room, or none of it: it lives as long as the page
  }
}

const body = (json) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) });
const open = ({ state }) => state === 'calling' || state === 'cut' || state === 'ending';

/** Call from the sheet that is shown. */
export function callChief(sheet) {
  if (call.value || performance.now() - tappedAt < NO_TAP_MS) return;
  tappedAt = performance.now();
  put({ id: newKey(), at: new Date().toISOString(), phase: sheet?.phase || '', entrant: sheet?.entrant || '', state: 'calling' });
  send();
}

/** Take it back, or say that it is over. */
export function endCall() {
  if (!call.value || performance.now() - tappedAt < NO_TAP_MS) return;
  tappedAt = performance.now();
  put({ ...call.value, state: 'ending' });
  send();
}

async function send() {
  const now = call.value;
  if (busy || !now || !open(now)) return;
  busy = true;
  clearTimeout(timer);
  const ending = now.state === 'ending';
  let wait = 0;
  try {
    const answer = await request(ending ? `${CALL}/end` : CALL, body(ending ? { id: now.id } : { id: now.id, phase: now.phase, entrant: now.entrant }));
    if (!answer.ok) throw new Error(answer.status);
    failures = 0;
    if (call.value === now) settle((await answer.json()).call);
  } catch {
    if (call.value === now && !ending) put({ ...now, state: 'cut' });
    wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    failures += 1;
  }
  busy = false;
  if (call.value && open(call.value)) timer = setTimeout(send, wait);
}

function settle(found) {
  put(found && { ...call.value, id: found.id, at: found.at, state: found.seen ? 'coming' : 'called' });
}

/** The chief judge answered, or the desk says that it is over. */
export function answeredCall({ seen }) {
  if (!call.value || call.value.state === 'ending') return;
  put(seen ? { ...call.value, state: 'coming' } : null);
}

/** What may have been told while nobody listened. */
export async function missed() {
  if (call.value && open(call.value)) send();
  else {
    const before = said;
    const found = await asked(CALL);
    if (found && before === said) settle(found.call);
  }
  const device = await asked(DEVICE);
  if (device?.message && !device.message.seen && device.message.id !== word.value?.id) word.value = device.message;
}

const asked = (address) => request(address, { cache: 'no-store' }).then((answer) => (answer.ok ? answer.json() : null), () => null);

addEventListener('online', () => {
  failures = 0;
  send();
});

async function seen() {
  const { id } = word.value;
  word.value = null;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, 2 * wait)) {
    const answer = await request(`${DEVICE}/seen`, body({ id })).catch(() => null);
    if (answer && answer.status < 500) return;
    await new Promise((later) => setTimeout(later, wait));
  }
}

/** A word from the desk, over the header: nothing below it moves under a finger. */
export function DeskWord() {
  const at = word.value;
  return at && html`<div class="desk-word" role="alert">${icon('bell')}<p><span class="label">${both('From the office')} ${clock(at.at)}</span> <b>${at.text}</b></p><button type="button" class="button" onClick=${seen}>${_('I have seen it')}</button></div>`;
}

const SAYS = {
  calling: () => both('Calling the chief judge …'),
  cut: () => both('Not sent yet; tried again.'),
  called: () => both('Chief judge called.'),
  coming: () => both('The chief judge comes.'),
};

/** The key, and once it is pressed what became of it. */
export function Call({ sheet }) {
  const at = call.value;
  if (!at || at.state === 'ending') {
    return html`<div class="call"><button type="button" class="call-key" onClick=${() => callChief(sheet)}>${icon('bell')}<span>${both('Call the chief judge')}</span></button></div>`;
  }
  const end = at.state === 'coming' ? _('It is over') : _('Take back');
  return html`<div class=${`call told ${at.state}`}><p role="status">${icon(at.state === 'coming' ? 'tick' : 'bell')}<span>${SAYS[at.state]()} ${clock(at.at)}</span></p><button type="button" class="button" onClick=${endCall}>${end}</button></div>`;
}
