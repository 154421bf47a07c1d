// What the pages beside a trade's board share: its names, its heading, and the board (or its history) that they follow.

import { Component, Fragment, render } from 'preact';
import { computed, effect, signal } from '@preact/signals';
import { Wire, canonical } from './wire.js';
import { html, icon } from './parts.js';
import { _, both, lang, name, ordered, pair } from './words.js';
import { heading, screen, unattended } from './fit.js';
import { learn, roster, unseal } from './roster.js';
import { chooser } from './chooser.js';
import { badge, clock, notice } from './frame.js';

const root = document.querySelector('main');
const given = JSON.parse(root.dataset.names);

export const { event, board, audience } = root.dataset;
export const trade = board.replace('history:', '');
export const asked = new URLSearchParams(location.search);
export const shown = signal(null); // the board as this screen last showed it
export const details = computed(() => roster.value?.trades.find((each) => each.id === trade));
export const hall = computed(() => screen.value.layout === 'hall');

const either = (row, field) => (lang.value === 'en' ? row?.[`${field}_en`] || row?.[field] : row?.[field] || row?.[`${field}_en`]) || '';
export const called = (id) => either(roster.value.entrants[id], 'name') || id;
export const housed = (id) => either(roster.value.entrants[id], 'organisation');

/** The name of a module, or of a phase that is carried. */
export function partName(id) {
  const found = [...(details.value?.modules || []), ...(details.value?.phases || [])].find((each) => each.id === id);
  return id.length < 3 ? [id, name(found?.name)].filter(Boolean).join(' ') : name(found?.name) || id;
}

/** Keep what was chosen in the address: {name: text or texts}. */
export function keep(chosen) {
  const address = new URL(location.href);
  for (const [key, texts] of Object.entries(chosen)) {
    address.searchParams.delete(key);
    for (const text of [texts].flat()) address.searchParams.append(key, text);
  }
  history.replaceState(null, '', address);
}

/** A list to choose an entrant from, by name. label: the words above it; none: the words for nobody, where there may be nobody. */
export const choice = ({ label, value, ids, none, choose }) =>
  html`<label class="choice"><span>${label}</span><select onChange=${({ target }) => choose(target.value)}>
    ${none && html`<option value="" selected=${!value}>${none}</option>`}
    ${ids.map((id) => html`<option value=${id} selected=${id === value}>${called(id)}</option>`)}
  </select></label>`;

function Top({ page, wire, pages }) {
  const events = roster.value?.event.name || given.event;
  const of = details.value?.name || {};
  const full = { zh: [events.zh || events.en, of.zh || of.en].filter(Boolean).join(' '), en: [events.en || events.zh, of.en || of.zh].filter(Boolean).join(', ') };
  const names = given.board;
  const size = hall.value && heading(screen.value, ordered(names), ordered(full), { connecting: 560, live: 600 }[wire.link.value.state] || 660);
  const board = shown.value;
  return html`<header class=${`top${size.stacked ? ' stacked' : ''}${size.alone ? ' alone' : ''}`} style=${hall.value ? { '--lead': `${size.lead}px`, '--follow': `${size.follow}px`, '--event': `${size.event}px` } : {}}><h1>${pair(names)}</h1>
    <p class="event"><a href=${`/events/${event}`}>${pair(full)}</a></p>
    ${!hall.value && html`${pages.switches()}${!unattended && roster.value && chooser(roster.value, `${page}:${trade}`)}`}
    <div class="status">${badge(board?.head.status || 'open', wire.link.value, board?.as_of)}${board && clock(board.as_of)}</div></header>`;
}

/** Shows a page. page: its kind among the boards of the trade; pages: what turns and has the switches; Body: component of what is
 * between heading and foot; signs: list items of the foot; moved: called with each board. */
export function follow({ page, pages, Body, signs = () => [], moved = () => {} }) {
  let drawing = 0;
  const wire = new Wire({ event, board, audience }, () => {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      if (!wire.board || wire.board === shown.peek()) return;
      unseal(event, trade, wire.board.head.blind);
      moved(wire.board);
      shown.value = wire.board;
    });
  });
  learn(event);

  function Foot() {
    const found = [...signs(), shown.value.head.blind && html`<li>${icon('lock')}${both('Codes until unsealed')}</li>`].filter(Boolean);
    return html`<footer class=${found.length > 2 ? 'legend many' : 'legend'}><ul>${found}</ul>${pages.number()}${hall.value && pages.switches()}</footer>`;
  }

  const framed = (body) => html`<${Fragment}><${Top} page=${page} wire=${wire} pages=${pages} />${body}<//>`;
  class Page extends Component {
    render() {
      const { state } = wire.link.value;
      if (state === 'closed') return framed(notice('error', both('This board is not open to everyone.')));
      if (state === 'missing') return framed(notice('empty', both('No marks yet. The first one shows here at once.')));
      if (!shown.value || !roster.value) return framed(html`<div class="table waiting" aria-busy="true"></div>`);
      return framed(html`<${Body} /><${Foot} />`);
    }
  }

  effect(() => {
    document.title = [given.board, details.value?.name, roster.value?.event.name || given.event].map(name).join(' · ');
  });
  root.replaceChildren();
  render(html`<${Page} />`, root);
  // What this page holds, for whoever checks it from outside: the folded board in its canonical form.
  window.saiping = { board: () => wire.board && canonical({ head: wire.board.head, rows: wire.board.rows }), version: () => wire.board?.version ?? null, asOf: () => wire.board?.as_of ?? '', link: () => wire.link.value.state, over: () => wire.link.value.over };
}
