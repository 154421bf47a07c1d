// The stage of a ceremony: what is on it now, and nothing of what comes. Places, totals and medals are the server's.

import { Fragment, render } from 'preact';
import { effect, signal } from '@preact/signals';
import { Wire } from './wire.js';
import { html, icon } from './parts.js';
import { _, both, count, lang, name, pair } from './words.js';
import { learn, roster } from './roster.js';
import { language, theme } from './frame.js';
import { unattended } from './fit.js';
import { logo } from './host.js';

const root = document.getElementById('ceremony');
const { event, board, audience } = root.dataset;
const given = JSON.parse(root.dataset.names);
const tried = board === 'ceremony:rehearsal';
const MEDALS = { gold: () => both('Gold'), silver: () => both('Silver'), bronze: () => both('Bronze'), excellence: () => both('Medallion for excellence') };
const PAUSES = { photo: () => both('Photographs'), speech: () => both('Speech'), music: () => both('Music'), break: () => both('Break') };

const shown = signal(null);
const wire = new Wire({ event, board, audience }, (now) => {
  shown.value = now;
  const known = roster.peek()?.entrants;
  if (!known || Object.keys(now.rows).some((id) => !known[id])) learn(event);
});
learn(event);

const either = (row, field) => (lang.value === 'en' ? row?.[`${field}_en`] || row?.[field] : row?.[field] || row?.[`${field}_en`]) || '';
const other = (row, field) => {
  const [one, two] = [row?.[field], row?.[`${field}_en`]];
  return one && two && one !== two ? (lang.value === 'en' ? one : two) : '';
};
const entrant = (id) => roster.value?.entrants[id] || { name: id };
const trade = (id) => roster.value?.trades.find((each) => each.id === id)?.name || { zh: id };

const Disc = ({ row }) => html`<span class=${`disc ${row.medal || 'none'}`}>${row.shared && html`<span class="unseen">${_('Shared place')} </span>`}${row.rank}</span>`;

function Person({ id, row, delay }) {
  const who = entrant(id);
  return html`<li class="person" style=${{ '--delay': `${delay}ms` }}><${Disc} row=${row} />
    <span class="who"><b>${either(who, 'name')}</b>${other(who, 'name') && html`<i>${other(who, 'name')}</i>`}
    ${either(who, 'organisation') && html`<span class="org">${either(who, 'organisation')}</span>`}</span>
    ${row.total !== null && html`<span class="total">${row.total}</span>`}</li>`;
}

const sorted = (rows) => Object.keys(rows).sort((a, b) => rows[a].position - rows[b].position);

function People({ ids, rows }) {
  const size = ids.length < 2 ? 'one' : ids.length < 4 ? 'few' : ids.length < 9 ? 'some' : 'many';
  return html`<ol class=${`people ${size}`}>${ids.map((id) => html`<${Person} key=${id} id=${id} row=${rows[id]} delay=${0} />`)}</ol>`;
}

function range({ best, worst }) {
  return best === worst ? both('Place {place}', { place: best }) : both('Places {best} to {worst}', { best, worst });
}

function Reveal({ head, rows }) {
  const ids = sorted(rows);
  return html`<div class="scene"><header>${logo()}<h1>${pair(trade(head.trade))}</h1>
    <p class="step">${head.group && html`<span>${head.group}</span><span class="dot"></span>`}${head.medal ? MEDALS[head.medal]() : range(head)}</p></header>
    ${ids.length ? html`<${People} ids=${ids} rows=${rows} />` : html`<p class="board-has">${both('{count} entrants: their places are on the board now.', { count: count(head.count) })}</p>`}</div>`;
}

function Podium({ of, rows, small }) {
  const ids = sorted(rows).filter((id) => rows[id].trade === of);
  const groups = [...new Set(ids.map((id) => rows[id].group || ''))];
  return html`<section class="podium">${small && html`<h2>${pair(trade(of))}</h2>`}${groups.map(
    (group) => html`<${Fragment}>${group && html`<h3>${group}</h3>`}<${People} ids=${ids.filter((id) => (rows[id].group || '') === group)} rows=${rows} /><//>`,
  )}</section>`;
}

function Scene() {
  const { head, rows } = shown.value;
  const names = given.event;
  if (head.status === 'reveal') return html`<${Reveal} head=${head} rows=${rows} />`;
  if (head.status === 'whole') return html`<div class="scene"><header>${logo()}<h1>${pair(trade(head.trade))}</h1><p class="step">${both('Result')}</p></header><${Podium} of=${head.trade} rows=${rows} /></div>`;
  if (head.status === 'after') {
    const trades = [...new Set(sorted(rows).map((id) => rows[id].trade))].sort((a, b) => place(a) - place(b));
    return html`<div class="scene all"><header>${logo()}<h1>${pair(names)}</h1><p class="step">${both('Result')}</p></header><div class="podiums">${trades.map((each) => html`<${Podium} key=${each} of=${each} rows=${rows} small />`)}</div></div>`;
  }
  const title = head.status === 'pause' && (head.title.zh || head.title.en) ? pair(head.title) : head.status === 'pause' ? PAUSES[head.pause]() : null;
  return html`<div class="scene card">${logo()}${title ? html`<p class="event">${pair(names)}</p><h1>${title}</h1>` : html`<h1>${pair(names)}</h1>`}</div>`;
}

const place = (id) => roster.value?.trades.findIndex((each) => each.id === id) ?? 0;

function Page() {
  const link = wire.link.value.state;
  const now = shown.value;
  return html`${tried && html`<p class="tried">${icon('file')}<b>${both('Dress rehearsal')}</b> ${_('Only the office sees this stage. Nothing is recorded.')}</p>`}
    ${now ? html`<${Scene} key=${JSON.stringify([now.head, Object.keys(now.rows)])} />` : html`<div class="scene card">${logo()}<h1>${pair(given.event)}</h1></div>`}
    ${(link === 'stale' || link === 'missing' || link === 'closed') && html`<p class="cut" role="status">${icon('cut')}${both('Reconnecting.')}</p>`}
    ${!unattended && html`<div class="switches">${theme()}${language()}</div>`}`;
}

let resting = 0;
addEventListener('pointermove', () => {
  document.documentElement.classList.add('near');
  clearTimeout(resting);
  resting = setTimeout(() => document.documentElement.classList.remove('near'), 4_000);
});
effect(() => {
  document.title = `${_('Ceremony')} · ${name(given.event)}`;
});
root.replaceChildren();
root.setAttribute('aria-live', 'polite');
render(html`<${Page} />`, root);
// What this page holds, for whoever checks it from outside.
window.saiping = { board: () => wire.board, link: () => wire.link.value.state, over: () => wire.link.value.over };
