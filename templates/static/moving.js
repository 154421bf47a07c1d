// A list of keyed rows that travel when their order changes and flash when their figures do. Rows that nobody sees are drawn
// after those that are seen, a few at a time whenever nothing else is to be done, so that no frame takes long however many there are.

import { Component } from 'preact';
import { html } from './parts.js';
import { flash, places, travel } from './motion.js';

const LATER = 5; // rows out of sight that are drawn at a time
const LATEST_MS = 2_000; // when they are drawn even if there is always something else to be done
const idle = window.requestIdleCallback || ((act) => setTimeout(act, 100));

let scrolled = scrollY;
addEventListener('scroll', () => (scrolled = scrollY), { passive: true });

/** A subclass says in `parts(props)` what it shows, in order: key → what makes the row with that key as `data-id`. `props.flashes`: keys
 * of rows whose figures changed. `props.resized`: whatever else changes how high rows are. `props.layout`: rows do not travel from one to
 * another. */
export class Moving extends Component {
  #drawn = new Map(); // key → row, in the order in which they came: what is drawn never changes places, what is shown does
  #late = []; // keys of rows that were not drawn anew yet
  #shown = '';
  #catching = false;
  #waiting = 0;
  hold = (element) => {
    this.at = element;
  };

  render(props) {
    const parts = this.parts(props);
    const drawn = this.#drawn;
    this.wanted = [...parts.keys()];
    const now = this.#catching ? new Set(this.#late.splice(0, LATER)) : this.#seen();
    if (!this.#catching) this.#late = this.wanted.filter((key) => drawn.has(key) && !now.has(key));
    this.#catching = false;
    const keys = [...[...drawn.keys()].filter((key) => parts.has(key)), ...this.wanted.filter((key) => !drawn.has(key))];
    this.#drawn = new Map(keys.map((key) => [key, now.has(key) || !drawn.has(key) ? parts.get(key)() : drawn.get(key)]));
    return this.frame([...this.#drawn.values()]);
  }

  /** What holds the rows, with `hold` as its `ref`. */
  frame(rows) {
    return html`<div class="rows" role="rowgroup" ref=${this.hold}>${rows}</div>`;
  }

  /** Keys of the rows that are in sight or nearly so, judged by where they stood; all of them while that is not known. */
  #seen() {
    if (!this.height) return new Set(this.wanted);
    const at = (px) => Math.floor((px - this.top) / this.height);
    return new Set(this.wanted.slice(Math.max(0, at(scrolled) - 2), Math.max(0, at(scrolled + innerHeight) + 3)));
  }

  componentDidMount() {
    this.#shown = this.wanted.join();
  }

  getSnapshotBeforeUpdate(previous) {
    const moves = this.#shown !== this.wanted.join() || previous.resized !== this.props.resized;
    return moves && this.at ? places(this.at) : null;
  }

  componentDidUpdate(previous, _state, before) {
    if (before) {
      arrange(this.at, this.wanted);
      this.#shown = this.wanted.join();
      [this.top, this.height] = [this.at.offsetTop, this.at.offsetHeight / this.wanted.length];
      if (previous.layout === this.props.layout) travel(this.at, before);
    }
    if (this.#late.length) this.#waiting ||= idle(() => this.#catchUp(), { timeout: LATEST_MS });
    if (previous.flashes === this.props.flashes) return;
    for (const entry of this.at.children) if (this.props.flashes.has(entry.dataset.id)) flash(entry);
  }

  #catchUp() {
    this.#waiting = 0;
    this.#catching = true;
    this.forceUpdate();
  }
}

/** Put the entries of a container into the order of their keys with the fewest moves: each one costs a layout of its own. */
function arrange(container, keys) {
  const place = new Map(keys.map((key, at) => [key, at]));
  const entries = [...container.children];
  const stay = new Set(rising(entries.map((entry) => place.get(entry.dataset.id))));
  const found = new Map(entries.map((entry) => [entry.dataset.id, entry]));
  let next = null;
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const entry = found.get(keys[at]);
    if (!stay.has(at)) container.insertBefore(entry, next);
    next = entry;
  }
}

/** The longest rising run among distinct numbers, others left out. */
function rising(numbers) {
  const ends = []; // of the best run of each length, the position of its last number
  const before = [];
  numbers.forEach((number, at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  });
  const run = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) run.push(numbers[at]);
  return run;
}
