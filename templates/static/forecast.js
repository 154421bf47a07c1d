// What can still change: for everybody the places still possible, on a ruled scale among all entrants. Places, never chances.

import { computed } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count } from './words.js';
import { screen, sizes } from './fit.js';
import { foretold, outlooks, Certainty } from './certainty.js';
import { audience, board, called, details, event, follow, hall, housed, shown } from './beside.js';
import { Pages, leaves } from './paging.js';
import { place } from './rows.js';

const rows = computed(() => shown.value?.rows || {});
/** What keeps those outside from being told: `frozen`, `blind`, "" for nothing. */
const withheld = computed(() => {
  const { status, blind } = shown.value?.head || {};
  if (audience !== 'public' && audience !== 'hall') return '';
  return status === 'frozen' ? 'frozen' : blind ? 'blind' : '';
});
const order = computed(() => withheld.value ? [] : Object.keys(rows.value).sort((a, b) => rows.value[a].position - rows.value[b].position));
const apart = computed(() => details.value?.groups === 'apart');
const pages = new Pages(computed(() => leaves(order.value, screen.value.rows, apart.value && ((id) => rows.value[id].group))));

/** What is known of a row's place, as [best, worst, whether both can be had, state]; null where nothing is. */
function known(id) {
  const row = rows.value[id];
  if (row.status) return null;
  if (shown.value.head.status === 'final') return row.rank === null ? null : [row.rank, row.rank, true, 'official'];
  const told = outlooks.value.get(id);
  if (!told) return null;
  const [best, worst] = told;
  const fits = row.rank === null || ((best === null || best <= row.rank) && (worst === null || row.rank <= worst));
  return fits ? told : null;
}

const STATES = {
  open: { sign: 'range', as: 'can', say: ([best, worst]) => `${best ?? _('no place')}–${worst ?? _('no place')}` },
  clinched: { sign: 'lock', as: 'set', say: () => _('Set') },
  provisional: { sign: 'owed', as: 'owed', say: () => _('Prov.') },
  official: { sign: 'seal', as: 'set', say: () => _('Official') },
};

/** The places still possible among all, one graduation each; above 60 a rule under ten ticks. The mark is the place now. */
function Scale({ all, told, rank }) {
  const step = 1000 / all;
  const [best, worst] = told ? [told[0] ?? all, told[1] ?? all] : [0, 0];
  const half = Math.max(9, Math.min(22, 0.25 * step));
  const now = rank && html`<path class="now" d=${`M${(rank - 0.5) * step - half} 0h${2 * half}l${-half} 11z`} />`;
  if (all > 60) {
    return html`<svg class="span" viewBox="0 0 1000 34" preserveAspectRatio="none" aria-hidden="true">${now}
      ${Array.from({ length: 11 }, (_each, at) => html`<path class="tick" d=${`M${2 + at * 99.6} 14V${at % 5 ? 19 : 22}`} />`)}
      <rect class="track" x="0" y="22" width="1000" height="10" />${told && html`<rect class="done" x=${(best - 1) * step} y="22" width=${Math.max(4, (worst - best + 1) * step)} height="10" />`}</svg>`;
  }
  return html`<svg class="span" viewBox="0 0 1000 34" preserveAspectRatio="none" aria-hidden="true">${now}
    ${Array.from({ length: all }, (_each, at) => {
      const tall = (at + 1) % 5 === 0 || at === 0;
      const within = at + 1 >= best && at + 1 <= worst;
      return html`<rect class=${within ? 'done' : 'todo'} x=${at * step + step * 0.12} y=${tall ? 14 : 19} width=${step * 0.76} height=${tall ? 18 : 13} />`;
    })}</svg>`;
}

const columns = computed(() => {
  const { layout, w, unit, sizes: at } = screen.value;
  const state = { hall: 250, list: 140, phone: 84 }[layout];
  const who = layout === 'phone' ? w - at.margin - at.rank - state : Math.min(0.34 * w, w - at.margin - at.rank - state - 300);
  const px = (each) => `${each * unit}px`;
  const scale = layout === 'phone' ? '' : 'minmax(0,1fr) ';
  return { template: `${px(at.rank)} ${px(who)} ${scale}${px(state)}`, area: who - at.gap, name: layout === 'hall' ? (who - at.gap) * 0.62 : who };
});

function Row({ id, all }) {
  const row = rows.value[id];
  const told = known(id);
  const state = told && STATES[told[3]];
  const size = sizes({ ...screen.value, columns: columns.value }, called(id), housed(id));
  const discs = !details.value?.medals && (shown.value.head.status === 'final' || told?.[3] === 'clinched');
  const sentence = told && (told[3] === 'open' || told[3] === 'clinched' ? foretold(told) : told[3] === 'official' ? _('The result is official.') : _('Nothing is owed any more; the place stands unless something is corrected.'));
  return html`<div class="entry" data-id=${id} data-position=${row.position} role="none"><div class=${`row${row.status ? ' aside' : ''}`} role="row">
    <div class="rank" role="cell">${place(row, discs)}</div>
    <div class="who" role="rowheader"><span class=${size.wraps ? 'name wraps' : 'name'} style=${{ fontSize: `${size.name}px` }}>${called(id)}</span>${housed(id) && size.org > 0 && html`<span class=${size.twice ? 'org twice' : 'org'} style=${{ fontSize: `${size.org}px` }}>${housed(id)}</span>`}</div>
    <div class="possible" role="cell"><${Scale} all=${all} told=${told} rank=${row.rank} />${sentence && html`<span class="unseen">${sentence}</span>`}</div>
    <div class="standing" role="cell">${row.status ? html`<span class="state out">${icon('out')}<b>${row.status.toUpperCase()}</b></span>` : state ? html`<span class=${`state ${state.as}`} title=${sentence}>${icon(state.sign)}<b>${state.say(told)}</b></span>` : html`<span class="state owed">${icon('owed')}<b>–</b></span>`}</div>
  </div></div>`;
}

function Body() {
  if (withheld.value === 'frozen') return html`<div class="notice empty" role="status">${icon('snow')}<p>${both('While the board is frozen, nothing is said of what can still change.')}</p></div>`;
  if (withheld.value === 'blind') return html`<div class="notice empty" role="status">${icon('lock')}<p>${both('Blind until unsealed.')}</p></div>`;
  if (!order.value.length) return html`<div class="notice empty" role="status">${icon('list')}<p>${both('No marks yet. The first one shows here at once.')}</p></div>`;
  const group = (id) => (apart.value ? rows.value[id].group : '');
  const counts = new Map();
  for (const id of order.value) counts.set(group(id), (counts.get(group(id)) || 0) + 1);
  const begins = (id, at) => apart.value && (!at || group(pages.visible.value[at - 1]) !== group(id));
  const cell = (as, words) => html`<div class=${as} role="columnheader">${words}</div>`;
  return html`<div class="table forecast" role="table" aria-label=${_('Places still possible')} style=${{ '--columns': columns.value.template, '--name': `${columns.value.name * screen.value.unit}px` }}>
    <div class="band" role="rowgroup"><div class="heads" role="row">${cell('rank', both('Rank'))}${cell('who', both('Entrant'))}${cell('possible', both('Places still possible'))}${cell('standing', both('State'))}</div></div>
    <div class="rows" role="rowgroup">${pages.visible.value.map((id, at) => [
      begins(id, at) && html`<div class="section" role="row" key=${`:${group(id)}`}><div role="cell"><h2>${group(id) || both('Without a group')}</h2></div></div>`,
      html`<${Row} key=${id} id=${id} all=${counts.get(group(id))} />`,
    ])}</div></div>`;
}

function signs() {
  if (withheld.value) return [];
  const states = new Set(order.value.map((id) => known(id)?.[3]));
  const words = { open: ['range', both('Places still possible')], clinched: ['lock', both('Set')], provisional: ['owed', both('Provisional')], official: ['seal', both('Official')] };
  const found = Object.keys(words).filter((state) => states.has(state)).map((state) => html`<li>${icon(words[state][0])}${words[state][1]}</li>`);
  return [...found, hall.value && html`<li><svg class="icon now" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 7h14l-7 10z" /></svg>${both('Place now')}</li>`, html`<li><b>${_('{n} entrants', { n: count(order.value.length) })}</b></li>`];
}

const certainty = new Certainty({ event, board, audience });
follow({ page: 'forecast', pages, Body, signs, moved: (now) => certainty.moved(now) });
