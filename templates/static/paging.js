// Pages of rows, each as long as the window is high: what is on each, which one is shown, and when it turns.

import { computed, effect, signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, count as numeral } from './words.js';
import { screen, unattended, viewed, whole } from './fit.js';
import { language, theme } from './frame.js';

const HOLD_MS = 12_000; // how long a page stays
const STAY = 3; // rows that every page begins with
const SHORT = 8; // but for pages that have fewer

/** The ids of each page. room: rows that fit. group: of the id at a position, where groups are ranked apart: their names take room
 * too, and every page begins with one. stay: how many of the first every page begins with. */
export function leaves(ids, room, group, stay = room < SHORT ? 0 : STAY) {
  if (group && ids.length) return grouped(ids, room, group);
  if (ids.length <= room) return [ids];
  const each = room - stay;
  const pages = Math.ceil((ids.length - stay) / each);
  return Array.from({ length: pages }, (_each, at) => [...ids.slice(0, stay), ...ids.slice(stay + at * each, stay + (at + 1) * each)]);
}

function grouped(ids, room, group) {
  const found = [[]];
  let used = 0;
  ids.forEach((id, at) => {
    const needs = at && group(ids[at - 1]) === group(id) ? 1 : 2;
    if (used + needs > room) {
      found.push([]);
      used = 2;
    } else used += needs;
    found.at(-1).push(id);
  });
  return found;
}

/** Pages that turn by themselves, by keys and by switches. sheets: a signal of the ids of each page. */
export class Pages {
  #at = signal(0);
  #turning = 0;
  held = signal(false);

  constructor(sheets) {
    this.count = computed(() => sheets.value.length);
    this.visible = computed(() => sheets.value[this.#page()]);
    effect(() => this.#wait(this.count.value > 1));
    addEventListener('keydown', (press) => this.#key(press));
  }

  #page() {
    return Math.min(this.#at.value, this.count.value - 1);
  }

  #wait(several) {
    clearInterval(this.#turning);
    this.#turning = several ? setInterval(() => this.held.peek() || this.turn(1), HOLD_MS) : 0;
  }

  turn(by) {
    this.#at.value = (this.#page() + by + this.count.value) % this.count.value;
    this.#wait(true);
  }

  #key(press) {
    if (this.count.peek() < 2 || press.target.closest?.('button, a, input, select')) return;
    if (press.key === 'ArrowRight' || press.key === 'PageDown') this.turn(1);
    else if (press.key === 'ArrowLeft' || press.key === 'PageUp') this.turn(-1);
    else if (press.key === ' ') this.held.value = !this.held.value;
    else return;
    press.preventDefault();
  }

  /** "2/5", and that it is held. */
  number() {
    if (this.count.value < 2) return null;
    const facts = { n: numeral(this.#page() + 1), all: numeral(this.count.value) };
    return html`<span class="page-number">${this.held.value && icon('hold')}${_('Page {n}/{all}', facts)}</span>`;
  }

  /** Previous, hold, next; the whole table instead, or pages again; then `more`, colours and language. Nothing where nobody stands by. */
  switches(more) {
    if (unattended) return null;
    const hall = screen.value.layout === 'hall';
    return html`<div class="switches">
      ${this.count.value > 1 && html`${press(_('Previous rows'), 'back', () => this.turn(-1))}${press(this.held.value ? _('Turn pages') : _('Hold this page'), this.held.value ? 'run' : 'hold', () => (this.held.value = !this.held.value))}${press(_('Next rows'), 'next', () => this.turn(1))}`}
      ${hall && press(_('Whole table'), 'list', () => viewed(true))}
      ${whole.value && screen.value.wide && press(_('Pages for a screen'), 'pages', () => viewed(false))}
      ${more}${theme()}${language()}
    </div>`;
  }
}

const press = (label, sign, act) => html`<button type="button" class="switch" aria-label=${label} title=${label} onClick=${act}>${icon(sign)}</button>`;

// Switches over a full screen show while the pointer moves.
let resting = 0;
addEventListener('pointermove', () => {
  document.documentElement.classList.add('near');
  clearTimeout(resting);
  resting = setTimeout(() => document.documentElement.classList.remove('near'), 4_000);
});
