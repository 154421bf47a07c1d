// Marks and signatures on their way to the server: kept under keys of this page's own making, sent in order, and sent
// again until they are answered. Nothing else sends.
//
// entry.status: waiting (on this tablet) · sent (no answer yet) · conflict (the cell holds `current`) · refused (`problems`).
// What was accepted, known or held is a line in the ledger and leaves the outbox; `answered` is told of every answer.

import { signal } from '@preact/signals';

const MOST = 50; // entries of one request
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A key that no other statement bears: 132 random bits. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => DIGITS[byte & 63]).join('');

/** Where entries are kept, in the order of `at`: here as long as the page lives. Another store has the same three. */
export function memory() {
  const kept = new Map();
  return {
    all: async () => [...kept.values()].sort((a, b) => a.at - b.at),
    put: async (entry) => void kept.set(entry.key, entry),
    drop: async (key) => void kept.delete(key),
  };
}

const open = (entry) => entry.status === 'waiting' || entry.status === 'sent';
const cellOf = ({ entrant, phase, item, aspect, attempt }) => [entrant, phase, item, aspect, attempt].join(' ');
const sheetOf = ({ entrant, phase }) => `${entrant} ${phase}`;

export class Outbox {
  entries = signal([]);
  link = signal('open'); // open · cut (nobody answers) · closed (who is signed in may not, or no longer)
  #event;
  #send;
  #store;
  #answered;
  #busy = false;
  #failures = 0;
  #timer = 0;
  #next = 1;

  /** event: id. send: (body) → {status, results, wait_s}, rejects where nobody answers. store: see `memory`. answered:
   * called with each entry and its result. */
  constructor({ event, send, store, answered }) {
    this.#event = event;
    this.#send = send;
    this.#store = store;
    this.#answered = answered;
  }

  /** Take up what the store still holds, and begin. */
  async begin() {
    const kept = (await this.#store.all()).map((entry) => (entry.status === 'sent' ? { ...entry, status: 'waiting' } : entry));
    this.#next = 1 + kept.reduce((most, entry) => Math.max(most, entry.at), 0);
    this.entries.value = [...kept, ...this.entries.value];
    this.wake();
  }

  /** How many entries have no line yet. */
  get unsent() {
    return this.entries.value.filter(open).length;
  }

  /** The last mark on its way for a cell, or the signature of a sheet. */
  markOf(cell) {
    return this.entries.value.findLast((entry) => entry.type === 'mark' && cellOf(entry) === cellOf(cell));
  }

  signatureOf(sheet) {
    return this.entries.value.findLast((entry) => entry.type === 'signature' && sheetOf(entry) === sheetOf(sheet));
  }

  /** Give a mark. cell: {entrant, phase, item, aspect, attempt}. supersedes: the line that the judge saw there, 0 for
   * none. */
  async mark({ entrant, phase, item, aspect, attempt }, value, supersedes) {
    const cell = { entrant, phase, item, aspect, attempt };
    const before = this.markOf(cell);
    if (before && !open(before)) await this.#leave(before);
    const base = before?.status === 'conflict' ? before.current?.seq || 0 : (before?.supersedes ?? supersedes);
    const after = before && open(before) ? before.key : '';
    return this.#take({ type: 'mark', ...cell, value, supersedes: base, after });
  }

  /** Sign a sheet as it is seen; waits behind its marks. */
  async sign({ entrant, phase }, digest) {
    const before = this.signatureOf({ entrant, phase });
    if (before && !open(before)) await this.#leave(before);
    return this.#take({ type: 'signature', entrant, phase, digest });
  }

  /** Let go of an entry that was refused or is in conflict. */
  async dismiss(key) {
    const entry = this.entries.value.find((each) => each.key === key);
    if (entry && !open(entry)) await this.#leave(entry);
    this.wake();
  }

  /** Try now, whatever the last failure. */
  wake() {
    this.#failures = 0;
    clearTimeout(this.#timer);
    this.#pump();
  }

  async #take(made) {
    const entry = { ...made, key: newKey(), at: this.#next, status: 'waiting', given_at: new Date().toISOString() };
    this.#next += 1;
    this.entries.value = [...this.entries.value, entry];
    await this.#store.put(entry);
    this.#pump();
    return entry;
  }

  async #put(entry) {
    this.entries.value = this.entries.value.map((each) => (each.key === entry.key ? entry : each));
    await this.#store.put(entry);
  }

  async #leave(entry) {
    this.entries.value = this.entries.value.filter((each) => each.key !== entry.key);
    await this.#store.drop(entry.key);
  }

  /** What may go now: of each cell the first mark only, a signature once nothing of its sheet is left before it. */
  #due() {
    const busy = new Set();
    const due = [];
    for (const entry of this.entries.value) {
      const place = entry.type === 'mark' ? cellOf(entry) : sheetOf(entry);
      if (entry.status === 'waiting' && !busy.has(place) && !entry.after && due.length < MOST) due.push(entry);
      busy.add(place).add(sheetOf(entry));
    }
    return due;
  }

  async #pump() {
    if (this.#busy) return;
    const due = this.#due();
    if (!due.length) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    for (const entry of due) await this.#put({ ...entry, status: 'sent' });
    let wait = 0;
    try {
      const { status, results, wait_s } = await this.#send({ event: this.#event, entries: due.map(stated) });
      if (status === 200) {
        this.#failures = 0;
        this.link.value = 'open';
        for (const [at, entry] of due.entries()) await this.#settle(entry, results[at]);
      } else if (status === 400 || status === 413) {
        for (const entry of due) await this.#settle(entry, { status: 'refused', problems: results });
      } else {
        this.link.value = status === 401 || status === 403 ? 'closed' : status === 429 ? 'open' : 'cut';
        wait = wait_s * 1_000 || this.#pause();
      }
    } catch {
      this.link.value = 'cut';
      wait = this.#pause();
    }
    if (wait) {
      for (const { key } of due) {
        const entry = this.entries.value.find((each) => each.key === key);
        if (entry) await this.#put({ ...entry, status: 'waiting' });
      }
    }
    this.#busy = false;
    if (wait) this.#timer = setTimeout(() => this.#pump(), wait);
    else this.#pump();
  }

  /** A time that doubles with each failure, and that chance spreads. */
  #pause() {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    return longest * (0.5 + 0.5 * Math.random());
  }

  async #settle(entry, result) {
    const status = result.status;
    const last = entry.type === 'mark' ? this.markOf(entry) : entry;
    if (status === 'conflict') await this.#cross(entry, result.current ?? null);
    else if (status === 'refused' && (last.key === entry.key || entry.type === 'signature')) {
      await this.#put({ ...entry, status, problems: result.problems || [] });
    } else await this.#leave(entry);
    const line = status === 'accepted' || (status === 'known' && result.seq) ? result.seq : entry.supersedes;
    for (const later of this.entries.value.filter((each) => each.after === entry.key)) {
      await this.#put({ ...later, after: '', supersedes: line });
    }
    this.#answered(entry, result);
  }

  /** The cell holds another value: of what was given here the last is kept, for the judge to choose. */
  async #cross(entry, current) {
    const chain = this.entries.value.filter((each) => each.type === 'mark' && cellOf(each) === cellOf(entry));
    for (const each of chain) if (each.key !== entry.key) await this.#leave(each);
    await this.#put({ ...entry, value: chain.at(-1).value, status: 'conflict', current });
  }
}

/** An entry as the door takes it. The same entry is the same text however often it is sent. */
function stated(entry) {
  const { type, key, entrant, phase } = entry;
  if (type === 'signature') return { type, key, entrant, phase, digest: entry.digest };
  const { item, aspect, attempt, value, supersedes, given_at } = entry;
  return { type, key, entrant, phase, item, aspect, attempt, value, supersedes: supersedes || null, given_at };
}
