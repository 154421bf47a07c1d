// The left side: how far the sheet is, its modules, its aspects; or all entrants in running order.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count, pair } from './words.js';
import { cells, extent, frame, here, now, open, outbox, roundOf, sheet, sheets, signing, spot, view } from './sheet-model.js';
import { choose, face, rail, railOpen } from './sheet-acts.js';
import { Call } from './sheet-call.js';
import { Apart } from './sheet-panel.js';
import { called, calledBoth, said, sign, tryOf, worst } from './sheet-parts.js';

const ROW = 48;
const DONE = new Set(['stored', 'onboard', 'sent', 'tablet', 'spread', 'no-majority', 'clash', 'held']);
const unfolded = signal('');
const height = signal(600);
new ResizeObserver(() => (height.value = document.querySelector('.aspects')?.clientHeight || height.value)).observe(document.body);

/** Marks of a sheet on the ruled scale: stored filled, on their way amber, owed hollow. */
export function ruled({ all, given, tablet }) {
  if (!all) return null;
  const step = 1000 / Math.max(all, 20);
  const part = (at) => (at < given ? 'given' : at < given + tablet ? 'tablet' : 'owed');
  if (all > 60) {
    const wide = (marks) => (1000 * marks) / all;
    return html`<svg class="scale owing" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">${Array.from({ length: 11 }, (_x, at) => html`<path class="tick" d=${`M${2 + at * 99.6} 0V${at % 5 ? 5 : 8}`} />`)}<rect class="track" x="0" y="12" width="1000" height="8" /><rect class="given" x="0" y="12" width=${wide(given)} height="8" /><rect class="tablet" x=${wide(given)} y="12" width=${wide(tablet)} height="8" /></svg>`;
  }
  return html`<svg class="scale owing" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">${Array.from({ length: all }, (_x, at) => {
    const tall = (at + 1) % 5 === 0;
    return html`<rect class=${part(at)} x=${at * step + step * 0.2} y=${tall ? 1 : 8} width=${step * 0.6} height=${tall ? 20 : 13} />`;
  })}</svg>`;
}

const Owed = () => {
  const far = extent.value;
  return html`<div class="extent"><p><b>${count(far.given + far.tablet)}</b> <span>/ ${count(far.all)} ${both('asked of you')}</span></p><p class="left">${far.left ? _('{n} left', { n: count(far.left) }) : _('Complete')}</p>${sheet.value.total && html`<p class="so-far">${_('Total so far {total}', { total: sheet.value.total })}</p>`}${ruled(far)}
    <button type="button" class="switch lister" aria-expanded=${railOpen.value} aria-label=${_('All aspects')} title=${_('All aspects')} onClick=${() => (railOpen.value = !railOpen.value)}>${icon('list')}</button></div>`;
};

function Modules({ modules, current }) {
  return html`<div class="modules" role="group" aria-label=${_('Modules')}>${modules.map(({ module, rows }) => {
    const done = rows.filter(({ view: { state } }) => DONE.has(state)).length;
    const to = rows.find(({ view: { state } }) => state === 'owed') || rows[0];
    const short = module.id.length <= 3 ? module.id : called(module);
    return html`<button type="button" aria-current=${module.id === current ? 'true' : null} title=${called(module)} onClick=${() => (spot.value = to.at)}><b>${short}</b> <span>${done}/${rows.length}</span></button>`;
  })}</div>`;
}

const intoView = (row) => row?.scrollIntoView({ block: 'nearest' });

const row = (each, current) =>
  html`<button type="button" class="aspect" aria-current=${current ? 'true' : null} ref=${current ? intoView : null} onClick=${() => go(each.at)}>
    <span class="code">${each.code}</span><span class="title">${each.aspect.attempts.count > 1 ? html`<span class="try">${tryOf(each.cell.attempt)}</span> ` : ''}${calledBoth(each.aspect)}</span><b class="value">${each.view.words && html`<span class="worded" title=${_('with your reason')}>${icon('pen')}<span class="unseen">${_('with your reason')}</span></span>`}${said(each.aspect, each.view.value)}</b>${sign(each.view.state)}</button>`;

function go(at) {
  face.value = 'mark';
  spot.value = at;
  railOpen.value = false;
}

function Aspects({ rows }) {
  const groups = [];
  for (const each of rows) {
    const id = each.criterion.items ? `${each.criterion.id} ${each.cell.item}` : each.criterion.id;
    if (groups.at(-1)?.id !== id) groups.push({ id, criterion: each.criterion, item: each.cell.item, rows: [] });
    groups.at(-1).rows.push(each);
  }
  const needed = groups.reduce((sum, group) => sum + 40 + ROW * group.rows.length, 0);
  const short = needed > height.value;
  return html`<div class="aspects">${groups.map((group) => {
    const states = group.rows.map((each) => each.view.state);
    const done = states.every((state) => DONE.has(state));
    const inside = face.value === 'mark' && group.rows.some((each) => each.at === spot.value);
    const title = html`<b>${group.item || (group.criterion.id.length <= 5 ? group.criterion.id : '')}</b> <span class="title">${calledBoth(group.criterion)}</span>`;
    if (short && done && !inside && unfolded.value !== group.id) {
      return html`<button type="button" class="folded" key=${group.id} aria-expanded="false" onClick=${() => (unfolded.value = group.id)}>${title}${sign(worst(states))}<b class="value">${group.rows.length}/${group.rows.length}</b>${icon('down')}</button>`;
    }
    return html`<section key=${group.id}><h2>${title}</h2>${group.rows.map((each) => row(each, face.value === 'mark' && each.at === spot.value))}</section>`;
  })}</div>`;
}

/** What waits to be sent, and since when. */
function Waiting() {
  const waiting = outbox.entries.value.filter((entry) => entry.status === 'waiting' && entry.given_at);
  if (!waiting.length) return null;
  const mine = waiting.filter((entry) => entry.type === 'mark' && entry.entrant === sheet.value.entrant && entry.phase === sheet.value.phase);
  const codes = mine.map((entry) => cells.value.find(({ cell }) => cell.aspect === entry.aspect && cell.item === entry.item && cell.attempt === entry.attempt)?.code).slice(0, 4);
  return html`<div class="waiting"><p><b>${both('Waiting to send')}</b></p><p><span>${codes.map((code, at) => html`${at > 0 && html`<i class="dot"></i>`}${code}`)}${waiting.length > codes.length && html` +${waiting.length - codes.length}`}</span></p></div>`;
}

// ---- all entrants ----

const PAGE = 60;

function Entrants() {
  const all = frame.value;
  const from = here.value - (here.value % PAGE);
  const page = all.pages.find((each) => each.from === from);
  const shown = [...sheets.value.values()].filter((each) => each.at >= from && each.at < from + PAGE).sort((a, b) => a.at - b.at);
  const last = Math.min(from + PAGE, all.all.sheets);
  return html`<div class="entrants"><div class="entrants-head"><p>${both('Running order')}</p><p class="label">${_('{signed} of {all} sheets signed', { signed: count(all.all.signed), all: count(all.all.sheets) })}</p></div>
    ${all.pages.length > 1 && html`<div class="turn"><button type="button" class="turner" disabled=${from === 0} aria-label=${_('Earlier entrants')} onClick=${() => open(from - PAGE)}>${icon('back')}</button><p>${from + 1}–${last} / ${count(all.all.sheets)}<br /><span class="label">${_('{given} of {asked} marks', { given: count(page.given), asked: count(page.asked) })}</span></p><button type="button" class="turner" disabled=${last >= all.all.sheets} aria-label=${_('Later entrants')} onClick=${() => open(from + PAGE)}>${icon('next')}</button></div>`}
    <ol>${groupsOf(shown).map(({ round, of }) => html`<li class="leg"><p class="label">${pair(all.trades[round.trade])} ${all.rounds.filter((each) => each.trade === round.trade).length > 1 && html`<span>${pair(round.name)}</span>`}</p><div class="plates">${of.map(plate)}</div></li>`)}</ol></div>`;
}

function groupsOf(shown) {
  const groups = [];
  for (const each of shown) {
    const round = roundOf(each);
    if (groups.at(-1)?.round !== round) groups.push({ round, of: [] });
    groups.at(-1).of.push(each);
  }
  return groups;
}

function plate(of) {
  const round = roundOf(of);
  const states = of.cells.map((cell) => view(round, of, cell).state);
  const done = states.filter((state) => DONE.has(state)).length;
  const bad = states.find((state) => ['refused', 'conflict', 'held', 'spread', 'no-majority'].includes(state));
  const state = of.signed ? 'signed' : bad || (done === states.length ? 'whole' : done ? 'begun' : 'owed');
  return html`<button type="button" class=${`entrant ${state}`} key=${of.at} aria-current=${of.at === here.value ? 'true' : null} onClick=${() => choose(of.at)}>
    <b>${of.code}</b>${of.out ? html`<span class="small">${of.out.toUpperCase()}</span>` : of.recused ? html`<span class="small">–</span>` : of.signed ? sign('signed') : bad ? sign(bad) : html`<span class="small">${done}/${states.length}</span>`}</button>`;
}

export function Rail() {
  if (rail.value === 'entrants') return html`<nav class="rail" id="rail" aria-label=${_('All entrants')}><${Entrants} /><${Apart} /><${Call} sheet=${sheet.value} /></nav>`;
  const modules = [];
  for (const each of cells.value) {
    if (modules.at(-1)?.module.id !== each.module.id) modules.push({ module: each.module, rows: [] });
    modules.at(-1).rows.push(each);
  }
  const current = now.value?.module.id;
  const rows = modules.find(({ module }) => module.id === current)?.rows || [];
  return html`<nav class="rail" id="rail" aria-label=${_('Sheet')}><${Owed} />${modules.length > 1 && html`<${Modules} modules=${modules} current=${current} />`}<${Aspects} rows=${rows} /><${Waiting} />
    ${extent.value.left === 0 && signing.value.state === 'open' && extent.value.all > 0 && html`<p class="to-sign">${both('All given')}</p>`}<${Apart} /><${Call} sheet=${sheet.value} /></nav>`;
}
