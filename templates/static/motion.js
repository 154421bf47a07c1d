// How rows move (all together, risers above) and how a changed value shows. Nothing travels where less motion is asked for.
//
// Only `transform` and `opacity` change, which needs neither style nor layout nor paint while it lasts; only what is seen
// travels; and places are read once a change, after the page was written.

const still = matchMedia('(prefers-reduced-motion: reduce)');
const TRAVEL = { duration: 380, easing: 'cubic-bezier(.2,.7,.2,1)' };
const FLASH_MS = 1_200;

const stood = new WeakMap(); // container → where its entries stood when it last changed, until its size does
const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => stood.delete(target)));

/** Where entries stand, moves in flight left out: id → [across, down] in px. Kept for the next change. */
function measured(container) {
  const found = new Map([...container.children].map((entry) => [entry.dataset.id, [entry.offsetLeft, entry.offsetTop]]));
  stood.set(container, found);
  watch.observe(container);
  return found;
}

/** Where the entries of a container are seen now, moves in flight included: id → [across, down] in px. */
export function places(container) {
  const found = new Map(stood.get(container) || measured(container));
  for (const { dataset, travel, by } of container.children) {
    const left = travel ? 1 - (travel.effect.getComputedTiming().progress ?? 1) : 0;
    const at = found.get(dataset.id);
    if (left && at) found.set(dataset.id, [at[0] + by[0] * left, at[1] + by[1] * left]);
  }
  return found;
}

/** Carry every entry that is seen from where it was to where it now stands; entries not seen before fade in. */
export function travel(container, before) {
  if (still.matches) {
    stood.delete(container);
    return;
  }
  const after = measured(container);
  const above = container.offsetTop - container.getBoundingClientRect().top;
  const [first, last] = [above - container.firstElementChild?.offsetHeight, above + innerHeight];
  for (const entry of container.children) {
    entry.travel?.cancel();
    entry.travel = null;
    const [across, down] = after.get(entry.dataset.id);
    const was = before.get(entry.dataset.id) || [across, down];
    if (Math.max(was[1], down) < first || Math.min(was[1], down) > last) continue;
    if (!before.has(entry.dataset.id)) {
      entry.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 120 });
    } else if (Math.abs(was[0] - across) + Math.abs(was[1] - down) >= 1) {
      carry(entry, [was[0] - across, was[1] - down]);
    }
  }
}

function carry(entry, by) {
  entry.by = by;
  entry.style.zIndex = by[1] > 0 ? 2 : 1;
  entry.travel = entry.animate([{ transform: `translate(${by[0]}px, ${by[1]}px)` }, { transform: 'none' }], TRAVEL);
}

/** Show that an entry's figures just changed. Two names of one animation take turns, so that it begins anew. */
export function flash(entry) {
  const name = still.matches ? 'changed' : entry.classList.contains('flash') ? 'flash-again' : 'flash';
  entry.classList.remove('flash', 'flash-again');
  entry.classList.add(name);
  clearTimeout(entry.changed);
  entry.changed = setTimeout(() => entry.classList.remove(name), FLASH_MS);
}
