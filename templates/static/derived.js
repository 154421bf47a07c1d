// A board that is made of others: of a module, a group, or all organisations. Places and figures are the server's.

import { Fragment, render } from 'preact';
import { batch, computed, effect, signal } from '@preact/signals';
import { Wire, canonical } from './wire.js';
import { html, icon } from './parts.js';
import { _, both, count, lang, name, ordered, pair } from './words.js';
import { heading, screen, sizes, unattended } from './fit.js';
import { learn, roster, unseal } from './roster.js';
import { Moving } from './moving.js';
import { place } from './rows.js';
import { chooser, known } from './chooser.js';
import { kinds } from './kinds.js';
import { badge, clock, notice } from './frame.js';
import { Pages, leaves } from './paging.js';
import { logo, logoWidth } from './host.js';

const root = document.getElementById('derived');
const { event, board, audience } = root.dataset;
const given = JSON.parse(root.dataset.names);
const [kind] = board.split(':');

const shown = signal(null);
const flashes = signal(new Set());

const self = computed(() => roster.value && known(roster.value, board));
const order = computed(() => {
  const rows = shown.value?.rows || {};
  return Object.keys(rows).sort((a, b) => rows[a].position - rows[b].position);
});

const shows = kinds(shown)[kind];

/** Columns in px and what is left for names. */
const columns = computed(() => {
  const { layout, w, unit, sizes: at } = screen.value;
  const wide = { hall: { figure: 150, total: 240 }, list: { figure: 84, total: 130 }, phone: { figure: kind === 'latest' ? 56 : 38, total: 74 } }[layout];
  const own = shows.columns.map(([, as]) => wide[as]);
  const area = w - at.margin - at.rank - own.reduce((all, each) => all + each, 0) - at.gap;
  const px = (each) => `${each * unit}px`;
  return { template: `${px(at.rank)} minmax(0,1fr) ${own.map(px).join(' ')}`, area, name: layout === 'hall' ? Math.min(area, area * 0.45) : area };
});

const grouped = computed(() => Object.values(shown.value?.rows || {}).some((row) => row.group !== undefined));
const pages = new Pages(computed(() => leaves(order.value, screen.value.rows, grouped.value && ((id) => shown.value.rows[id].group))));

// ---- from the wire to the screen ----

const said = (row) => shows.columns.map(([key]) => row[key] ?? '').join();

let drawing = 0;
const wire = new Wire({ event, board, audience }, () => {
  drawing ||= requestAnimationFrame(show);
});
function show() {
  drawing = 0;
  if (!wire.board || wire.board === shown.peek()) return;
  const before = shown.peek()?.rows;
  const now = wire.board;
  if (Object.entries(now.rows).some(([id, row]) => roster.peek() && ['module', 'group', 'latest'].includes(kind) && !roster.peek().entrants[row.entrant || id])) learn(event);
  unseal(event, now.head.trade, now.head.blind);
  batch(() => {
    const changed = before ? Object.keys(now.rows).filter((id) => before[id] && before[id] !== now.rows[id] && said(before[id]) !== said(now.rows[id])) : [];
    if (changed.length) flashes.value = new Set(changed);
    shown.value = now;
  });
}
learn(event);

// ---- the page ----

function Row({ id, row }) {
  const [who, house] = shows.who(id, row);
  const size = sizes({ ...screen.value, columns: columns.value }, who, house);
  const discs = ['module', 'group'].includes(kind) && shown.value.head.status === 'final' && !self.value?.trade?.medals;
  return html`<div class="entry" data-id=${id} data-position=${row.position} role="none"><div class=${`row${row.status ? ' aside' : ''}`} role="row">
    <div class="rank" role="cell">${place({ ...row, owed: 0, total: row.total ?? null }, discs)}</div>
    <div class="who" role="rowheader"><span class=${size.wraps ? 'name wraps' : 'name'} style=${{ fontSize: `${size.name}px` }}>${who}</span>${house && size.org > 0 && html`<span class=${size.twice ? 'org twice' : 'org'} style=${{ fontSize: `${size.org}px` }}>${house}</span>`}</div>
    ${shows.columns.map(([key, as]) => html`<div class=${`${as}${(row[key] ?? null) === null ? ' none' : ''}`} role="cell">${row.withheld ? icon('snow') : row[key] ?? (row.status ? row.status.toUpperCase() : '–')}${row.withheld && html`<span class="unseen">${_('Withheld')}</span>`}</div>`)}
  </div></div>`;
}

class Rows extends Moving {
  parts({ rows, order }) {
    const found = new Map();
    order.forEach((id, at) => {
      const { group } = rows[id];
      if (group !== undefined && (!at || rows[order[at - 1]].group !== group)) {
        found.set(`:${group}`, () => html`<div class="section" role="row" key=${`:${group}`} data-id=${`:${group}`}><div role="cell"><h2>${group || both('Without a group')}</h2></div></div>`);
      }
      found.set(id, () => html`<${Row} key=${id} id=${id} row=${rows[id]} />`);
    });
    return found;
  }
}

function Top() {
  const names = given.board;
  const events = roster.value?.event.name || given.event;
  const of = self.value?.trade?.name;
  const full = of ? { zh: `${events.zh || events.en} ${of.zh || of.en}`, en: `${events.en || events.zh}, ${of.en || of.zh}` } : events;
  const hall = screen.value.layout === 'hall';
  const size = hall && heading(screen.value, ordered(names), ordered(full), ({ connecting: 560, live: 600 }[wire.link.value.state] || 660) + logoWidth());
  return html`<header class=${`top${size.stacked ? ' stacked' : ''}${size.alone ? ' alone' : ''}${logo() ? ' branded' : ''}`} style=${hall ? { '--lead': `${size.lead}px`, '--follow': `${size.follow}px`, '--event': `${size.event}px` } : {}}>${logo()}<h1>${pair(names)}</h1>
    <p class="event"><a href=${`/events/${event}`}>${pair(full)}</a></p>
    ${!hall && html`${pages.switches()}${!unattended && roster.value && chooser(roster.value, board)}`}
    <div class="status">${badge(shown.value?.head.status || 'open', wire.link.value, shown.value?.as_of)}${shown.value && clock(shown.value.as_of)}</div></header>`;
}

function extent(n) {
  if (kind === 'organisations') return _('{n} organisations', { n: count(n) });
  if (kind === 'latest') return _('{n} latest marks', { n: count(n) });
  const teams = kind === 'team' || (kind === 'prize' && shown.value.head.of === 'team');
  return teams ? _('{n} teams', { n: count(n) }) : _('{n} entrants', { n: count(n) });
}

function Foot() {
  const { head, rows } = shown.value;
  const all = Object.values(rows);
  const signs = [
    all.some((row) => row.withheld) && html`<li>${icon('snow')}${both('Withheld while a trade is frozen')}</li>`,
    (all.some((row) => row.provisional) || head.provisional?.length > 0) && html`<li>${icon('owed')}${both('Provisional until every trade is official')}</li>`,
    head.blind && html`<li>${icon('lock')}${both('Codes until unsealed')}</li>`,
    all.some((row) => row.shared) && html`<li><b>=</b>${both('Shared place')}</li>`,
  ].filter(Boolean);
  return html`<footer class=${signs.length > 2 ? 'legend many' : 'legend'}><ul>${signs}</ul><p class="extent"><b>${extent(all.length)}</b></p>${pages.number()}${screen.value.layout === 'hall' && pages.switches()}</footer>`;
}

function Table() {
  if (!order.value.length) {
    if (shown.value.head.withheld?.length) return notice('empty', kind === 'prize' ? both('Withheld while a trade is frozen or blind') : both('Blind until unsealed.'));
    return notice('empty', both('No marks yet. The first one shows here at once.'));
  }
  const head = (as, words) => html`<div class=${as} role="columnheader">${words}</div>`;
  return html`<div class=${shows.columns.length > 1 ? 'table counted' : 'table'} role="table" aria-label=${name(given.board)} style=${{ '--columns': columns.value.template, '--name': `${columns.value.name * screen.value.unit}px` }}>
    <div class="band" role="rowgroup"><div class="heads" role="row">${head('rank', both('Rank'))}${head('who', shows.head())}${shows.columns.map(([, as, words]) => head(as, words()))}</div></div>
    <${Rows} rows=${shown.value.rows} order=${pages.visible.value} flashes=${flashes.value} layout=${screen.value.layout} language=${lang.value} names=${roster.value} />
  </div>`;
}

function Page() {
  const link = wire.link.value;
  if (link.state === 'closed') return html`<${Top} />${notice('error', both('This board is not open to everyone.'))}`;
  if (link.state === 'missing') return html`<${Top} />${notice('empty', both('No marks yet. The first one shows here at once.'))}`;
  if (!shown.value || !roster.value) return html`<${Top} /><div class="table waiting" aria-busy="true"></div>`;
  return html`<${Fragment}><${Top} /><${Table} /><${Foot} /><//>`;
}

effect(() => {
  document.title = `${name(given.board)} · ${name(roster.value?.event.name || given.event)}`;
});
root.replaceChildren();
render(html`<${Page} />`, root);
// What this page holds, for whoever checks it from outside: the folded board in its canonical form.
window.saiping = { board: () => wire.board && canonical({ head: wire.board.head, rows: wire.board.rows }), version: () => wire.board?.version ?? null, asOf: () => wire.board?.as_of ?? '', link: () => wire.link.value.state, over: () => wire.link.value.over };
