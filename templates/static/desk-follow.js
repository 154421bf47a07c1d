// A desk page that keeps itself up to date: it follows the event's overview as the office sees it, asks for itself again
// when that moved, and replaces panels that differ, by their ids. What somebody is typing in, or has focused, stays.

import { Wire } from './wire.js';

const LEAST_MS = 2_000; // between two askings

const main = document.querySelector('[data-follow]');
let asked = 0;
let waiting = 0;

const { follow, board: name = 'overview', audience = 'office' } = main.dataset;
const wire = new Wire({ event: follow, board: name, audience }, (board) => {
  if (asked === 0) asked = performance.now(); // the page is as new as the first board
  else soon(board);
});

addEventListener('look-again', again); // somebody waits
if (main.dataset.every) setInterval(soon, main.dataset.every * 1_000); // for what moves no board: held marks, proposals

function soon() {
  if (waiting) return;
  waiting = setTimeout(again, Math.max(0, asked + LEAST_MS - performance.now()));
}

async function again() {
  clearTimeout(waiting);
  waiting = 0;
  asked = performance.now();
  try {
    const answer = await fetch(location.href, { headers: { 'x-shown-again': '1' }, credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return;
    renew(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    soon();
  }
}

function renew(fresh) {
  for (const id of ['as-of']) replace(document.getElementById(id), fresh.getElementById(id));
  const there = fresh.querySelector('[data-follow]');
  if (!there) return;
  const kept = new Set([...there.querySelectorAll('[id]')].map((each) => each.id));
  for (const each of main.querySelectorAll('.panel[id]')) if (!kept.has(each.id) && !busy(each)) each.remove();
  let before = null;
  for (const each of there.children) {
    const here = each.id ? document.getElementById(each.id) : null;
    if (here) {
      if (here.querySelector('.panel[id]')) for (const panel of each.querySelectorAll('.panel[id]')) replace(document.getElementById(panel.id), panel);
      else replace(here, each);
      before = document.getElementById(each.id);
    } else if (each.id) {
      const made = document.importNode(each, true);
      if (before) before.after(made);
      else main.prepend(made);
      before = made;
    }
  }
}

const busy = (element) => element.contains(document.activeElement) && document.activeElement !== document.body;

/** Put one element's content in the other's place, unless nothing changed or somebody is in it. Keys of forms stay. */
function replace(here, there) {
  if (!here || !there) return;
  for (const key of there.querySelectorAll('input[name="key"]')) {
    const held = here.querySelector('input[name="key"]');
    if (held) key.setAttribute('value', held.getAttribute('value'));
  }
  if (here.innerHTML === there.innerHTML) return;
  if (busy(here)) {
    refocus(here, there);
    return;
  }
  here.replaceChildren(...[...there.childNodes].map((node) => document.importNode(node, true)));
}

/** A panel in which a link is focused is replaced too, and the same link focused again; one with a field is left. */
function refocus(here, there) {
  const at = document.activeElement;
  if (at.tagName !== 'A' || !here.contains(at)) return;
  const href = at.getAttribute('href');
  here.replaceChildren(...[...there.childNodes].map((node) => document.importNode(node, true)));
  [...here.querySelectorAll('a')].find((each) => each.getAttribute('href') === href)?.focus({ preventScroll: true });
}

window.saiping = { link: () => wire.link.value.state, board: () => wire.board };
