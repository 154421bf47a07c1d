// Places still possible: asked for once the board is quiet, and shown where a row says how it stands.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _ } from './words.js';

const QUIET_MS = 1_000; // the board has not moved for so long
const LONGEST_MS = 5_000; // or it never rests
const SPREAD_MS = 1_500; // so that not everybody asks at once
const LATEST_MS = 30_000; // no answer is waited for longer

export const outlooks = signal(new Map()); // entrant → [best, worst, whether both can be had, state]

/** Asks for the places of one board. */
export class Certainty {
  #path;
  #timer = 0;
  #since = 0;
  #asking = false;
  #turn = 0; // what was asked in another turn is no longer told
  #tag = '';
  #outside;

  constructor({ event, board, audience }) {
    this.#path = `/api/events/${encodeURIComponent(event)}/boards/${encodeURIComponent(board)}/certainty?${new URLSearchParams({ audience })}`;
    this.#outside = audience === 'public' || audience === 'hall';
    document.addEventListener('visibilitychange', () => this.#since && !document.hidden && this.#later());
  }

  /** The board has moved. What was said stays until there is something newer, but where nothing is owed any more, or
   * where nothing is told. */
  moved({ head }) {
    const silent = head.status === 'final' || (this.#outside && (head.status === 'frozen' || head.blind));
    if (silent || !head.owed) {
      this.#turn += 1;
      this.#tag = '';
      if (outlooks.peek().size) outlooks.value = new Map();
    }
    if (silent) {
      clearTimeout(this.#timer);
      this.#since = 0;
      return;
    }
    this.#since ||= performance.now();
    this.#later();
  }

  #later() {
    const patience = Math.max(0, this.#since + LONGEST_MS - performance.now());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.min(QUIET_MS, patience) + SPREAD_MS * Math.random());
  }

  async #ask() {
    if (document.hidden) return;
    if (this.#asking) {
      this.#later();
      return;
    }
    this.#asking = true;
    this.#since = 0;
    const turn = this.#turn;
    try {
      const headers = this.#tag ? { 'If-None-Match': this.#tag } : {};
      const answer = await fetch(this.#path, { headers, cache: 'no-store', signal: AbortSignal.timeout(LATEST_MS) });
      if (!answer.ok) return;
      const { places } = await answer.json();
      if (turn !== this.#turn) return;
      this.#tag = answer.headers.get('etag') || '';
      const before = outlooks.peek();
      outlooks.value = new Map(Object.entries(places).map(([id, each]) => [id, same(before.get(id), each)]));
    } catch {
      // The board itself says when the link is gone; what it knew of places still holds.
    } finally {
      this.#asking = false;
    }
  }
}

const same = (before, after) => (before && before.join() === after.join() ? before : after);

/** What is known of a row's place, where it still fits: nothing of one that has none, or was moved past it since. */
export function outlook(row, known) {
  if (!known || row.status || row.rank === null) return null;
  const [best, worst, , state] = known;
  const beyond = (place) => place === null;
  const fits = (beyond(best) || best <= row.rank) && (beyond(worst) || row.rank <= worst);
  return fits && (state === 'open' || state === 'clinched') ? known : null;
}

const bound = (place) => place ?? _('no place');
const range = ([best, worst]) => `${bound(best)}–${bound(worst)}`;

/** One sentence on the places still possible. */
export function foretold([best, worst, exact, state]) {
  if (state === 'clinched') return _('Place {rank} is certain, whatever the marks still owed come to.', { rank: bound(best) });
  const facts = { from: bound(best), to: bound(worst) };
  return exact ? _('Can still end at places {from} to {to}.', facts) : _('Ends no better than at place {from} and no worse than at {to}.', facts);
}

/** The same in the column of states. */
export function foreseen(known, owed) {
  const more = owed ? html`<small>${_('{n} owed', { n: owed })}</small>` : null;
  if (known[3] === 'clinched') return html`<span class="state set" title=${foretold(known)}>${icon('lock')}<span><b>${_('Set')}</b>${more}</span></span>`;
  return html`<span class="state can" title=${foretold(known)}>${icon('range')}<span><span class="range">${range(known)}</span>${more}</span></span>`;
}
