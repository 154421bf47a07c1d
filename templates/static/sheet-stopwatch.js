// A stopwatch for each mark that is a time. It runs on through reloads, and stopped it types what it counted.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { both } from './words.js';
import { sheet, store } from './sheet-model.js';
import { clocked, stopped } from './sheet-number.js';

const BEAT_MS = 100;

const watches = signal({}); // running: cell → {began: on the clock, ticks: of this page's own count, page: which page's}
store.setting('stopwatches').then((kept) => (watches.value = { ...kept, ...watches.value }), () => {});
const beat = signal(0);
setInterval(() => Object.keys(watches.value).length && (beat.value += 1), BEAT_MS);

const keyOf = ({ item, aspect, attempt }) => [sheet.value.entrant, sheet.value.phase, item, aspect, attempt].join(' ');

/** The page's own count is right whatever becomes of the clock; after a reload only the clock is left. */
const elapsed = ({ began, ticks, page }) => (page === performance.timeOrigin ? performance.now() - ticks : Date.now() - began);

function change(made) {
  watches.value = made;
  store.set('stopwatches', made).catch(() => {});
}

export const running = (at) => watches.value[keyOf(at.cell)];

/** Start the stopwatch of a mark; or stop it, which resolves to its digits. */
export function startStop(at) {
  const key = keyOf(at.cell);
  const { [key]: watch, ...others } = watches.value;
  if (watch) {
    change(others);
    return stopped(at.aspect, elapsed(watch));
  }
  change({ ...others, [key]: { began: Date.now(), ticks: performance.now(), page: performance.timeOrigin } });
  return null;
}

/** What it has counted so far, as it stands on a clock; '' while it does not run. */
export function counting(at) {
  beat.value;
  const watch = running(at);
  return watch ? clocked(at.aspect, stopped(at.aspect, elapsed(watch))) : '';
}

export const Stopwatch = ({ at, act }) => {
  const runs = Boolean(running(at));
  return html`<button type="button" class=${`button stopwatch${runs ? ' runs' : ''}`} aria-pressed=${runs} onClick=${act}>${icon(runs ? 'hold' : 'run')}<span>${runs ? both('Stop') : both('Stopwatch')}</span></button>`;
};
