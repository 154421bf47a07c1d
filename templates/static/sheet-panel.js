// What a judge sees of her panel: how many have marked, and where the marks lie apart. No value of anybody else.

import { effect } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count } from './words.js';
import { cells, frame, spot } from './sheet-model.js';
import { choose, still } from './sheet-acts.js';
import { band } from './sheet-parts.js';

/** "2 of 3 have marked", until the panel is full. */
export function PanelCount({ cell }) {
  const { panel } = cell;
  if (!panel || panel.given === panel.seats) return null;
  return html`<i class="dot"></i><span class="panel-count">${_('{given} of {seats} have marked', panel)}</span>`;
}

/** What is to be done about marks that lie apart. */
export function apartNote({ cell, view }, locked) {
  const lead = view.state === 'spread' ? both('Marks are apart: deliberate, then mark again.') : both('No value has a majority: deliberate, then mark again.');
  if (locked) return band('spread', lead, _('Your sheet is signed: the chief judge opens it again first.'));
  if (!cell.conferred) return band('spread', lead, _('The chief judge records what the panel says; then give the same value or another.'));
  const far = _('{again} of {seats} have marked again.', { again: cell.again, seats: cell.panel?.seats ?? '…' });
  return band('spread', lead, html`${_('The panel has conferred. Give the same value or another.')} <b class="again">${far}</b>`);
}

async function go({ at, aspect, item, attempt }) {
  await choose(at);
  const found = cells.value.findIndex(({ cell }) => cell.aspect === aspect && cell.item === item && cell.attempt === attempt);
  if (found >= 0) spot.value = found;
}

/** Whatever sheet is shown: where this judge is to mark again, the one that waits longest. */
export function Apart() {
  const waiting = frame.value?.apart || [];
  if (!waiting.length) return null;
  const [first] = waiting;
  return html`<div class="apart" role="alert"><button type="button" onClick=${() => go(first)}>${icon('spread')}<span><b>${both('Marks are apart')}</b><span class="where">${first.code}<i class="dot"></i>${first.aspect}${first.item && ` ${first.item}`}${first.attempt > 1 && ` ·${first.attempt}`}${waiting.length > 1 && html`<i class="dot"></i>${_('and {n} more', { n: count(waiting.length - 1) })}`}</span></span>${icon('next')}</button></div>`;
}

let shown = false;
effect(() => {
  const shows = frame.value?.apart?.length > 0;
  if (shows !== shown) still(); // on a phone the page moves
  shown = shows;
});
