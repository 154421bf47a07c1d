// A board over a video: a plate with the first rows, in the lower third or beside the picture. Everything else is transparent.

import { render } from 'preact';
import { batch, computed, effect, signal } from '@preact/signals';
import { Wire, canonical } from './wire.js';
import { html, icon } from './parts.js';
import { _, both, name, pair } from './words.js';
import { fit } from './fit.js';
import { learn, roster, unseal } from './roster.js';
import { badge, clock } from './frame.js';
import { Moving } from './moving.js';
import { place } from './rows.js';
import { kinds } from './kinds.js';
import { logo } from './host.js';

const PLACES = { lower: { rows: 6, most: 6, room: 470 }, left: { rows: 10, most: 10, room: 330 }, right: { rows: 10, most: 10, room: 330 } };

const root = document.getElementById('overlay');
const { event, board } = root.dataset;
const given = JSON.parse(root.dataset.names);
const asked = new URLSearchParams(location.search);
const where = Object.hasOwn(PLACES, asked.get('place')) ? asked.get('place') : 'lower';
const { rows: usual, most, room } = PLACES[where];
const limit = Math.min(most, Math.max(1, Number.parseInt(asked.get('rows') || usual, 10) || usual));

const shown = signal(null);
const flashes = signal(new Set());
const shows = Object.entries(kinds(shown)).find(([kind]) => kind === board.split(':')[0])?.[1] || kinds(shown).trade;
const [[figure]] = shows.columns.slice(-1);
const value = (row) => (board === 'overview' ? row.leaders[0]?.total : row[figure]) ?? null;
const first = computed(() => {
  const rows = shown.value?.rows || {};
  return Object.keys(rows).sort((a, b) => rows[a].position - rows[b].position).slice(0, limit);
});

let drawing = 0;
const wire = new Wire({ event, board, audience: 'public' }, () => {
  drawing ||= requestAnimationFrame(show);
});
function show() {
  drawing = 0;
  const now = wire.board;
  if (!now || now === shown.peek()) return;
  const before = shown.peek()?.rows;
  if (Object.entries(now.rows).some(([id, row]) => row.phase !== undefined && roster.peek() && board !== 'overview' && !roster.peek().entrants[row.entrant || id])) learn(event);
  unseal(event, now.head.trade || board, now.head.blind);
  batch(() => {
    const changed = before ? Object.keys(now.rows).filter((id) => before[id] && before[id] !== now.rows[id] && value(before[id]) !== value(now.rows[id])) : [];
    if (changed.length) flashes.value = new Set(changed);
    shown.value = now;
  });
}
learn(event);

class Rows extends Moving {
  parts({ rows, order }) {
    return new Map(order.map((id) => [id, () => row(id, rows[id])]));
  }

  frame(rows) {
    return html`<ol class="rows" ref=${this.hold}>${rows}</ol>`;
  }
}

function row(id, each) {
  const [who, house] = shows.who(id, each);
  const discs = each.rank <= 3 && shown.value.head.status === 'final' && !roster.value.trades.find((trade) => trade.id === board)?.medals;
  const rank = board === 'overview' ? null : html`<span class="rank">${place({ owed: 0, ...each, total: value(each) }, discs)}</span>`;
  const amount = each.withheld ? html`${icon('snow')}<span class="unseen">${_('Withheld')}</span>` : value(each) ?? (each.status && board !== 'overview' ? each.status.toUpperCase() : '–');
  return html`<li class="entry" key=${id} data-id=${id}>${rank}<span class="who"><b style=${{ fontSize: `${fit(who, room, 34, 22, 700) / 10}rem` }}>${who}</b>${house && html`<small>${house}</small>`}</span><span class="total">${amount}</span></li>`;
}

function words() {
  const link = wire.link.value;
  if (link.state === 'closed') return both('This board is not open to everyone.');
  if (shown.value?.head.withheld?.length) return both('Withheld while a trade is frozen or blind');
  return both('No marks yet. The first one shows here at once.');
}

function Plate() {
  const names = given.board || roster.value?.trades.find((trade) => trade.id === board)?.name || given.trade || given.event;
  const ready = shown.value && roster.value;
  const one = where !== 'lower' || first.value.length < 3;
  return html`<section class=${`plate ${where}${one ? ' one' : ''}`} style=${{ '--each': Math.ceil(first.value.length / 2) }}>
    <header>${logo()}<h1>${pair(names)}</h1>${board === 'overview' ? html`<p class="event"></p>` : html`<p class="event">${pair(roster.value?.event.name || given.event)}</p>`}<div class="status">${badge(shown.value?.head.status || 'open', wire.link.value, shown.value?.as_of)}${shown.value && clock(shown.value.as_of)}</div></header>
    ${ready && first.value.length ? html`<${Rows} rows=${shown.value.rows} order=${first.value} flashes=${flashes.value} layout=${where} names=${roster.value} />` : html`<p class="none">${ready || wire.link.value.state !== 'connecting' ? words() : ''}</p>`}
  </section>`;
}

effect(() => {
  document.title = name(roster.value?.event.name || given.event);
});
root.replaceChildren();
render(html`<${Plate} />`, root);
// What this page holds, for whoever checks it from outside: the folded board in its canonical form.
window.saiping = { board: () => wire.board && canonical({ head: wire.board.head, rows: wire.board.rows }), version: () => wire.board?.version ?? null, link: () => wire.link.value.state, over: () => wire.link.value.over };
