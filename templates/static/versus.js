// Two entrants side by side: place, total and every module on one ruled scale, from the board that everybody sees.

import { computed, signal } from '@preact/signals';
import { html } from './parts.js';
import { _, both, count } from './words.js';
import { foretold, outlook, outlooks, Certainty } from './certainty.js';
import { asked, audience, board, called, choice, details, event, follow, housed, keep, partName, shown } from './beside.js';
import { unattended } from './fit.js';
import { Pages } from './paging.js';
import { place } from './rows.js';

const picked = signal({ a: asked.get('a') || '', b: asked.get('b') || '' });
const rows = computed(() => shown.value?.rows || {});
const order = computed(() => Object.keys(rows.value).sort((x, y) => rows.value[x].position - rows.value[y].position));

/** Both ids: who was asked for, else the first that are left. */
const two = computed(() => {
  const there = (id) => (order.value.includes(id) ? id : '');
  const asked = { a: there(picked.value.a), b: there(picked.value.b) };
  const a = asked.a || order.value.find((id) => id !== asked.b);
  const b = asked.b && asked.b !== a ? asked.b : order.value.find((id) => id !== a);
  return { a, b };
});

function choose(side, id) {
  const now = two.value;
  const other = side === 'a' ? 'b' : 'a';
  picked.value = { ...now, [side]: id, [other]: now[other] === id ? now[side] : now[other] };
  keep(picked.value);
}

// ---- exact figures: texts, subtracted to the last digit ----

const places = (text) => (text.split('.')[1] || '').length;
const scaled = (text, to) => BigInt(text.replace('.', '')) * 10n ** BigInt(to - places(text));

/** First minus second as a text with a sign; null where one is missing. */
export function difference(first, second) {
  if (first === null || first === undefined || second === null || second === undefined) return null;
  const to = Math.max(places(first), places(second));
  const all = scaled(first, to) - scaled(second, to);
  const digits = String(all < 0n ? -all : all).padStart(to + 1, '0');
  const text = to ? `${digits.slice(0, -to)}.${digits.slice(-to)}` : digits;
  return `${all < 0n ? '−' : all > 0n ? '+' : '±'}${text}`;
}

// ---- the page ----

const low = () => shown.value.head.order === 'low';

/** Who leads with a figure: 'a', 'b', '' for nobody, null where it cannot be said yet. */
function leads(first, second) {
  const by = difference(first, second);
  if (by === null) return null;
  if (by[0] === '±') return '';
  return (by[0] === '+') !== low() ? 'a' : 'b';
}

/** A bar that grows away from the middle, on a ruled scale of ten parts. side: 'a' grows to the left. */
function bar(part, side, first) {
  const at = (share) => (side === 'a' ? 1000 - share : share);
  return html`<svg class="ruled" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" x="0" y="10" width="1000" height="14" />
    ${part > 0 && html`<rect class=${first ? 'done' : 'todo'} x=${side === 'a' ? 1000 - 1000 * part : 0} y="10" width=${1000 * part} height="14" />`}
    ${Array.from({ length: 11 }, (_each, tick) => html`<path class="tick" d=${`M${Math.min(998, Math.max(2, at(tick * 100)))} 0V${tick % 5 ? 6 : 9}`} />`)}
  </svg>`;
}

const flag = (side) => html`<svg class="flag" viewBox="0 0 16 16" role="img" aria-label=${_('Leads')}><path d=${side === 'a' ? 'M14 2v12L2 8z' : 'M2 2v12l12-6z'} /></svg>`;
const signed = (text) => (text === null ? '' : text);

/** One line: figures of both, bars, who leads and by how much. most: the end of the scale. */
function Line({ label, first, second, most, whole }) {
  const ahead = leads(first, second);
  const share = (text) => (text === null || text === undefined || !(most > 0) ? 0 : Math.max(0, Math.min(1, Number(text) / most)));
  const figure = (text, side) => html`<div class=${`own ${side}${ahead === side ? ' ahead' : ''}`} role="cell">${ahead === side && flag(side)}<b>${text ?? '–'}</b></div>`;
  return html`<div class=${whole ? 'duel whole' : 'duel'} role="row">
    <div class="what" role="rowheader">${label}</div>
    ${figure(first, 'a')}<div class="side a" role="cell">${bar(share(first), 'a', ahead === 'a')}</div>
    <div class="by" role="cell">${signed(difference(first, second))}</div>
    <div class="side b" role="cell">${bar(share(second), 'b', ahead === 'b')}</div>${figure(second, 'b')}
  </div>`;
}

function Head({ id, side }) {
  const row = rows.value[id];
  const known = outlook(row, outlooks.value.get(id));
  const discs = shown.value.head.status === 'final' && !details.value?.medals;
  return html`<div class=${`contender ${side}`}>${!unattended && choice({ label: side === 'a' ? _('First entrant') : _('Second entrant'), value: id, ids: order.value, choose: (to) => choose(side, to) })}
    <p class="who"><span class="rank">${place(row, discs)}</span><span><b>${called(id)}</b>${housed(id) && html`<small>${housed(id)}</small>`}</span></p>
    ${known && html`<p class="told">${foretold(known)}</p>`}</div>`;
}

function Body() {
  const { a, b } = two.value;
  if (!a || !b) return html`<div class="notice empty" role="status"><p>${both('There are not two entrants to compare yet.')}</p></div>`;
  const [first, second] = [rows.value[a], rows.value[b]];
  const modules = details.value?.modules || [];
  const known = [...new Set([...Object.keys(first.figures), ...Object.keys(second.figures)])];
  const ranked = [...known.filter((id) => !modules.some((each) => each.id === id)), ...modules.map((each) => each.id).filter((id) => known.includes(id))];
  const largest = (...texts) => Math.max(...texts.map((text) => Number(text ?? 0)));
  const won = { a: 0, b: 0 };
  for (const id of ranked) if (leads(first.figures[id], second.figures[id])) won[leads(first.figures[id], second.figures[id])] += 1;
  const ends = ranked.map((id) => Number(modules.find((each) => each.id === id)?.max) || largest(first.figures[id], second.figures[id]));
  return html`<div class="versus"><div class="contenders"><${Head} id=${a} side="a" /><${Head} id=${b} side="b" /></div>
    <div class="duels" role="table" aria-label=${_('Head to head')}>
      <${Line} label=${both('Total')} first=${first.total} second=${second.total} most=${largest(first.total, second.total, ends.reduce((all, each) => all + each, 0))} whole />
      ${ranked.map((id, at) => html`<${Line} key=${id} label=${partName(id)} first=${first.figures[id] ?? null} second=${second.figures[id] ?? null} most=${ends[at]} />`)}
    </div>
    <p class="verdict">${_('{name} leads in {n}', { name: called(a), n: count(won.a) })} · ${_('{name} leads in {n}', { name: called(b), n: count(won.b) })}</p></div>`;
}

const certainty = new Certainty({ event, board, audience });
follow({ page: 'versus', pages: new Pages(computed(() => [order.value])), Body, moved: (now) => certainty.moved(now) });
