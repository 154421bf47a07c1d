// What this judge owes and has given: the server's sheets, a page of them at a time, and over them what is still on its way.
import { computed, effect, signal } from '@preact/signals';
import { Outbox } from './outbox.js';
import { opened } from './outbox-store.js';
import { sheetDigest } from './sheet-digest.js';
import { event, judge, request, unsentNow } from './sheet-server.js';
import { answeredCall, missed, word } from './sheet-call.js';
import { listen } from './sheet-live.js';

const SOON_MS = 300; // a panel moves by bursts
const PATIENCE_MS = 2_500; // longer than a good network takes for the first sheet
const AGAIN_MS = 15_000; // what no panel tells of: decisions of the chief judge, closed panels

export { event, judge };

export const frame = signal(null); // the resource without its sheets
export const sheets = signal(new Map()); // place in running order → sheet
export const here = signal(-1); // place of the sheet that is shown
export const spot = signal(0); // which of its cells
export const contact = signal('asking'); // asking · open · cut (the server cannot be reached) · closed (not this visitor)

const tags = new Map();
let answers = 0;
let asking = null;

// ---- the server's sheets ----

const sheetKey = (sheet) => `${sheet.entrant} ${sheet.phase}`;

/** Ask for the page with this place, or for where the judge goes on; what is held already is not sent again. */
export async function ask(from) {
  while (asking) await asking;
  asking = read(from).finally(() => (asking = null));
  await asking;
}

async function read(from) {
  const began = answers;
  const address = `/api/events/${encodeURIComponent(event)}/sheets${from === undefined ? '' : `?from=${from}`}`;
  const tag = tags.get(from);
  try {
    const answer = await request(address, { headers: tag ? { 'If-None-Match': tag } : {}, cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403) {
      outbox.why.value = { status: answer.status, code: (await answer.json().catch(() => ({}))).problems?.[0]?.code || '' };
      contact.value = 'closed';
      return;
    }
    if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
    if (contact.value !== 'open') outbox.wake();
    contact.value = 'open';
    if (answer.status === 304) return;
    const found = await answer.json();
    if (found.judge !== judge) {
      outbox.why.value = { status: 403, code: 'other-judge' };
      contact.value = 'closed';
      return;
    }
    if (began !== answers) {
      soon(); // something was answered meanwhile: this may be older than what is shown
      return;
    }
    tags.set(from, answer.headers.get('ETag'));
    if (from === undefined) tags.set(found.here, answer.headers.get('ETag')); // the same sheets, asked for by their place
    take(found);
  } catch {
    contact.value = 'cut';
  }
}

/** What the server last said, where it cannot be asked: a reload without network goes on with it. */
async function recall() {
  const { frame: kept, sheets: found } = await store.sheets().catch(() => ({ frame: null, sheets: [] }));
  const place = await store.setting('place').catch(() => null);
  if (frame.value || !kept || kept.judge !== judge) return;
  sheets.value = new Map(found.map((each) => [each.at, each]));
  frame.value = kept;
  const at = found.some((each) => each.at === place?.here) ? place.here : kept.here;
  if (sheets.value.has(at)) await open(at);
}

/** Take up what this tablet holds, and ask the server; where it is slow, go on with what it said last. */
export async function begin() {
  await outbox.begin();
  const asked = ask();
  await Promise.race([asked, new Promise((slow) => setTimeout(slow, PATIENCE_MS))]);
  if (!frame.value) await recall();
  follow();
}

function take({ sheets: found, ...rest }) {
  const before = frame.value;
  const shape = (of) => of.rounds.map((round) => [round.trade, round.phase, round.first, round.entrants].join());
  const moved = Boolean(before) && shape(before).join(' ') !== shape(rest).join(' ');
  const current = sheets.value.get(here.value);
  const next = new Map(moved ? [] : sheets.value);
  if (moved) tags.clear();
  for (const each of found) next.set(each.at, each);
  sheets.value = next;
  frame.value = rest;
  store.keepSheets(found, rest, moved || !before).catch(() => {}); // no room: marks come first
  if (here.value < 0 && found.length) open(rest.here);
  else if (moved && current) {
    const again = found.find((sheet) => sheetKey(sheet) === sheetKey(current));
    if (again) here.value = again.at;
    else open(rest.here);
  }
}

let planned = 0;
function soon() {
  planned ||= setTimeout(() => {
    planned = 0;
    ask(here.value < 0 ? undefined : here.value);
  }, SOON_MS);
}
setInterval(() => document.hidden || soon(), AGAIN_MS);
addEventListener('online', soon);
addEventListener('offline', () => (contact.value = 'cut'));
document.addEventListener('visibilitychange', () => document.hidden || soon());

// ---- when to ask again: the server says that something moved, nothing of what ----

let looking = false;
let looksAgain = false;
async function look() {
  looksAgain = true;
  if (looking) return;
  looking = true;
  while (looksAgain) {
    looksAgain = false;
    await ask(here.value < 0 ? undefined : here.value);
  }
  looking = false;
}

function follow() {
  listen(event, {
    look,
    missed,
    message: (said) => (word.value = said),
    revoked: look, // which is answered by why
    called: answeredCall,
    lost: soon,
  });
}

// ---- marks on their way ----

async function send(body) {
  const answer = await request('/api/marks', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 200 && !Array.isArray(said.results)) throw new Error('no results');
  if (answer.ok && contact.value !== 'open') soon();
  return { status: answer.status, results: said.results || said.problems || [], wait_s: Number(answer.headers.get('Retry-After')) || 0 };
}

export const store = await opened(event, judge);
export const outbox = new Outbox({ event, send, store, answered });
outbox.link.subscribe((link) => {
  if (link !== 'open') contact.value = link;
  else if (contact.peek() === 'cut' && frame.peek()) contact.value = 'open';
});

/** What an answer says of a sheet is kept before the entry leaves, so that a reload without network shows it, too. */
async function answered(entry, result) {
  answers += 1;
  const { status, seq, at } = result;
  const sheet = [...sheets.value.values()].find((each) => sheetKey(each) === sheetKey(entry));
  if (!sheet) return;
  if (entry.type === 'signature') {
    if (status === 'accepted') await put({ ...sheet, signed: { digest: entry.digest, line: seq, at } });
    soon();
    return;
  }
  const cell = sheet.cells.find((each) => each.aspect === entry.aspect && each.item === entry.item && each.attempt === entry.attempt);
  const told = cell.seq >= seq || cell.held?.some((each) => each.seq === seq); // the sheet has it already, and knows more of it
  if (told) return soon();
  if (status === 'accepted' || (status === 'known' && seq && cell.seq === undefined)) await change(sheet, cell, { seq, value: entry.value, comment: entry.comment, at, state: 'stored' });
  else if (status === 'held') await change(sheet, cell, { held: [...(cell.held || []), { seq, value: entry.value, comment: entry.comment, at }] });
  soon();
}

async function put(sheet) {
  sheets.value = new Map(sheets.value).set(sheet.at, sheet);
  await store.keepSheet(sheet).catch(() => {});
}
const change = (sheet, cell, made) => put({ ...sheet, cells: sheet.cells.map((each) => (each === cell ? { ...each, ...made } : each)) });

/** The other value of a conflict is taken as what the cell holds, unless the sheet has told of it or of a later one. */
export function takeOther(sheet, cell, entry) {
  if (entry.current && !(cell.seq >= entry.current.seq)) change(sheet, cell, { ...entry.current, at: '', comment: '', state: 'stored' });
  outbox.dismiss(entry.key);
  soon();
}

// ---- what is shown of a mark ----

/** {state, value, words, at, entry}: where the cell's mark is, what it says and why, since when, and its entry on its way. */
export function view(round, sheet, cell) {
  const entry = outbox.markOf({ ...cell, entrant: sheet.entrant, phase: sheet.phase });
  if (entry) {
    const state = { waiting: 'tablet' }[entry.status] || entry.status;
    return { state, value: entry.value, words: entry.comment, at: entry.given_at, entry };
  }
  if (cell.held?.length) return { state: 'held', value: cell.value ?? cell.held.at(-1).value, words: (cell.value === undefined ? cell.held.at(-1) : cell).comment, at: cell.held.at(-1).at };
  if (cell.seq === undefined) return { state: 'owed', value: null, at: '' };
  const state = cell.state === 'settled' ? (cell.shown ? 'onboard' : 'stored') : cell.state;
  return { state, value: cell.value, words: cell.comment, at: cell.at };
}

export const sheet = computed(() => sheets.value.get(here.value));
export const round = computed(() => sheet.value && frame.value.rounds.find((each) => each.trade === sheet.value.trade && each.phase === sheet.value.phase));
export const roundOf = (of) => frame.value.rounds.find((each) => each.trade === of.trade && each.phase === of.phase);

const GIVEN = new Set(['stored', 'onboard', 'spread', 'no-majority', 'clash', 'held']);
const COMING = new Set(['tablet', 'sent']);

/** Every cell of the present sheet with the nodes above it and its view, in the order they are marked. */
export const cells = computed(() => {
  const of = sheet.value;
  if (!of) return [];
  const nodes = new Map();
  for (const module of round.value.modules) {
    for (const criterion of module.criteria) {
      criterion.aspects.forEach((aspect) => nodes.set(aspect.id, { module, criterion, aspect }));
    }
  }
  const counted = new Map();
  return of.cells.map((cell, at) => {
    const { module, criterion, aspect } = nodes.get(cell.aspect);
    if (cell.attempt === 1) counted.set(module.id, (counted.get(module.id) || 0) + 1);
    const several = aspect.attempts.count > 1;
    const plain = cell.item || (aspect.id.length <= (several ? 3 : 5) ? aspect.id : `${counted.get(module.id)}`);
    const code = several ? `${plain}·${cell.attempt}` : plain;
    const shown = view(round.value, of, cell);
    const clash = GIVEN.has(shown.state) && clashes(aspect, shown.value);
    return { at, cell, module, criterion, aspect, code, view: clash ? { ...shown, state: 'clash' } : shown };
  });
});
export const now = computed(() => cells.value[spot.value]);

/** Whom this judge gave a place of an aspect in the present group, as far as this page knows: [{entrant, code, at}]. */
export function holders(aspect, value) {
  const { section, trade, phase } = sheet.value;
  const placed = new Map(aspect.placed.filter((each) => each.section === section).map((each) => [each.entrant, each]));
  for (const other of sheets.value.values()) {
    if (other.trade !== trade || other.phase !== phase || other.section !== section) continue;
    for (const cell of other.cells.filter((each) => each.aspect === aspect.id)) {
      const { value: given } = view(roundOf(other), other, cell);
      if (given === null) placed.delete(other.entrant);
      else placed.set(other.entrant, { entrant: other.entrant, code: other.code, at: other.at, value: given });
    }
  }
  return [...placed.values()].filter((each) => each.value === value);
}

/** Whether this judge gave the place to another entrant than the present one, too. */
export const clashes = (aspect, value) => aspect.kind === 'place' && holders(aspect, value).some(({ entrant }) => entrant !== sheet.value.entrant);

/** How far the present sheet is: {all, given (stored), tablet (on their way), left}. */
export const extent = computed(() => {
  const states = cells.value.map((each) => each.view.state);
  const given = states.filter((state) => GIVEN.has(state)).length;
  const tablet = states.filter((state) => COMING.has(state)).length;
  return { all: states.length, given, tablet, left: states.length - given - tablet };
});

/** Not yet signed, waiting to be sent, signed, refused; and whether it can be signed now. */
export const signing = computed(() => {
  const of = sheet.value;
  if (!of) return { state: 'none', ready: false };
  const entry = outbox.signatureOf(of);
  if (of.signed) return { state: 'signed', ...of.signed, ready: false };
  if (entry) return { state: entry.status === 'refused' ? 'refused' : 'sending', entry, ready: false };
  const whole = cells.value.length > 0 && cells.value.every(({ cell, view: { entry: coming, state } }) => cell.seq !== undefined && !coming && state !== 'clash');
  return { state: 'open', ready: whole };
});

/** The sheet as it would be signed: [cell, value] pairs. */
export const pairs = (of) => of.cells.filter((cell) => cell.seq !== undefined).map((cell) => [[judge, of.entrant, of.phase, cell.item, cell.aspect, String(cell.attempt)], cell.value]);

export const sign = (of) => outbox.sign(of, sheetDigest(pairs(of)));

// ---- where the judge is ----

/** Show a sheet: its first mark that is owed, or the one at `cell`. */
export async function open(at, cell) {
  if (!sheets.value.has(at)) await ask(at);
  if (!sheets.value.has(at)) return false;
  here.value = at;
  const found = cells.value.findIndex((each) => each.view.state === 'owed');
  spot.value = cell ?? Math.max(found, 0);
  return true;
}

export const unsent = computed(() => outbox.writing.value + outbox.entries.value.filter((entry) => entry.status === 'waiting' || entry.status === 'sent').length);
export const unsettled = computed(() => outbox.writing.value + outbox.entries.value.length);
effect(() => (unsentNow.value = unsent.value));
effect(() => {
  if (here.value >= 0) store.set('place', { here: here.value }).catch(() => {});
});
