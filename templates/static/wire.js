// One board, followed live. The whole board comes over HTTP first, compressed and kept by the browser; then a WebSocket brings
// deltas from that version on. Where no socket gets through, the board is asked for every two seconds.
//
// link.state: connecting · live · stale (the board may be behind) · missing (no such board) · closed (not for this audience)
// link.over: socket · poll · '' (nothing comes)

import { signal } from '@preact/signals';

const OPENS_MS = 10_000; // a socket that has said nothing after so long is held up on the way
const QUIET_MS = 40_000; // the server sends a heartbeat every 15 s
const GRACE_MS = 1_000; // a link that is back within a second was never worth a word
const POLL_MS = 2_000;
const FIRST_WAIT_MS = 2_000; // how long is waited before coming again at most; it doubles with each failure
const LONGEST_WAIT_MS = 20_000;
const FIRST_TRIAL_MS = 30_000; // until a socket is tried again where none got through; it doubles too
const LONGEST_TRIAL_MS = 240_000;

/** Fold one message into a board. Returns the next board, or null where the message does not fit. */
export function fold(board, message) {
  if (message.type === 'snapshot') {
    return { version: message.version, as_of: message.as_of, head: message.head, rows: message.rows };
  }
  if (!board || message.type !== 'delta' || message.from !== board.version) return null;
  const rows = { ...board.rows };
  for (const id of message.gone || []) delete rows[id];
  for (const [id, changed] of Object.entries(message.rows || {})) rows[id] = { ...rows[id], ...changed };
  return { version: message.to, as_of: message.as_of, head: { ...board.head, ...message.head }, rows };
}

/** The one text of a JSON value: keys sorted, no spaces; as the server writes it. */
export function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

export class Wire {
  board = null;
  link = signal({ state: 'connecting', over: '' });
  #path;
  #audience;
  #changed;
  #socket = null;
  #spoken = false; // whether the socket has said anything
  #heard = 0;
  #reading = Promise.resolve();
  #polling = 0; // which run of asking is on, 0 for none
  #runs = 0;
  #failures = 0;
  #trials = 0;
  #retry = 0;
  #next = 0;
  #grace = 0;

  /** event, board: ids. changed: called after every message that moved the board. */
  constructor({ event, board, audience = 'public' }, changed) {
    this.#path = `/api/events/${encodeURIComponent(event)}/boards/${encodeURIComponent(board)}`;
    this.#audience = audience;
    this.#changed = changed;
    setInterval(() => this.#watch(), 1_000);
    document.addEventListener('visibilitychange', () => document.hidden || this.#watch());
    addEventListener('offline', () => this.#lost());
    addEventListener('online', () => {
      this.#failures = 0;
      this.#again();
    });
    this.#begin();
  }

  #query(more = {}) {
    const since = this.board ? { since: this.board.version } : {};
    return new URLSearchParams({ audience: this.#audience, ...since, ...more });
  }

  // ---- the whole board, and polling ----

  async #begin() {
    clearTimeout(this.#retry);
    try {
      if (await this.#ask()) this.#connect();
      else this.#retry = setTimeout(() => this.#begin(), spread(LONGEST_WAIT_MS));
    } catch {
      this.#again();
    }
  }

  /** Bring the board up to date over HTTP. False where there is none to be had, which is told; raises where nothing comes. */
  async #ask() {
    const held = this.board;
    const how = held ? { headers: { 'If-None-Match': `"${held.version}"` }, cache: 'no-store' } : {};
    const answer = await fetch(`${this.#path}?${this.#query()}`, { ...how, signal: limit(OPENS_MS) });
    if ([401, 403, 404].includes(answer.status)) {
      this.#tell({ state: answer.status === 404 ? 'missing' : 'closed', over: '' });
      return false;
    }
    if (answer.status === 304) return true;
    if (!answer.ok) throw new Error(answer.status);
    const message = await answer.json();
    if (this.board !== held) return true; // a socket was faster
    if (!this.#take(message)) this.board = null;
    return true;
  }

  async #poll() {
    const run = (this.#polling ||= ++this.#runs);
    let wait = POLL_MS;
    try {
      const found = await this.#ask();
      if (this.#polling !== run) return;
      if (!found) wait = LONGEST_WAIT_MS;
      else if (this.board) this.#live('poll');
      else wait = 0;
    } catch {
      if (this.#polling !== run) return;
      this.#trials = 0;
      this.#stale();
      this.#again();
      return;
    }
    this.#next = setTimeout(() => this.#poll(), spread(wait));
  }

  #rest() {
    this.#polling = 0;
    clearTimeout(this.#next);
  }

  // ---- the socket ----

  #connect() {
    clearTimeout(this.#retry);
    this.#drop();
    let socket;
    try {
      const address = new URL(`${this.#path}/live?${this.#query(globalThis.DecompressionStream ? { zipped: 1 } : {})}`, location.href);
      address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(address);
    } catch {
      this.#unheard();
      return;
    }
    this.#socket = socket;
    this.#spoken = false;
    this.#heard = Date.now();
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      this.#reading = this.#reading.then(() => text(data)).then(
        (message) => socket === this.#socket && this.#hear(JSON.parse(message)),
        () => socket === this.#socket && this.#lost(),
      );
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (!this.#spoken) {
        this.#unheard();
        return;
      }
      this.#stale();
      this.#again();
    };
  }

  /** No socket gets through: ask, and try one now and then. */
  #unheard() {
    this.#drop();
    this.#retry = setTimeout(() => this.#connect(), spread(Math.min(LONGEST_TRIAL_MS, FIRST_TRIAL_MS * 2 ** this.#trials)));
    this.#trials += 1;
    if (!this.#polling) this.#poll();
  }

  #hear(message) {
    this.#heard = Date.now();
    this.#spoken = true;
    this.#trials = 0;
    this.#rest();
    if (message.type === 'heartbeat') {
      if (this.board) this.#live('socket');
    } else if (message.type === 'resync') {
      this.board = null; // the screen keeps showing what it shows; a snapshot follows
    } else if (message.type === 'delta' && message.to <= this.board?.version) {
      this.#live('socket'); // was asked for meanwhile
    } else if (this.#take(message)) {
      this.#live('socket');
    } else {
      this.#again();
    }
  }

  #take(message) {
    const next = fold(this.board, message);
    if (!next) return false;
    this.board = next;
    this.#changed(next);
    return true;
  }

  /** A socket that is silent for too long is dead, even if nobody said so; time spent asleep counts. */
  #watch() {
    const quiet = Date.now() - this.#heard;
    if (!this.#socket) return;
    if (!this.#spoken && quiet > OPENS_MS) this.#unheard();
    else if (quiet > QUIET_MS) this.#lost();
  }

  #lost() {
    this.#drop();
    this.#rest();
    this.#tell({ state: this.board ? 'stale' : 'connecting', over: '' });
    this.#again();
  }

  /** Come again after a time that doubles with each failure, and that chance spreads: not everybody at once. */
  #again() {
    this.#rest();
    this.#drop();
    clearTimeout(this.#retry);
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => (this.board ? this.#connect() : this.#begin()), longest * (0.05 + 0.95 * Math.random()));
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close(); // closed sooner, browsers call it an error
    else socket?.close();
  }

  #live(over) {
    this.#failures = 0;
    clearTimeout(this.#grace);
    this.#grace = 0;
    this.#tell({ state: 'live', over });
  }

  #stale() {
    if (this.#grace || this.link.peek().state !== 'live') return;
    this.#grace = setTimeout(() => {
      this.#grace = 0;
      this.#tell({ state: 'stale', over: '' });
    }, GRACE_MS);
  }

  #tell(link) {
    const now = this.link.peek();
    if (now.state !== link.state || now.over !== link.over) this.link.value = link;
  }
}

const spread = (ms) => ms * (0.8 + 0.4 * Math.random());

/** The text of a message; a whole board comes as gzip. */
const text = (data) =>
  typeof data === 'string' ? data : new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'))).text();

function limit(ms) {
  const control = new AbortController();
  setTimeout(() => control.abort(), ms);
  return control.signal;
}
