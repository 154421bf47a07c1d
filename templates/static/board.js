// The board of one trade: what the wire brings, put on the screen once a frame.

import { Fragment, render } from 'preact';
import { batch, computed, effect, signal } from '@preact/signals';
import { Wire, canonical } from './wire.js';
import { html, icon, scale } from './parts.js';
import { _, both, count, lang, name, ordered, pair } from './words.js';
import { columns, headFits, heading, screen, unattended } from './fit.js';
import { learn, roster, unseal } from './roster.js';
import { Rows, heads } from './rows.js';
import { Certainty, outlook, outlooks } from './certainty.js';
import { badge, clock, notice, tabs } from './frame.js';
import { Pages, leaves } from './paging.js';
import { logo, logoWidth } from './host.js';

const ARROW_MS = 30_000; // how long an arrow counts from the place held before

const root = document.getElementById('board');
const { event, trade, audience } = root.dataset;
const given = JSON.parse(root.dataset.names);

const shown = signal(null); // the board as this screen last showed it
const moves = signal(new Map()); // entrant → {from: place counted from, by: places won, until: ms}
const flashes = signal(new Set());
const opened = signal('');

const status = computed(() => shown.value?.head.status || 'open');
const phase = computed(() => shown.value?.head.phase || '');
const digits = computed(() => Math.max(5, ...Object.values(shown.value?.rows || {}).flatMap((row) => Object.values(row.figures || {}).map((text) => text?.length || 0))));
const first = computed(() => Object.values(shown.value?.rows || {}).find((row) => row.phase === phase.value));
const figured = computed(() => Object.keys(first.value?.figures || {}).sort().join(' '));
const order = computed(() => {
  const rows = shown.value?.rows || {};
  return Object.keys(rows).sort((a, b) => rows[a].position - rows[b].position);
});

const details = computed(() => roster.value?.trades.find((each) => each.id === trade));
const apart = computed(() => details.value?.groups === 'apart');
const called = (entrant) => (lang.value === 'en' ? entrant.name_en || entrant.name : entrant.name || entrant.name_en) || '';
const housed = (entrant) => (lang.value === 'en' ? entrant.organisation_en || entrant.organisation : entrant.organisation || entrant.organisation_en) || '';

/** All that a row needs beside itself; made anew only when one of these changes. */
const context = computed(() => {
  const view = screen.value;
  const entrants = roster.value?.entrants || {};
  const mine = Object.values(entrants).filter((entrant) => entrant.trade === trade);
  const phases = new Map(details.value?.phases.map((each) => [each.id, each]));
  const modules = new Map(details.value?.modules.map((each) => [each.id, each]));
  // What a phase carries over stands among its figures under the id of the earlier phase, and comes first.
  const parts = (of, ids) => [...[...phases.keys()].filter((id) => ids.includes(id)), ...(phases.get(of)?.modules || []).filter((id) => ids.includes(id))];
  const columnIds = parts(phase.value, figured.value.split(' '));
  const named = (id) => (modules.get(id) || phases.get(id))?.name || {};
  const title = (id) => (id.length < 3 ? `${id} ${name(named(id))}` : name(named(id)) || id);
  const short = (id) => ({ zh: id.length < 3 && named(id).zh ? `${id} ${named(id).zh}` : named(id).zh || id, en: named(id).en || id });
  const fitted = columns(view, { names: mine.map(called), houses: mine.map(housed), heads: columnIds.map((id) => Object.values(short(id))), digits: digits.value });
  const headed = (id, at) => pair(Object.fromEntries(Object.entries(short(id)).map(([to, text]) => [to, headFits(view, fitted.own[at], text) ? text : id])));
  return {
    ...view, entrants, phases, modules, columnIds, title, headed, called, housed,
    phase: phase.value,
    final: status.value === 'final',
    apart: apart.value,
    discs: status.value === 'final' && !details.value?.medals,
    crowns: details.value?.phases.at(-1)?.id === phase.value && !details.value?.medals,
    parts: (of, figures) => parts(of, Object.keys(figures || {})),
    versus: (id) => `/events/${event}/trades/${trade}/versus?a=${encodeURIComponent(id)}`,
    past: (id) => `/events/${event}/boards/${encodeURIComponent(`history:${trade}`)}?pick=${encodeURIComponent(id)}`,
    toggle: (id) => (opened.value = opened.value === id ? '' : id),
    housing: mine.some(housed),
    columns: fitted,
  };
});

const pages = new Pages(computed(() => leaves(order.value, screen.value.rows, apart.value && ((id) => shown.value.rows[id].group))));

// ---- from the wire to the screen ----

const differs = (a, b) => a.total !== b.total || a.status !== b.status || canonical(a.figures || {}) !== canonical(b.figures || {});

/** Places won or lost since this screen last showed them; a run of changes counts from where it began. */
function arrows(before, after, now) {
  const next = new Map();
  for (const [id, row] of Object.entries(after)) {
    const old = moves.peek().get(id);
    const was = before[id]?.rank ?? null;
    if (row.rank === null || was === null) continue;
    if (row.rank === was) {
      if (old && old.until > now) next.set(id, old);
      continue;
    }
    const from = old && old.until > now ? old.from : was;
    next.set(id, { from, by: from - row.rank, until: now + ARROW_MS });
  }
  return next;
}

function show() {
  drawing = 0;
  const board = wire.board;
  if (!board || board === shown.peek()) return;
  const before = shown.peek()?.rows;
  if (Object.keys(board.rows).some((id) => roster.peek() && !roster.peek().entrants[id])) learn(event);
  unseal(event, trade, board.head.blind);
  certainty.moved(board);
  batch(() => {
    if (before) {
      moves.value = arrows(before, board.rows, performance.now());
      const changed = Object.keys(board.rows).filter((id) => before[id] && before[id] !== board.rows[id] && differs(before[id], board.rows[id]));
      if (changed.length) flashes.value = new Set(changed);
    }
    shown.value = board;
  });
}

let drawing = 0;
const certainty = new Certainty({ event, board: trade, audience });
const wire = new Wire({ event, board: trade, audience }, () => {
  drawing ||= requestAnimationFrame(show);
});
learn(event);
setInterval(() => {
  const now = performance.now();
  if ([...moves.peek().values()].some((move) => move.until <= now)) {
    moves.value = new Map([...moves.peek()].filter(([, move]) => move.until > now));
  }
}, 1_000);

// ---- the page ----

const switches = () =>
  pages.switches(html`${screen.value.layout !== 'phone' && html`<a class="switch" href=${`/events/${event}/boards/${encodeURIComponent(`history:${trade}`)}`} aria-label=${_('Places over time')} title=${_('Places over time')}>${icon('chart')}</a>`}${screen.value.layout !== 'hall' && html`<a class="switch" href=${`/events/${event}/trades/${trade}/results`} aria-label=${_('Results with reasons')} title=${_('Results with reasons')}>${icon('file')}</a>`}`);

function Top() {
  const names = roster.value?.event.name || given.event;
  const called = details.value?.name || given.trade;
  const now = details.value?.phases.length > 1 && context.value.phases.get(phase.value)?.name;
  const board = shown.value;
  const full = now ? { zh: `${names.zh || names.en} ${now.zh || ''}`, en: `${names.en || names.zh}, ${now.en || now.zh}` } : names;
  const hall = screen.value.layout === 'hall';
  const room = { connecting: 560, live: 600 }[wire.link.value.state] || 660;
  const size = hall && heading(screen.value, ordered(called), ordered(full), room + logoWidth());
  return html`<header class=${`top${size.stacked ? ' stacked' : ''}${size.alone ? ' alone' : ''}${logo() ? ' branded' : ''}${!unattended && roster.value?.trades.length > 1 ? ' tabbed' : ''}`} style=${hall ? { '--lead': `${size.lead}px`, '--follow': `${size.follow}px`, '--event': `${size.event}px` } : {}}>${logo()}<h1>${pair(called)}</h1>
    <p class="event"><a href=${`/events/${event}`}>${pair(full)}</a></p>
    ${!hall && html`${switches()}${!unattended && tabs(roster.value, trade)}`}
    <div class="status">${badge(status.value, wire.link.value, board?.as_of)}${board && clock(board.as_of)}</div></header>`;
}

function runs(ids) {
  const rows = shown.value.rows;
  const parts = [];
  for (const id of ids) {
    const at = rows[id].position + 1;
    if (parts.length && parts.at(-1)[1] === at - 1) parts.at(-1)[1] = at;
    else parts.push([at, at]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(lang.value === 'zh' ? '、' : ', ');
}

function Foot() {
  const { head, rows } = shown.value;
  const all = Object.values(rows);
  const any = (test) => all.some(test);
  const known = new Map(Object.entries(rows).map(([id, row]) => [row, outlook(row, outlooks.value.get(id))]));
  const foreseen = (state) => any((row) => known.get(row)?.[3] === state);
  const done = head.due - head.owed;
  const final = head.status === 'final';
  const signs = [
    (final || foreseen('clinched')) && html`<li>${icon('lock')}${both('Set')}</li>`,
    foreseen('open') && html`<li>${icon('range')}${both('Places still possible')}</li>`,
    !final && done > 0 && any((row) => !row.status && row.owed && !known.get(row)) && html`<li>${icon('owed')}${both('Provisional: marks owed')}</li>`,
    !final && !done && html`<li>${icon('owed')}${both('No marks yet. The first one shows here at once.')}</li>`,
    !final && any((row) => !row.status && !row.owed && !known.get(row)) && html`<li>${icon('tick')}${both('Complete')}</li>`,
    head.blind && html`<li>${icon('lock')}${both('Codes until unsealed')}</li>`,
    any((row) => row.shared) && html`<li><b>=</b>${both('Shared place')}</li>`,
    any((row) => row.shown === false) && html`<li><b>…</b>${both('Not shown yet')}</li>`,
  ].filter(Boolean);
  return html`<footer class=${signs.length + (pages.count.value > 1 ? 1 : 0) > 2 ? 'legend many' : 'legend'}>
    <ul>${signs}</ul>
    ${head.due > 0 && html`<div class="progress"><span>${both('Settled')} <b>${count(done)}/${count(head.due)}</b></span>${scale(done, head.due)}</div>`}
    <p class="extent"><b>${_('{n} entrants', { n: count(all.length) })}</b>${pages.count.value > 1 && html` <span>${_('Rows {runs}', { runs: runs(pages.visible.value) })}</span>`}</p>${pages.number()}
    ${screen.value.layout === 'hall' && switches()}
  </footer>`;
}

function Table() {
  const view = context.value;
  if (!order.value.length || !phase.value) return notice('empty', html`${both('No marks yet. The first one shows here at once.')}`);
  return html`<div class=${`table${view.columns.figures ? '' : ' folded'}`} role="table" aria-label=${name(details.value?.name || given.trade)} style=${{ '--columns': view.columns.template, '--name': `${view.columns.name * view.unit}px` }}>
    <div class="band" role="rowgroup">${heads(view)}</div>
    <${Rows} rows=${shown.value.rows} order=${pages.visible.value} moves=${moves.value} flashes=${flashes.value} opened=${opened.value} resized=${opened.value} outlooks=${outlooks.value} layout=${view.layout} context=${view} />
  </div>`;
}

function Page() {
  const link = wire.link.value;
  if (link.state === 'missing' && details.value) {
    return html`<${Top} />${notice('empty', both('No marks yet. The first one shows here at once.'))}`;
  }
  if (link.state === 'missing' || link.state === 'closed') {
    const words = link.state === 'missing' ? both('This board does not exist.') : both('This board is not open to everyone.');
    return html`<${Top} />${notice('error', words, html`<a class="button" href=${`/events/${event}`}>${_('All trades of this event')}</a>`)}`;
  }
  if (!shown.value || !roster.value) return html`<${Top} /><div class="table waiting" aria-busy="true"></div>`;
  return html`<${Fragment}><${Top} /><${Table} /><${Foot} /><//>`;
}

effect(() => {
  document.title = `${name(details.value?.name || given.trade)} · ${name(roster.value?.event.name || given.event)}`;
});
root.replaceChildren();
render(html`<${Page} />`, root);
// What this page holds, for whoever checks it from outside: the folded board in its canonical form.
window.saiping = { board: () => wire.board && canonical({ head: wire.board.head, rows: wire.board.rows }), version: () => wire.board?.version ?? null, asOf: () => wire.board?.as_of ?? '', link: () => wire.link.value.state, over: () => wire.link.value.over };
