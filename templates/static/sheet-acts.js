// What the judge does: give, move on, take back, sign. One act, one mark.

import { effect, signal } from '@preact/signals';
import { cells, clashes, extent, frame, here, now, open, outbox, roundOf, sheet, sheets, sign, signing, spot, view } from './sheet-model.js';
import { asks, doubtful, equal, plain, pointed, seconds, signed, wrong } from './sheet-number.js';
import { departing } from './sheet-server.js';
import { running, startStop } from './sheet-stopwatch.js';
import { ask, draftOf, drop } from './sheet-words.js';

const SEEN_MS = 420; // a chosen key is seen before the next aspect comes
const SETTLE_MS = 250; // a second tap is not meant for what has just appeared

export const face = signal('mark'); // mark · review (reading over before signing)
export const rail = signal('aspects'); // aspects · entrants
export const typed = signal(null); // what was typed on the pad, null while nothing was
export const excusing = signal(false); // the three keys without a value are shown
export const empty = signal(''); // key of a cell whose first mark was taken back: it cannot become empty
export const refusedNumber = signal(null);
export const doubted = signal(null); // a number that is kept only when it is said again: {value, why}
export const railOpen = signal(false); // on a phone the rail covers the page
export const seen = signal(null); // the values that were read over: {place, values by cell}
const history = signal([]); // marks of this sheet, to be taken back

let arrived = 0;
let leaving = 0;
function stay() {
  clearTimeout(leaving);
  leaving = 0;
}

/** Whether nothing is about to happen by itself: no mark is being kept, and the page is not about to go on. */
export const idle = () => !keeping && !leaving;

effect(() => {
  here.value;
  spot.value;
  arrived = performance.now();
  stay();
  typed.value = null;
  excusing.value = false;
  refusedNumber.value = null;
  doubted.value = null;
});

/** What is on the page has just moved: a tap now was not meant for it. */
export const still = () => (arrived = performance.now());

/** Whether the present sheet takes no more marks from this page: it is signed, or about to be. */
export const locked = () => {
  const { state } = signing.value;
  return state === 'signed' || state === 'sending';
};

let keeping = false; // a mark is being written to the disk: a few milliseconds

/** Give the value to the present cell, then go on where it was its first. */
export async function give(value) {
  const at = now.value;
  if (!at || keeping || locked() || performance.now() - arrived < SETTLE_MS) return;
  const before = at.view.value;
  const first = before === null;
  empty.value = '';
  if (before !== null && equal(before, value) && !['refused', 'held', 'conflict', 'spread', 'no-majority'].includes(at.view.state)) {
    typed.value = null;
    drop(at);
    return;
  }
  await take(at, value, first);
}

/** Record the value, or ask for its words first; then go on where it was the cell's first. */
async function take(at, value, first, words = '') {
  if (!words && asks(at.aspect, value)) {
    ask(at, value);
    return;
  }
  if (!(await record(at, value, at.view.value, words))) return;
  drop(at);
  typed.value = null;
  excusing.value = false;
  if (first && now.value?.at === at.at && !clashes(at.aspect, value)) {
    stay();
    leaving = setTimeout(() => {
      stay();
      onward();
    }, SEEN_MS);
  }
}

/** The words of the value that waits for them. */
export async function explain(words) {
  const at = now.value;
  const draft = at && draftOf(at);
  if (draft && !keeping && !locked()) await take(at, draft.value, at.view.value === null, words);
}

/** Resolves to whether this tablet has the mark. */
async function record({ cell, at, view: { words: why } }, value, before, words = '') {
  const { entrant, phase } = sheet.value;
  history.value = [...history.value, { place: here.value, at, before, why }];
  keeping = true;
  const kept = await outbox.mark({ entrant, phase, item: cell.item, aspect: cell.aspect, attempt: cell.attempt }, value, cell.seq || 0, words);
  keeping = false;
  return kept !== null;
}

/** The next mark that is owed on this sheet; at its end reading over and signing, or where something is still open. */
export function onward() {
  const all = cells.value;
  const owed = (each) => each.view.state === 'owed';
  const next = all.findIndex((each, at) => at > spot.value && owed(each));
  const first = all.findIndex(owed);
  if (next >= 0) spot.value = next;
  else if (first >= 0) spot.value = first;
  else if (spot.value < all.length - 1) spot.value += 1;
  else review();
}

export function step(by) {
  if (face.value === 'review') {
    if (by < 0) face.value = 'mark';
    return;
  }
  const at = spot.value + by;
  if (at >= 0 && at < cells.value.length) spot.value = at;
  else if (at < 0) entrant(-1);
  else if (extent.value.left === 0) review();
  else spot.value = cells.value.findIndex((each) => each.view.state === 'owed');
}

/** Another entrant, in running order. */
export async function entrant(by) {
  const at = here.value + by;
  if (at >= 0 && at < frame.value.all.sheets) await choose(at);
}

export async function choose(at, cell) {
  if (await open(at, cell)) {
    face.value = 'mark';
    history.value = [];
    rail.value = 'aspects';
  }
  railOpen.value = false;
}

// ---- numbers ----

/** Whether the mark is typed and then kept; others are given by one key. */
export const typing = (aspect) => TYPED.has(aspect?.kind);
const TYPED = new Set(['number', 'time', 'count']);

export function press(key) {
  const at = now.value;
  if (!at || !typing(at.aspect) || locked()) return;
  const text = typed.value ?? '';
  refusedNumber.value = null;
  doubted.value = null;
  if (at.aspect.kind === 'time') {
    if (key === 'Backspace') typed.value = text.slice(0, -1);
    else if (/^[0-9]$/.test(key) && text.length < 9) typed.value = `${text}${key}`.replace(/^0+(?=.)/, '');
  } else if (at.aspect.kind === 'count' && (key === '+' || key === '-')) {
    const from = typed.value ?? at.view.value ?? '';
    const next = (/^[0-9]+$/.test(from) ? Number(from) : 0) + (key === '+' ? 1 : -1);
    if (next >= 0 && (at.aspect.highest === null || next <= Number(at.aspect.highest))) typed.value = String(next);
  } else if (key === 'Backspace') typed.value = typed.value === null ? '' : text.slice(0, -1);
  else if (key === '-') {
    if (signed(at.aspect)) typed.value = text.startsWith('-') ? text.slice(1) : `-${text}`;
  } else if (key === '.') {
    if (pointed(at.aspect) && !text.includes('.')) typed.value = `${text || '0'}.`;
  } else if (text.replace('-', '').length < 12) typed.value = text === '0' ? key : text + key;
}

/** The typed number as a mark, "" where nothing new was typed. */
export function entered() {
  const at = now.value;
  if (!at || typed.value === null || typed.value === '') return '';
  const value = at.aspect.kind === 'time' ? seconds(at.aspect, typed.value) : plain(typed.value);
  return value && at.view.value !== null && equal(value, at.view.value) && at.view.state !== 'refused' ? '' : value || typed.value;
}

/** Enter on the pad, or the one button of the footer: keep what was typed, then go on. */
export async function keep() {
  if (keeping) return;
  const at = now.value;
  if (at?.aspect.kind === 'time' && running(at)) {
    stopwatch();
    return;
  }
  const value = typing(at?.aspect) ? entered() : '';
  if (!value) {
    if (typed.value === null || typed.value === '' || face.value === 'review') step(1);
    else onward();
    return;
  }
  const problem = wrong(at.aspect, value);
  if (problem) {
    refusedNumber.value = problem;
    return;
  }
  const why = doubtful(at.aspect, value, elsewhere(at));
  if (why && doubted.value?.value !== value) {
    doubted.value = { value, why };
    return;
  }
  const first = at.view.value === null;
  empty.value = '';
  if (asks(at.aspect, value)) {
    ask(at, value);
    return;
  }
  if (!(await record(at, value, at.view.value))) return;
  drop(at);
  typed.value = null;
  if (first) onward();
  else step(1);
}

/** What this judge gave others for the aspect, as far as this page knows. */
const elsewhere = ({ cell: { aspect, item } }) =>
  [...sheets.value.values()]
    .filter(({ at, phase, trade }) => at !== here.value && phase === sheet.value.phase && trade === sheet.value.trade)
    .flatMap((of) => of.cells.filter((each) => each.aspect === aspect && each.item === item).map((each) => view(roundOf(of), of, each).value))
    .filter((value) => value !== null);

/** Start the stopwatch of the present mark, or stop it and type what it counted. */
export function stopwatch() {
  const at = now.value;
  if (at?.aspect.kind !== 'time' || locked()) return;
  refusedNumber.value = doubted.value = null;
  const digits = startStop(at);
  typed.value = digits;
}

// ---- taking back ----

export const canUndo = () => history.value.length > 0 && !locked();

/** The last mark goes back to what it was before, as a revision; a first mark cannot become empty again. */
export function undo() {
  const last = history.value.at(-1);
  history.value = history.value.slice(0, -1);
  if (!last || locked() || last.place !== here.value) return;
  stay();
  face.value = 'mark';
  spot.value = last.at;
  const at = cells.value[last.at];
  if (last.before !== null) {
    const { entrant: who, phase } = sheet.value;
    outbox.mark({ ...at.cell, entrant: who, phase }, last.before, at.cell.seq || 0, last.why);
    return;
  }
  empty.value = `${last.place} ${last.at}`;
  excusing.value = true;
}

// ---- signing ----

export function review() {
  if (extent.value.left > 0 || !cells.value.length) return;
  seen.value = { place: here.value, values: new Map(cells.value.map((each) => [each.at, each.view.value])) };
  face.value = 'review';
}

/** Sign what is shown, then go to the next sheet that is open. */
export async function signNow() {
  const of = sheet.value;
  if (!signing.value.ready) return;
  await sign(of);
}

/** After a signature that did not fit: read over what the server has. */
export function readAgain() {
  const { entry } = signing.value;
  if (entry) outbox.dismiss(entry.key);
  review();
}

/** The next sheet after this one that asks something of the judge, on the pages that are known; else the next one. */
export async function forward() {
  const all = frame.value.all.sheets;
  for (let at = here.value + 1; at < all; at += 1) {
    const next = sheets.value.get(at);
    if (!next || (!next.signed && next.cells.length)) {
      await choose(at);
      return;
    }
  }
  rail.value = 'entrants';
  railOpen.value = true;
}

addEventListener('beforeunload', (leave) => {
  if (outbox.entries.value.length && !departing.value) leave.preventDefault();
});
