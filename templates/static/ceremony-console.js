// The keys of a ceremony: pressed by hand, by keyboard or a presenter's clicker, or by a clock that goes on alone. Each
// press names the step that it shows, and the server shows it once; after each, all keys rest for a moment.

import { effect, signal } from '@preact/signals';
import { Wire } from './wire.js';

const REST_MS = 700; // a double click is one press
const AGAIN_MS = 2_000;
const KEYS = {
  ArrowRight: 'forward', PageDown: 'forward', ' ': 'forward',
  ArrowLeft: 'back', PageUp: 'back',
  b: 'hold', B: 'hold', '.': 'hold',
};

let main = document.getElementById('console');
const { event, board, audience } = main.dataset;
let busy = ''; // or: asking, pressing
let next = null; // what is asked for as soon as it is done: a key pressed while it was asking, or what another console did meanwhile
const failed = signal(false);
let rested = 0;
let going = 0; // the clock of the fast advance
let every = document.getElementById('every').value;

document.addEventListener('submit', (sent) => {
  if (!sent.submitter?.closest('#console')) return;
  sent.preventDefault();
  if (sent.isTrusted && sent.submitter.dataset.key !== 'forward') stop();
  const said = new URLSearchParams(new FormData(sent.target));
  said.set(sent.submitter.name, sent.submitter.value);
  ask({ method: 'POST', body: said });
});

document.addEventListener('click', ({ target, detail }) => {
  if (target.id === 'fast') (going ? stop : start)();
  if (detail) document.activeElement.closest?.('button')?.blur(); // by hand: space goes on showing the next
});

document.addEventListener('change', ({ target }) => {
  if (target.id === 'every') every = target.value;
});

document.addEventListener('keydown', (pressed) => {
  if (pressed.key === 'Escape') stop();
  const key = KEYS[pressed.key];
  if (!key || pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.target.closest('select, a')) return;
  if (pressed.key === ' ' && pressed.target.closest('button:not([data-key="forward"])')) return; // it presses that one
  pressed.preventDefault();
  if (pressed.repeat) return;
  if (key !== 'forward') stop();
  press(key);
});

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  if (!button || button.disabled) return;
  button.form.requestSubmit(button);
}

/** Ask for the page, by a press or just so, and put what is new in its place. */
async function ask(how) {
  const pressed = how?.method === 'POST';
  if (pressed && performance.now() < rested) return;
  if (busy) {
    if (!pressed) next ||= {};
    else if (busy === 'asking') next = how;
    return;
  }
  busy = pressed ? 'pressing' : 'asking';
  main.toggleAttribute('data-busy', pressed);
  try {
    const answer = await fetch(location.href, { ...how, headers: pressed ? {} : { 'x-shown-again': '1' }, credentials: 'same-origin' });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('console');
    if (!fresh) location.reload(); // signed out, or the list is gone
    else if (pressed || fresh.dataset.moves !== main.dataset.moves) renew(fresh, pressed);
    if (fresh?.querySelector('.refusal')) stop();
    failed.value = false;
  } catch {
    stop();
    failed.value = true;
    setTimeout(ask, AGAIN_MS);
  }
  main.removeAttribute('data-busy');
  busy = '';
  const then = next;
  next = null;
  if (then && !failed.peek()) ask(then);
}

function renew(fresh, pressed) {
  const focused = document.activeElement?.dataset?.key || document.activeElement?.id;
  main.replaceWith(fresh);
  main = fresh;
  if (pressed) rested = performance.now() + REST_MS;
  document.getElementById('every').value = every;
  paint();
  warn();
  if (focused) (document.querySelector(`[data-key="${focused}"]`) || document.getElementById(focused))?.focus({ preventScroll: true });
  main.querySelector('[aria-current="step"]')?.scrollIntoView({ block: 'nearest' });
}

function start() {
  going = setInterval(() => {
    const forward = document.querySelector('[data-key="forward"]');
    const last = forward.disabled || forward.value !== 'show';
    const pauses = document.querySelector('.card.next').dataset.kind === 'pause';
    if (!last) press('forward');
    if (last || pauses) stop();
  }, every * 1_000);
  paint();
}

function stop() {
  clearInterval(going);
  going = 0;
  paint();
}

function paint() {
  const button = document.getElementById('fast');
  button.setAttribute('aria-pressed', String(going > 0));
  button.textContent = going ? button.dataset.stop : button.dataset.start;
}

const wire = new Wire({ event, board, audience }, () => ask()); // another console pressed a key
effect(warn);

/** Say that nothing reaches the server, as long as nothing does. */
function warn() {
  const { state } = wire.link.value;
  main.querySelector('.lost').hidden = !(failed.value || state === 'stale');
}
window.saiping = { link: () => wire.link.value.state };
