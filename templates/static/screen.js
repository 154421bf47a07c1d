// A screen in the hall. It shows pages of the event, each in a frame that is loaded before it is seen, as its orders say,
// and tells the server every few seconds what it shows. Whatever happens to the link, it keeps showing what it has.

import { render } from 'preact';
import { effect, signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, pair, time } from './words.js';
import { Stage } from './screen-stage.js';
import { listen } from './sheet-live.js';

const NAMED_MS = 12_000; // how long it says its name
const AWAY_MS = 12_000; // without an answer, after which it says so
const PATIENCE_MS = 8_000; // for one answer

const root = document.getElementById('screen');
const { code } = root.dataset;
const place = `/api/screens/${code}`;
const key = Array.from(crypto.getRandomValues(new Uint8Array(9)), (each) => 'abcdefghijklmnopqrstuvwxyz012345'[each % 32]).join('');

const orders = signal(JSON.parse(root.dataset.orders));
const named = signal(false);
const away = signal(''); // since when the server does not answer, "" while it does
const build = orders.value.build;
let heardAt = performance.now();
let heardTime = new Date().toISOString();
let naming = 0;

const frames = document.createElement('div');
frames.className = 'frames';
root.replaceChildren(frames);
const over = root.appendChild(document.createElement('div'));
const stage = new Stage(frames, orders.value.event);
stage.follow(orders.value.plan);

// ---- orders ----

function take(next) {
  const before = orders.peek();
  heardAt = performance.now();
  heardTime = new Date().toISOString();
  away.value = '';
  if (next.reload > before.reload) {
    location.reload(); // the server has just answered: it will be there
    return;
  }
  if (next.identify > before.identify) {
    named.value = true;
    clearTimeout(naming);
    naming = setTimeout(() => (named.value = false), NAMED_MS);
  }
  if (JSON.stringify(next) === JSON.stringify(before)) return;
  orders.value = next;
  stage.follow(next.plan);
}

/** Ask, or report; an answer holds the orders. A screen that is no more leads to where a code is typed. */
async function ask(path, options = {}) {
  try {
    const answer = await fetch(place + path, { cache: 'no-store', signal: AbortSignal.timeout?.(PATIENCE_MS), ...options });
    if (answer.status === 404 && (await answer.json()).problems?.[0]?.code === 'unknown-screen') location.replace(`/screens/${code}`);
    else if (answer.ok) take(await answer.json());
  } catch {
    // the next report asks again
  }
}

const live = listen('', { look: () => ask('') }, `${place}/live`);

// ---- reports ----

const shows = () => (named.peek() ? 'name' : orders.peek().hidden ? 'hidden' : orders.peek().message && orders.peek().full ? 'message' : stage.page === null ? 'nothing' : 'page');

function report() {
  const body = { key, shows: shows(), ...stage.told(), width: innerWidth, height: innerHeight, build, visible: !document.hidden, link: live.live() ? 'socket' : 'poll', awake: Boolean(lock && !lock.released) };
  return ask('/report', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
}

let reporting = false;
async function again() {
  if (reporting) return;
  reporting = true;
  await report();
  reporting = false;
}
setInterval(again, orders.value.every_s * 1_000);
stage.turned = again;
effect(() => {
  orders.value;
  named.value;
  setTimeout(again, 200);
});
addEventListener('resize', () => setTimeout(again, 200));
document.addEventListener('visibilitychange', again);
setInterval(() => {
  if (!away.peek() && performance.now() - heardAt > AWAY_MS) away.value = heardTime;
}, 1_000);

// ---- the machine ----

let lock = null;
async function wake() {
  if (document.hidden || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock?.request('screen');
  } catch {
    lock = null; // not over plain HTTP, nor while a battery is low
  }
}
document.addEventListener('visibilitychange', wake);
wake();

// ---- over the frames ----

/** The frames end where the band begins: it covers nothing. */
const sizing = new ResizeObserver(([{ target }]) => (frames.style.bottom = `${target.isConnected ? target.offsetHeight : 0}px`));
function measure(band) {
  sizing.disconnect();
  if (band) sizing.observe(band);
  else frames.style.bottom = '0';
}

/** How long a text is, in halves of an em: signs of Chinese are whole ones. */
const length = (text) => [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 2 : 1), 0);

function Over() {
  const { names, name, message, full, hidden } = orders.value;
  const lines = message ? message.split('\n') : [];
  const banded = lines.length > 0 && !full && !hidden;
  return html`<div class=${banded ? 'banded' : ''}>
    <div class="glass" onDblClick=${() => document.documentElement.requestFullscreen?.()}></div>
    ${hidden && html`<div class="plain"><h1>${pair(names)}</h1></div>`}
    ${lines.length > 0 && full && !hidden && html`<div class=${length(message) > 80 ? 'plain full long' : 'plain full'} role="status">${lines.map((line) => html`<p>${line}</p>`)}</div>`}
    ${banded && html`<div class="band" role="status" ref=${measure}>${lines.map((line) => html`<p>${line}</p>`)}</div>`}
    ${named.value && html`<div class="plain called" role="status"><h1 style=${{ '--signs': length(name) }}>${name}</h1><p>${code}</p></div>`}
    ${away.value && html`<p class="cut" role="status">${icon('cut')}<span>${_('No link to the server. As of')} <time datetime=${away.value}>${time(away.value)}</time></span></p>`}
  </div>`;
}
effect(() => {
  document.title = `${orders.value.name} · ${code}`;
});
render(html`<${Over} />`, over);
// What this screen shows, for whoever checks it from outside.
window.saiping = { page: () => stage.page, shows, link: () => (away.peek() ? 'away' : live.live() ? 'socket' : 'poll') };
