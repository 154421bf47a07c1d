// The rows of a trade's board. Order, places and totals are the server's; nothing here ranks or adds.

import { Component } from 'preact';
import { html, icon } from './parts.js';
import { _, both, lang, name } from './words.js';
import { sizes } from './fit.js';
import { Moving } from './moving.js';
import { foreseen, foretold, outlook } from './certainty.js';

const OUT = { dns: () => _('Did not start'), dnf: () => _('Did not finish'), dsq: () => _('Disqualified') };

export function place(row, discs) {
  if (row.shown === false) return html`<span class="num none" role="img" title=${_('Not shown yet')} aria-label=${_('Not shown yet')}>…</span>`;
  if (row.rank === null) return html`<span class="num none" role="img" aria-label=${row.total !== null && !row.owed ? _('No place') : _('No place yet')}>–</span>`;
  const spoken = row.shared ? _('Place {rank}, shared', { rank: row.rank }) : _('Place {rank}', { rank: row.rank });
  const medal = discs && row.rank <= 3;
  return html`<span class=${medal ? `num disc disc-${row.rank}` : 'num'} role="img" aria-label=${spoken}>${row.shared && html`<i>=</i>`}${row.rank}</span>`;
}

function moved(by) {
  if (!by) return html`<span class="same" aria-hidden="true">–</span>`;
  const spoken = by > 0 ? _('Up {n}', { n: by }) : _('Down {n}', { n: -by });
  const path = by > 0 ? 'M8 2.5L15 14H1z' : 'M1.8 3h12.4L8 13z';
  return html`<span class=${by > 0 ? 'up' : 'down'} role="img" aria-label=${spoken}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>${Math.abs(by)}</span>`;
}

/** Whether others went on to the phase shown, and this entrant did not. */
const left = (row, phase) => row.phase && phase && row.phase !== phase;
const named = (phase, phases) => name(phases.get(phase)?.name) || phase;

function standing(row, known, { final, phase, phases }) {
  if (row.status) {
    return html`<span class="state out">${icon('out')}<span><b>${row.status.toUpperCase()}</b><small>${OUT[row.status]()}</small></span></span>`;
  }
  if (left(row, phase)) return html`<span class="state past"><span>${named(row.phase, phases)}</span></span>`;
  if (final) return html`<span class="state set">${icon('lock')}<span><b>${_('Set')}</b></span></span>`;
  if (known) return foreseen(known, row.owed);
  if (row.owed && row.total === null) return html`<span class="state owed">${icon('owed')}<span>${_('Unmarked')}</span></span>`;
  if (row.owed) {
    return html`<span class="state owed">${icon('owed')}<span>${_('Prov.')}<small>${_('{n} owed', { n: row.owed })}</small></span></span>`;
  }
  return html`<span class="state full">${icon('tick')}<span>${_('Complete')}</span></span>`;
}

/** One sentence on what is certain about a row. */
function sentence(row, known, { final, phase, phases }) {
  if (row.status) return OUT[row.status]();
  if (left(row, phase)) return _('Did not go on from: {phase}', { phase: named(row.phase, phases) });
  if (final) return _('The result is official.');
  if (known) return [foretold(known), row.owed && _('Aspects still owed: {n}.', { n: row.owed })].filter(Boolean).join(lang.value === 'zh' ? '' : ' ');
  if (row.owed) return _('Provisional; aspects still owed: {n}.', { n: row.owed });
  return _('All aspects are in; others may still change this place.');
}

function opened(id, row, known, context) {
  const shown = context.parts(row.phase, row.figures);
  return html`<div class="opened" role="row"><div role="cell">
    <dl>${shown.map((part) => {
      const module = context.modules.get(part);
      const figure = row.figures[part];
      const share = module?.max && figure ? Math.max(0, Math.min(1, figure / module.max)) : null;
      return html`<div><dt>${context.title(part)}</dt><dd>${figure ?? '–'}${share !== null && html`<span class="bar"><span style=${{ width: `${100 * share}%` }}></span></span>`}</dd></div>`;
    })}</dl>
    <p>${sentence(row, known, context)}</p>
    <p class="beside"><a href=${context.versus(id)}>${_('Compare with another')}</a> <a href=${context.past(id)}>${_('Places over time')}</a></p>
  </div></div>`;
}

/** The name of a group above those who are ranked in it. */
const section = (group) => html`<div class="section" role="row" key=${`:${group}`} data-id=${`:${group}`}><div role="cell"><h2>${group || both('Without a group')}</h2></div></div>`;

/** What ends beneath a row: a block of those who went equally far, or a run of rows of this page. */
function rule(row, next) {
  if (!next || row.group !== next.group) return '';
  if (row.phase !== next.phase || !row.status !== !next.status) return 'block';
  return next.position > row.position + 1 ? 'break' : '';
}

class Row extends Component {
  shouldComponentUpdate(next) {
    return ['row', 'by', 'open', 'rule', 'outlook', 'context'].some((key) => next[key] !== this.props[key]);
  }

  render({ id, row, by, open, rule, outlook: told, context }) {
    const known = outlook(row, told);
    const { entrants, discs, columns, layout } = context;
    const entrant = entrants[id] || { name: id };
    const who = context.called(entrant);
    const gone = layout === 'phone' && left(row, context.phase) && named(row.phase, context.phases);
    const house = [context.housed(entrant), gone].filter(Boolean).join(' · ');
    const size = sizes(context, who, house);
    const opens = !columns.figures && layout !== 'hall';
    const label = html`<span class=${size.wraps ? 'name wraps' : 'name'} style=${{ fontSize: `${size.name}px` }}>${who}</span>`;
    return html`<div class=${`entry ${rule}`} data-id=${id} data-position=${row.position} role="none">
      <div class=${`row${open ? ' open' : ''}${row.status ? ' aside' : ''}`} role="row" onClick=${opens ? () => context.toggle(id) : undefined}>
        <div class="rank" role="cell">${place(row, discs || row.shown || (context.crowns && known?.[3] === 'clinched'))}</div>
        <div class="move" role="cell">${moved(by)}</div>
        <div class="who" role="rowheader">${opens ? html`<button type="button" aria-expanded=${open}>${label}</button>` : label}${house && size.org > 0 && html`<span class=${size.twice ? 'org twice' : 'org'} style=${{ fontSize: `${size.org}px` }}>${house}</span>`}</div>
        ${columns.figures && context.columnIds.map((id) => html`<div class="figure" role="cell">${row.figures[id] ?? ''}</div>`)}
        <div class=${row.total === null ? 'total none' : 'total'} role="cell">${row.total ?? '–'}</div>
        <div class="standing" role="cell">${standing(row, known, context)}</div>
      </div>
      ${open && opens && opened(id, row, known, context)}
    </div>`;
  }
}

/** The rows of one page, with the names of groups between them where these are ranked apart. */
export class Rows extends Moving {
  parts({ rows, order, moves, opened: which, outlooks, context }) {
    const found = new Map();
    order.forEach((id, at) => {
      const row = rows[id];
      if (context.apart && (!at || rows[order[at - 1]].group !== row.group)) found.set(`:${row.group}`, () => section(row.group));
      found.set(id, () => html`<${Row} key=${id} id=${id} row=${row} by=${moves.get(id)?.by || 0} open=${which === id} rule=${rule(row, rows[order[at + 1]])} outlook=${outlooks.get(id)} context=${context} />`);
    });
    return found;
  }
}

/** The heads of the columns, in both languages. */
export function heads(context) {
  const { columns, columnIds, housing } = context;
  const head = (kind, words) => html`<div class=${kind} role="columnheader">${words}</div>`;
  return html`<div class="heads" role="row">
    ${head('rank', both('Rank'))}${head('move', both('Move'))}
    ${head('who', housing ? both('Entrant, organisation') : both('Entrant'))}
    ${columns.figures && columnIds.map((id, at) => head('figure', context.headed(id, at)))}
    ${head('total', both('Total'))}${head('standing', both('State'))}
  </div>`;
}
