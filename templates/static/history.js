// Places over time: one line an entrant, its end labelled; whoever is chosen stands out, and her places are listed.

import { computed, effect, signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count, time } from './words.js';
import { fit, screen, unattended } from './fit.js';
import { roster } from './roster.js';
import { asked, called, choice, follow, hall, housed, keep, partName, shown } from './beside.js';
import { Chart, mark } from './chart.js';
import { Pages } from './paging.js';

const FIRST = { hall: 10, list: 8, phone: 5 }; // entrants that are there unasked
const MOST = 12; // lines in one chart
const AT_ONCE_MS = 2_000;
const TURN_MS = 6_000; // how long each line stands out on a screen by itself

const picked = signal(asked.getAll('pick'));
const chosen = signal(picked.peek()[0] || '');
const grouped = signal(asked.get('group'));
const turned = signal(0);

/** The versions told, the oldest first. */
const told = computed(() => Object.values(shown.value?.rows || {}).sort((a, b) => a.position - b.position));
/** From when to when, in ms. What all came at once, as out of a file, lies equally far apart. */
const span = computed(() => {
  const [from, until] = [Date.parse(told.value[0]?.at), Date.parse(shown.value?.as_of)];
  return until - from > AT_ONCE_MS ? { until, of: (row) => Date.parse(row.at) } : { until: from + told.value.length, of: (row) => from + row.position };
});

/** Every entrant's places: {id → [{at (ms in the chart), text (UTC), place, by}]}. */
const story = computed(() => {
  const found = new Map();
  for (const row of told.value) {
    for (const [id, place] of Object.entries(row.places)) {
      if (!found.has(id)) found.set(id, []);
      found.get(id).push({ at: span.value.of(row), text: row.at, place, by: row.by[id] || [] });
    }
  }
  return found;
});
/** A number for each, in the order in which they first had a place: it keeps dashes and mark when places change. */
const slots = computed(() => new Map([...story.value.keys()].map((id, slot) => [id, slot])));
const last = (id) => story.value.get(id)?.at(-1).place ?? null;
const groups = computed(() => [...new Set(Object.values(shown.value?.head.groups || {}))]);
const group = computed(() => (groups.value.includes(grouped.value) ? grouped.value : (shown.value?.head.groups[chosen.value] ?? groups.value[0])));

/** Ids in the order in which they stand now; who has no place comes last. */
const order = computed(() => {
  const of = shown.value?.head.groups || {};
  const ids = [...story.value.keys()].filter((id) => !groups.value.length || of[id] === group.value);
  return ids.sort((a, b) => (last(a) ?? Infinity) - (last(b) ?? Infinity) || a.localeCompare(b));
});
const lines = computed(() => {
  const wanted = picked.value.filter((id) => order.value.includes(id));
  const first = order.value.slice(0, Math.max(0, Math.min(FIRST[screen.value.layout], MOST - wanted.length)));
  return order.value.filter((id) => first.includes(id) || wanted.includes(id));
});
/** Who stands out: whoever was chosen; on a screen by itself one after the other. */
const out = computed(() => (lines.value.includes(chosen.value) ? chosen.value : unattended && lines.value.length ? lines.value[turned.value % lines.value.length] : ''));
if (unattended) setInterval(() => (turned.value += 1), TURN_MS);

function choose(id) {
  chosen.value = chosen.value === id ? '' : id;
}
function add(id) {
  picked.value = [...picked.value.filter((each) => each !== id), id].slice(-MOST);
  chosen.value = id;
  keep({ pick: picked.value });
}

// ---- the page ----

const placed = (place) => (place === null ? _('no place') : count(place));

function moved(before, after) {
  if (before === null || after === null) return null;
  const by = before - after;
  return html`<span class=${by > 0 ? 'up' : 'down'} role="img" aria-label=${by > 0 ? _('Up {n}', { n: by }) : _('Down {n}', { n: -by })}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${by > 0 ? 'M8 2.5L15 14H1z' : 'M1.8 3h12.4L8 13z'} /></svg>${Math.abs(by)}</span>`;
}

const moduled = (step) => (step.by.length ? step.by.map(partName).join(', ') : _('Marks of others'));

/** The places of one entrant, the latest first. */
function Places({ id }) {
  const steps = story.value.get(id).map((step, at, all) => ({ ...step, before: at ? all[at - 1].place : null }));
  return html`<section class="places" aria-labelledby="places-of"><h2 id="places-of">${called(id)}</h2>${housed(id) && html`<p>${housed(id)}</p>`}
    <ol>${steps.reverse().map((step) => html`<li><time datetime=${step.text}>${time(step.text)}</time><span class="change">${placed(step.before)} → <b>${placed(step.place)}</b></span>${moved(step.before, step.place)}<span class="why">${moduled(step)}</span></li>`)}</ol>
  </section>`;
}

const MOMENTS = 8;

/** The same in figures: where each line stood at some of the times. */
function Figures({ ids }) {
  const steps = ids.flatMap((id) => story.value.get(id));
  const times = [...new Map(steps.map(({ at, text }) => [at, text]))].sort(([a], [b]) => a - b);
  const every = Math.ceil(times.length / MOMENTS);
  const moments = times.filter((_each, nth) => (times.length - 1 - nth) % every === 0);
  const stood = (id, moment) => story.value.get(id).findLast(({ at }) => at <= moment)?.place ?? null;
  return html`<table><caption>${both('Places over time')}</caption>
    <thead><tr><th scope="col">${_('Entrant')}</th>${moments.map(([, text]) => html`<th scope="col"><time datetime=${text}>${time(text)}</time></th>`)}</tr></thead>
    <tbody>${ids.map((id) => html`<tr><th scope="row">${called(id)}</th>${moments.map(([at]) => html`<td>${stood(id, at) ?? '–'}</td>`)}</tr>`)}</tbody>
  </table>`;
}

function Tools() {
  const others = order.value.filter((id) => !lines.value.includes(id));
  return html`<div class="tools">
    ${groups.value.length > 1 && html`<label class="choice"><span>${_('Group')}</span><select onChange=${({ target }) => { grouped.value = target.value; keep({ group: target.value }); }}>${groups.value.map((each) => html`<option value=${each} selected=${each === group.value}>${each || _('Without a group')}</option>`)}</select></label>`}
    ${others.length > 0 && choice({ label: _('Add an entrant'), value: '', ids: others, none: '–', choose: (id) => id && add(id) })}
  </div>`;
}

/** Room of the chart in px, and the sizes of what is written in it. */
const room = computed(() => {
  const { layout, w, h, unit } = screen.value;
  if (layout === 'hall') return { width: (w - 112) * unit, least: (h - 128 - 76 - 24) * unit, text: 36 * unit, ticks: 26 * unit, names: 480 * unit, line: 4 * unit, radius: 11 * unit, row: 62 * unit };
  const width = layout === 'list' ? w - 56 : w - 32;
  return { width, least: layout === 'list' ? 520 : 420, text: 15, ticks: 13, names: layout === 'list' ? 230 : 132, line: 2.5, radius: 6, row: layout === 'list' ? 36 : 48 };
});

function Body() {
  if (!order.value.length) return html`<div class="notice empty" role="status">${icon('list')}<p>${both('No marks yet. The first one shows here at once.')}</p></div>`;
  const at = room.value;
  const label = (id) => {
    const text = called(id);
    return { text, size: fit(text, at.names - at.radius * 4 - at.text * 2.6, at.text, at.text * 0.72, 700) };
  };
  const chart = html`<${Chart} lines=${lines.value.map((id) => ({ id, slot: slots.value.get(id), steps: story.value.get(id), ...label(id) }))} until=${span.value.until} out=${out.value} choose=${choose} room=${at} />`;
  if (hall.value) return html`<div class="history">${chart}<div class="unseen"><${Figures} ids=${lines.value} /></div></div>`;
  return html`<div class="history">${!unattended && html`<${Tools} />`}${chart}
    ${out.value ? html`<${Places} id=${out.value} />` : html`<p class="hint">${both('Choose an entrant to see each of her places.')}</p>`}
    <details><summary>${both('As a table')}</summary><div class="wide" tabindex="0" role="region" aria-label=${_('As a table')}><${Figures} ids=${lines.value} /></div></details></div>`;
}

function signs() {
  const step = out.value && story.value.get(out.value)?.at(-1);
  return [
    step && hall.value && html`<li><svg class="mark" viewBox="-8 -8 16 16" aria-hidden="true">${mark(slots.value.get(out.value))}</svg><b>${called(out.value)}</b> ${time(step.text)} → <b>${placed(step.place)}</b> ${moduled(step)}</li>`,
    !step && html`<li>${_('The first {n} and whoever is chosen', { n: count(Math.min(FIRST[screen.value.layout], order.value.length)) })}</li>`,
  ];
}

effect(() => {
  if (chosen.value && roster.value && shown.value && !lines.value.includes(chosen.value) && order.value.includes(chosen.value)) picked.value = [...picked.value, chosen.value].slice(-MOST);
});
follow({ page: 'history', pages: new Pages(computed(() => [order.value])), Body, signs });
