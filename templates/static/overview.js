// All trades of one event: who leads, how far the marking is, how it stands.

import { render } from 'preact';
import { computed, effect, signal } from '@preact/signals';
import { Wire, canonical } from './wire.js';
import { html, scale } from './parts.js';
import { _, both, count, lang, name, ordered, pair, time } from './words.js';
import { learn, roster } from './roster.js';
import { every } from './chooser.js';
import { badge, clock, notice } from './frame.js';
import { heading, screen } from './fit.js';
import { Pages, leaves } from './paging.js';
import { logo, logoWidth } from './host.js';

const root = document.getElementById('overview');
const { event, audience } = root.dataset;
const given = JSON.parse(root.dataset.names);
const LIVE = { state: 'live', over: '' };

const shown = signal(null);
const trades = computed(() => {
  const rows = shown.value?.rows || {};
  return Object.keys(rows).sort((a, b) => rows[a].position - rows[b].position);
});

/** How many cards stand on a page. On the hall's screen three beside each other, 128 above and 76 below them. */
const room = computed(() => {
  const { layout, w, h, rows } = screen.value;
  if (rows === Infinity) return Infinity;
  if (layout === 'hall') return 3 * Math.max(1, Math.floor((h - 204) / 428));
  return Math.max(1, Math.floor((w - 36) / 356)) * Math.max(1, Math.floor((h - 190) / 345));
});
const pages = new Pages(computed(() => leaves(trades.value, room.value, null, 0)));

let drawing = 0;
const wire = new Wire({ event, board: 'overview', audience }, () => {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    if (wire.board) shown.value = wire.board;
    if (roster.peek()?.trades.some((each) => each.blind === 'sealed')) learn(event);
  });
});
learn(event);

const called = (id) => {
  const entrant = roster.value.entrants[id] || { name: id };
  return (lang.value === 'en' ? entrant.name_en || entrant.name : entrant.name || entrant.name_en) || id;
};

function leader({ entrant, rank, total }, discs, apart) {
  const medal = discs && rank !== null && rank <= 3;
  const group = apart && roster.value.entrants[entrant]?.group;
  return html`<li><span class=${medal ? `num disc disc-${rank}` : 'num'}>${rank ?? '–'}</span><span class="name">${called(entrant)}${group && html` <small>${group}</small>`}</span><span class="total">${total ?? '–'}</span></li>`;
}

function card(id) {
  const row = shown.value.rows[id];
  const trade = roster.value.trades.find((each) => each.id === id);
  const phase = trade?.phases.length > 1 && trade.phases.find((each) => each.id === row.phase);
  const done = row.due - row.owed;
  return html`<li class="card" key=${id}>
    <h2><a href=${`/events/${event}/trades/${id}`}>${pair(trade?.name || { en: id })}</a></h2>
    ${badge(row.status, LIVE, row.as_of)}
    ${phase ? html`<p class="phase">${pair(phase.name)}</p>` : html`<p class="phase">${_('{n} entrants', { n: count(row.entrants) })}</p>`}
    ${row.leaders.length ? html`<ol>${row.leaders.map((each) => leader(each, row.status === 'final' && !trade?.medals, trade?.groups === 'apart'))}</ol>` : html`<p class="none">${both('No marks yet. The first one shows here at once.')}</p>`}
    ${row.due > 0 && html`<div class="progress"><span>${both('Settled')} <b>${count(done)}/${count(row.due)}</b></span>${scale(done, row.due)}</div>`}
    <p class="as-of">${both('As of')} <time datetime=${row.as_of}>${row.as_of && time(row.as_of)}</time></p>
  </li>`;
}

function Page() {
  const link = wire.link.value;
  const names = roster.value?.event.name || given.event;
  const board = shown.value;
  const hall = screen.value.layout === 'hall';
  const size = hall && heading(screen.value, ordered(names), { lead: '', follow: '' }, 660 + logoWidth());
  const top = html`<header class=${`top${size.stacked ? ' stacked' : ''}${logo() ? ' branded' : ''}`} style=${hall ? { '--lead': `${size.lead}px`, '--follow': `${size.follow}px` } : {}}>${logo()}<h1>${pair(names)}</h1>
    ${!hall && pages.switches()}
    <div class="below"><p class="event"><a href="/">${_('All events')}</a>${roster.value?.prizes?.length > 0 && html`<span class="dot"></span><a href=${`/events/${event}/prizes`}>${_('Overall prizes')}</a>`}</p>
      <div class="status">${badge('open', link, board?.as_of)}${board && link.state === 'live' && clock(board.as_of)}</div></div></header>`;
  if (link.state === 'closed') return html`${top}${notice('error', both('This board is not open to everyone.'))}`;
  if (link.state !== 'missing' && (!board || !roster.value)) return html`${top}<div class="waiting" aria-busy="true"></div>`;
  if (!trades.value.length) return html`${top}${notice('empty', both('No trade is open yet. Each appears here when its marking begins.'))}`;
  const cards = html`<ul class="cards">${pages.visible.value.map(card)}</ul>`;
  if (!hall) return html`${top}${cards}${every(roster.value)}`;
  return html`${top}${cards}<footer class="legend"><p class="extent"><b>${_('{n} trades', { n: count(trades.value.length) })}</b></p>${pages.number()}${pages.switches()}</footer>`;
}

effect(() => {
  document.title = name(roster.value?.event.name || given.event);
});
root.replaceChildren();
render(html`<${Page} />`, root);
// What this page holds, for whoever checks it from outside: the folded board in its canonical form.
window.saiping = { board: () => wire.board && canonical({ head: wire.board.head, rows: wire.board.rows }), version: () => wire.board?.version ?? null, asOf: () => wire.board?.as_of ?? '', link: () => wire.link.value.state, over: () => wire.link.value.over };
