// Marks and signatures on their way to the server: kept under keys of this page's own making, sent in order, and sent
// again until they are answered. Nothing else sends.
//
// entry.status: waiting (on this tablet) · sent (no answer yet) · conflict (the cell holds `current`) · refused (`problems`).
// What was accepted, known or held is a line in the ledger and leaves the outbox; `answered` is told of every answer.
// All tabs of a judge share one store; whichever holds its lock sends for all. `sent` is known to the sender alone and kept
// nowhere: what a tab that died had under way is waiting again, and its key lets the server know it.

import { signal } from '@preact/signals';

const MOST = 50; // entries of one request
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const OTHERS_TURN_MS = 250; // another tab sends just now
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A key that no other statement bears: 132 random bits. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => DIGITS[byte & 63]).join('');

const open = (entry) => entry.status === 'waiting' || entry.status === 'sent';
const cellOf = ({ entrant, phase, item, aspect, attempt }) => [entrant, phase, item, aspect, attempt].join(' ');
const sheetOf = ({ entrant, phase }) => `${entrant} ${phase}`;

export class Outbox {
  entries = signal([]);
  link = signal('open'); // open · cut (nobody answers) · closed (who is signed in may not, or no longer)
  why = signal({ status: 0, code: '' }); // of a link that is not open: what the server said
  writing = signal(0); // how many are being kept, and not yet among the entries
  #event;
  #send;
  #store;
  #answered;
  #busy = false;
  #failures = 0;
  #timer = 0;
  #next = 1;
  #adding = new Map(); // being kept, not yet shown: key → {entry, done}
  #unkept = new Set(); // could not be kept: keys of what is refused here
  #flying = new Set(); // sent, no answer yet: keys

  /** event: id. send: (body) → {status, results, wait_s}, rejects where nobody answers. store: see outbox-store.js.
   * answered: called with each entry and its result, before the entry leaves. */
  constructor({ event, send, store, answered }) {
    this.#event = event;
    this.#send = send;
    this.#store = store;
    this.#answered = answered;
    store.hear((said) => this.#heard(said));
  }

  /** Take up what the store still holds, and begin. */
  async begin() {
    await this.#refresh();
    this.#next = 1 + this.entries.value.reduce((most, entry) => Math.max(most, entry.at), 0);
    this.wake();
  }

  /** Everything as the store has it, with what is just being kept and what is on its way. */
  async #refresh() {
    const kept = (await this.#store.all()).map((entry) => (open(entry) ? { ...entry, status: this.#flying.has(entry.key) ? 'sent' : 'waiting' } : entry));
    const keys = new Set(kept.map(({ key }) => key));
    const here = this.entries.value.filter(({ key }) => !keys.has(key) && this.#unkept.has(key));
    this.entries.value = [...kept.filter(({ key }) => !this.#adding.has(key)), ...here];
  }

  /** Another tab of this judge kept something, or had an answer. */
  async #heard({ entry, result }) {
    if (entry) await this.#answered(entry, result);
    await this.#refresh().catch(() => {});
    this.#pump();
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
   * none. comment: words that explain it, '' for none. */
  async mark({ entrant, phase, item, aspect, attempt }, value, supersedes, comment = '') {
    const cell = { entrant, phase, item, aspect, attempt };
    const before = this.#coming((entry) => entry.type === 'mark' && cellOf(entry) === cellOf(cell)) || this.markOf(cell);
    const base = before?.status === 'conflict' ? before.current?.seq || 0 : (before?.supersedes ?? supersedes);
    const after = before && open(before) ? before.key : '';
    return this.#take({ type: 'mark', ...cell, value, comment, supersedes: base, after }, before);
  }

  /** Sign a sheet as it is seen; waits behind its marks. */
  async sign({ entrant, phase }, digest) {
    const before = this.#coming((entry) => entry.type === 'signature' && sheetOf(entry) === sheetOf({ entrant, phase })) || this.signatureOf({ entrant, phase });
    return this.#take({ type: 'signature', entrant, phase, digest }, before);
  }

  #coming(is) {
    return [...this.#adding.values()].findLast(({ entry }) => is(entry))?.entry;
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

  /** Shown and sent once it is on the disk; then what it replaces leaves, if that was refused or in conflict. Where it
   * cannot be kept it is refused here, so that nobody counts on it. Resolves to the entry, null where it was not kept. */
  async #take(made, before) {
    const entry = { ...made, key: newKey(), at: this.#next, status: 'waiting', given_at: new Date().toISOString() };
    this.#next += 1;
    const done = this.#store.add(entry);
    this.#adding.set(entry.key, { entry, done });
    this.writing.value = this.#adding.size;
    let shown = entry;
    try {
      shown = { ...entry, at: (await done).at };
      this.#next = Math.max(this.#next, shown.at + 1);
    } catch (error) {
      this.#unkept.add(entry.key);
      shown = { ...entry, status: 'refused', problems: [{ code: error?.name === 'QuotaExceededError' ? 'tablet-full' : 'not-kept', facts: {} }] };
    }
    this.#adding.delete(entry.key);
    this.writing.value = this.#adding.size;
    this.entries.value = [...this.entries.value.filter(({ key }) => key !== entry.key), shown];
    if (shown.status === 'refused') return null;
    const stood = before && this.entries.value.find(({ key }) => key === before.key);
    if (stood && !open(stood)) await this.#leave(stood);
    this.#store.tell({});
    this.#pump();
    return shown;
  }

  async #put(entry) {
    this.entries.value = this.entries.value.map((each) => (each.key === entry.key ? entry : each));
    await this.#store.put(entry).catch(() => {}); // what cannot be written is sent again, under its key
  }

  async #leave(entry) {
    this.entries.value = this.entries.value.filter((each) => each.key !== entry.key);
    this.#unkept.delete(entry.key);
    await this.#store.drop(entry.key).catch(() => {});
  }

  #shown(due, status) {
    const keys = new Set(due.map(({ key }) => key));
    this.entries.value = this.entries.value.map((each) => (keys.has(each.key) && open(each) ? { ...each, status } : each));
  }

  /** What may go now: of each cell the first mark only, a signature once nothing of its sheet is left before it. */
  #due() {
    const busy = new Set();
    const due = [];
    for (const entry of this.entries.value) {
      const place = entry.type === 'mark' ? cellOf(entry) : sheetOf(entry);
      if (entry.status === 'waiting' && !busy.has(place) && due.length < MOST) due.push(entry);
      busy.add(place).add(sheetOf(entry));
    }
    return due;
  }

  async #pump() {
    if (this.#busy || !this.#due().length) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    let wait = 0;
    const ran = await this.#store.alone(async () => void (wait = await this.#round())).catch(() => false);
    this.#busy = false;
    wait ||= ran ? 0 : OTHERS_TURN_MS;
    if (wait) this.#timer = setTimeout(() => this.#pump(), wait);
    else this.#pump();
  }

  /** Send what may go, and take in the answers; how long to wait before the next, in ms. */
  async #round() {
    await this.#refresh().catch(() => {});
    const due = this.#due();
    if (!due.length) return 0;
    due.forEach(({ key }) => this.#flying.add(key));
    this.#shown(due, 'sent');
    try {
      const { status, results, wait_s } = await this.#send({ event: this.#event, entries: due.map(stated) });
      if (status === 200) {
        this.#failures = 0;
        this.link.value = 'open';
        await Promise.allSettled([...this.#adding.values()].map(({ done }) => done));
        for (const [at, entry] of due.entries()) await this.#settle(entry, results[at]);
        return 0;
      }
      if (status === 400 || status === 413) {
        for (const entry of due) await this.#settle(entry, { status: 'refused', problems: results });
        return 0;
      }
      this.why.value = { status, code: results[0]?.code || '' };
      this.link.value = status === 401 || status === 403 ? 'closed' : status === 429 ? 'open' : 'cut';
      return wait_s * 1_000 || this.#pause();
    } catch {
      this.why.value = { status: 0, code: '' };
      this.link.value = 'cut';
      return this.#pause();
    } finally {
      this.#flying.clear();
      this.#shown(due, 'waiting');
    }
  }

  /** A time that doubles with each failure, and that chance spreads. */
  #pause() {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    return longest * (0.5 + 0.5 * Math.random());
  }

  /** The line first reaches those who wait behind it and the sheet, then the entry leaves: a page that dies in between
   * sends again what is known. */
  async #settle(entry, result) {
    const status = result.status;
    if (entry.base !== undefined && (status === 'conflict' || result.problems?.[0]?.code === 'key-reused')) {
      const { base, ...given } = entry; // the one before is a line that is held: this one goes over what it went over
      await this.#put({ ...given, supersedes: base });
      return;
    }
    const line = status === 'accepted' || (status === 'known' && result.seq) ? result.seq : entry.supersedes;
    await this.#refresh().catch(() => {}); // what another tab gave meanwhile waits behind this one, too
    for (const later of this.entries.value.filter((each) => each.after === entry.key)) {
      await this.#put({ ...later, after: '', supersedes: line, ...(status === 'known' && { base: later.supersedes }) });
    }
    const last = entry.type === 'mark' ? this.markOf(entry) : entry;
    await this.#answered(entry, result);
    if (status === 'conflict') await this.#cross(entry, result.current ?? null);
    else if (status === 'refused' && (last?.key === entry.key || entry.type === 'signature')) {
      await this.#put({ ...entry, status, problems: result.problems || [] });
    } else await this.#leave(entry);
    this.#store.tell({ entry, result });
  }

  /** The cell holds another value: of what was given here the last is kept, for the judge to choose. */
  async #cross(entry, current) {
    const chain = this.entries.value.filter((each) => each.type === 'mark' && cellOf(each) === cellOf(entry));
    for (const each of chain) if (each.key !== entry.key) await this.#leave(each);
    const { value, comment } = chain.at(-1);
    await this.#put({ ...entry, value, comment, status: 'conflict', current });
  }
}

/** An entry as the door takes it. The same entry is the same text however often it is sent. */
export function stated(entry) {
  const { type, key, entrant, phase } = entry;
  if (type === 'signature') return { type, key, entrant, phase, digest: entry.digest };
  const { item, aspect, attempt, value, supersedes, given_at, comment } = entry;
  const words = comment ? { comment } : {};
  return { type, key, entrant, phase, item, aspect, attempt, value, supersedes: supersedes || null, given_at, ...words };
}
