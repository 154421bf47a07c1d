// How rows move (all together, risers above) and how a changed value shows. Nothing travels where less motion is asked for.

const still = matchMedia('(prefers-reduced-motion: reduce)');
const TRAVEL = { duration: 380, easing: 'cubic-bezier(.2,.7,.2,1)' };
const FLASH_MS = 1_200;

/** Where the entries of a container are seen now, moves in flight included: id → px from the container's top. */
export function places(container) {
  const top = container.getBoundingClientRect().top;
  return new Map([...container.children].map((entry) => [entry.dataset.id, entry.getBoundingClientRect().top - top]));
}

/** Carry every entry from where it was seen to where it now stands; entries not seen before fade in. */
export function travel(container, before) {
  if (still.matches) return;
  for (const entry of container.children) entry.travel?.cancel();
  const after = places(container);
  for (const entry of container.children) {
    const was = before.get(entry.dataset.id);
    const by = was === undefined ? 0 : was - after.get(entry.dataset.id);
    if (was === undefined) {
      entry.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 120 });
    } else if (Math.abs(by) >= 1) {
      const zIndex = by > 0 ? 2 : 1;
      entry.travel = entry.animate([{ transform: `translateY(${by}px)`, zIndex }, { transform: 'none', zIndex }], TRAVEL);
    }
  }
}

/** Show that an entry's figures just changed. */
export function flash(entry) {
  if (still.matches) {
    entry.classList.add('changed');
    clearTimeout(entry.changed);
    entry.changed = setTimeout(() => entry.classList.remove('changed'), FLASH_MS);
    return;
  }
  entry.flash?.cancel();
  const colour = getComputedStyle(entry).getPropertyValue('--flash');
  const frames = [{ backgroundColor: colour }, { backgroundColor: colour, offset: 0.35 }, { backgroundColor: 'transparent' }];
  entry.flash = entry.animate(frames, { duration: FLASH_MS, pseudoElement: '::before' });
}
