// One board, followed live: snapshot, deltas, `since`, resync; over a WebSocket, or by asking over HTTP where none can be had.
//
// link.state: connecting · live · stale (the board may be behind) · missing (no such board) · closed (not for this audience)

import { signal } from '@preact/signals';

const QUIET_MS = 40_000; // the server sends a heartbeat every 15 s
const GRACE_MS = 1_000; // a link that is back within a second was never worth a word
const POLL_MS = 2_000;
const POLLS_BEFORE_SOCKET = 15;
const LONGEST_WAIT_MS = 20_000;

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
  #heard = 0;
  #failures = 0;
  #unopened = 0;
  #timer = 0;
  #grace = 0;
  #asking = false;

  /** event, board: ids. changed: called after every message that moved the board. */
  constructor({ event, board, audience = 'public' }, changed) {
    this.#path = `/api/events/${encodeURIComponent(event)}/boards/${encodeURIComponent(board)}`;
    this.#audience = audience;
    this.#changed = changed;
    setInterval(() => this.#watch(), 1_000);
    addEventListener('offline', () => this.#lost());
    addEventListener('online', () => this.#again(0));
    this.#connect();
  }

  #query(since = this.board?.version) {
    const query = new URLSearchParams({ audience: this.#audience });
    if (since !== undefined) query.set('since', since);
    return query;
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#drop();
    let socket;
    try {
      const address = new URL(`${this.#path}/live?${this.#query()}`, location.href);
      address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(address);
    } catch {
      this.#poll(0);
      return;
    }
    let opened = false;
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => {
      opened = true;
      this.#unopened = 0;
      this.#heard = performance.now();
      if (this.board) this.#live('socket');
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#unopened += opened ? 0 : 1;
      this.#stale();
      if (this.#unopened > 1) this.#poll(0);
      else this.#again();
    };
  }

  #hear(message) {
    this.#heard = performance.now();
    if (message.type === 'heartbeat') {
      if (this.board) this.#live('socket');
    } else if (message.type === 'resync') {
      this.board = null; // the screen keeps showing what it shows; a snapshot follows
    } else if (this.#take(message)) {
      this.#live('socket');
    } else {
      this.#again(0);
    }
  }

  #take(message) {
    const next = fold(this.board, message);
    if (!next) return false;
    this.board = next;
    this.#changed(next);
    return true;
  }

  async #poll(count) {
    if (this.#asking) return;
    this.#asking = true;
    let wait = POLL_MS;
    try {
      const headers = this.board ? { 'If-None-Match': `"${this.board.version}"` } : {};
      const answer = await fetch(`${this.#path}?${this.#query()}`, { headers, cache: 'no-store', signal: limit(10_000) });
      if (answer.status === 404 || answer.status === 403) {
        this.#tell({ state: answer.status === 404 ? 'missing' : 'closed', over: 'poll' });
        wait = LONGEST_WAIT_MS;
      } else if (answer.status === 304 || (answer.ok && this.#read(await answer.json()))) {
        this.#live('poll');
      } else if (!answer.ok) {
        throw new Error(answer.status);
      } else {
        wait = 0;
      }
    } catch {
      this.#stale();
      this.#asking = false;
      this.#again();
      return;
    }
    this.#asking = false;
    const next = count + 1 < POLLS_BEFORE_SOCKET ? () => this.#poll(count + 1) : () => this.#connect();
    this.#timer = setTimeout(next, wait * (0.8 + 0.4 * Math.random()));
  }

  #read(message) {
    if (message.type === 'resync' || !this.#take(message)) this.board = null;
    return this.board !== null;
  }

  /** Connect anew after `wait` ms; without it after a time that doubles with each failure, and that chance spreads. */
  #again(wait) {
    if (this.#asking) return;
    const longest = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait ?? longest * (0.3 + 0.7 * Math.random()));
  }

  #watch() {
    if (this.#socket && performance.now() - this.#heard > QUIET_MS) this.#lost();
  }

  #lost() {
    this.#drop();
    this.#tell({ state: this.board ? 'stale' : 'connecting', over: '' });
    this.#again();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
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

function limit(ms) {
  const control = new AbortController();
  setTimeout(() => control.abort(), ms);
  return control.signal;
}
