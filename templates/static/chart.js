// A chart of places: place 1 at the top on a ruled scale, time from left to right, a line an entrant. Lines differ by dashes and by the
// mark at their ends, where a button bears the name; colour says only who is chosen.

import { h } from 'preact';
import { html } from './parts.js';
import { _, count, day, time } from './words.js';

const DASHES = ['', '10 5', '2.5 4', '14 4 2.5 4', '5 3', '18 6'];
const MARKS = [
  ['circle', 'solid', { r: 5.5 }],
  ['rect', 'hollow', { x: -5, y: -5, width: 10, height: 10 }],
  ['path', 'solid', { d: 'M0 -6.5L6 5H-6z' }],
  ['path', 'hollow', { d: 'M0 -6.5L6.5 0 0 6.5 -6.5 0z' }],
  ['rect', 'solid', { x: -5, y: -5, width: 10, height: 10 }],
  ['circle', 'hollow', { r: 5.5 }],
  ['path', 'solid', { d: 'M0 6.5L6 -5H-6z' }],
];
/** The mark of a line, in a square of 16 about its middle. slot: of the line. out: it stands out; said here, since Chromium does not
 * style anew what is in a group that moves and gets another class at once. */
export function mark(slot, out) {
  const [shape, filled, facts] = MARKS[slot % MARKS.length];
  return h(shape, { ...facts, class: out ? `${filled} chosen` : filled });
}
const SLANT = 14; // px in which a line goes from one place to the next

/** Where labels stand that want to stand at these heights, `row` px apart at least, within `height`. */
function spread(wanted, row, height) {
  const at = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  at.forEach((each, nth) => (each.y = Math.max(each.y, nth ? at[nth - 1].y + row : row / 2)));
  at.reverse().forEach((each, nth) => (each.y = Math.min(each.y, nth ? at[nth - 1].y - row : height - row / 2)));
  const found = [];
  for (const { y, index } of at) found[index] = y;
  return found;
}

/** The path of one line up to x = last; where there is no place there is none. */
function path(steps, x, y, last) {
  const parts = [];
  steps.forEach(({ at, place }, nth) => {
    const before = nth ? steps[nth - 1] : null;
    const end = nth + 1 < steps.length ? x(steps[nth + 1].at) : last;
    if (place === null) return;
    const gone = (end - x(at)) * 0.5;
    const leaves = steps[nth + 1] && steps[nth + 1].place !== null ? Math.min(SLANT, gone) : 0;
    parts.push(`${before && before.place !== null ? 'L' : 'M'}${x(at).toFixed(1)} ${y(place).toFixed(1)}H${(end - leaves).toFixed(1)}`);
  });
  return parts.join('');
}

/** lines: [{id, slot (a number of its own, for dashes and mark), steps: [{at (ms), place}], text, size (px)}]; until: ms; out: id of who stands out; choose: called with an id; room: sizes in
 * px. */
export function Chart({ lines, until, out, choose, room: { width, least, text, ticks, names, line, radius, row } }) {
  const height = Math.max(least, lines.length * row + ticks * 2.2);
  const from = Math.min(...lines.map(({ steps }) => steps[0].at));
  const lowest = Math.max(5, ...lines.flatMap(({ steps }) => steps.map(({ place }) => place || 1)));
  const left = ticks * 2.2;
  const top = ticks;
  const right = width - names;
  const bottom = height - ticks * 2.2;
  const y = (place) => top + ((place - 1) * (bottom - top)) / (lowest - 1);
  const x = (ms) => left + radius + ((ms - from) * (right - left - 2 * radius) * 0.96) / Math.max(1, until - from);
  const end = right - radius; // a little after now, so that the last step is seen
  const gap = (bottom - top) / (lowest - 1);
  const named = gap >= ticks * 1.15 ? 1 : lowest <= 60 ? 5 : 10;
  const places = Array.from({ length: lowest }, (_each, at) => at + 1);
  const spoken = (place) => place === 1 || place % named === 0;
  const long = until - from > 20 * 60_000;
  const many = Math.max(1, Math.min(6, Math.floor((right - left) / (ticks * (long ? 5 : 7)))));
  const moments = until - from > 2_000 ? Array.from({ length: many + 1 }, (_each, at) => from + ((until - from) * at) / many) : [from];
  const said = (ms) => {
    const iso = new Date(ms).toISOString();
    return [until - from > 43_200_000 && day(iso), long ? time(iso).slice(0, 5) : time(iso)].filter(Boolean).join(' ');
  };
  const ends = lines.map(({ steps }) => steps.at(-1).place);
  const at = spread(ends.map((place, nth) => (place === null ? bottom + row * nth : y(place))), row, height);
  const drawn = lines.map((each, nth) => ({ ...each, stands: ends[nth], at: at[nth] }));
  const front = [...drawn.filter(({ id }) => id !== out), ...drawn.filter(({ id }) => id === out)];
  return html`<div class=${`chart${out ? ' one' : ''}`} style=${{ height: `${height}px` }}>
    <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
      <g class="rules">${places.filter(spoken).map((place) => html`<path d=${`M${left} ${y(place)}H${right}`} />`)}</g>
      <path class="ruler" d=${`M${left} ${top}V${bottom}`} />
      <g class="ticks">${places.map((place) => html`<path d=${`M${left} ${y(place)}h${-(place % 5 && place > 1 ? 0.3 : 0.55) * ticks}`} />`)}</g>
      <g class="numbers" style=${{ fontSize: `${ticks}px` }}>${places.filter(spoken).map((place) => html`<text x=${left - ticks * 0.75} y=${y(place)} text-anchor="end" dominant-baseline="central">${count(place)}</text>`)}
        ${moments.map((ms, nth) => html`<text x=${x(ms)} y=${height - ticks * 0.5} text-anchor=${moments.length < 2 ? 'start' : nth === 0 ? 'start' : nth === many ? 'end' : 'middle'}>${said(ms)}</text><path class="tick" d=${`M${x(ms)} ${bottom + ticks * 0.5}v${ticks * 0.5}`} />`)}</g>
      ${front.map(({ id, slot, steps, stands, at: label }) => html`<g class=${`line${id === out ? ' out' : ''}`} key=${id}>
        <path d=${path(steps, x, y, end)} stroke-width=${id === out ? line * 1.7 : line} stroke-dasharray=${DASHES[slot % DASHES.length].split(' ').map((part) => part && (part * line) / 2.5).join(' ')} />
        ${stands !== null && html`<path class="lead-out" d=${`M${end + radius} ${y(stands)}L${right + radius} ${label}`} /><g transform=${`translate(${end} ${y(stands)}) scale(${radius / 6})`}>${mark(slot, id === out)}</g>`}
      </g>`)}
    </svg>
    <ul class="ends" style=${{ left: `${right + radius}px` }}>${drawn.map(({ id, slot, text: words, size, stands, at: label }) => html`<li key=${id} style=${{ top: `${label - row / 2}px`, height: `${row}px` }}>
      <button type="button" aria-pressed=${id === out} class=${id === out ? 'out' : ''} onClick=${() => choose(id)} style=${{ fontSize: `${size}px` }}>
        <svg viewBox="-8 -8 16 16" width=${radius * 2.4} height=${radius * 2.4} aria-hidden="true">${mark(slot, id === out)}</svg><b style=${{ fontSize: `${text}px`, minWidth: `${text * 1.3}px` }}>${stands ?? '–'}</b><span>${words}</span><span class="unseen">${stands === null ? _('No place') : _('Place {rank}', { rank: stands })}</span>
      </button></li>`)}</ul>
  </div>`;
}
