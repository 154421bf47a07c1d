// What frames a sheet: whose it is, whether the server is reached, where this mark is, and the ways on.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { colours } from './frame.js';
import { _, both, count, lang, pair, speak } from './words.js';
import { cells, contact, extent, frame, here, judge, now, round, sheet, signing, spot, unsettled } from './sheet-model.js';
import { canUndo, doubted, entered, excusing, face, forward, keep, locked, rail, railOpen, review, step, typing, undo } from './sheet-acts.js';
import { calledBoth, chip, clock, said } from './sheet-parts.js';
import { Lacks, handing } from './sheet-safety.js';
import { draftOf } from './sheet-words.js';

export { Banner } from './sheet-safety.js';

export const menu = signal(false);
export const keysShown = signal(false);

const place = () => here.value - round.value.first + 1;

function Plate() {
  const shown = rail.value === 'entrants';
  const toggle = () => {
    rail.value = rail.value === 'entrants' ? 'aspects' : 'entrants';
    railOpen.value = rail.value === 'entrants';
  };
  return html`<button type="button" class="plate" aria-expanded=${shown} aria-controls="rail" onClick=${toggle} title=${_('All entrants')}><b>${sheet.value.code}</b>${icon(shown ? 'up' : 'down')}</button>`;
}

/** What the code of a sheet is, by the layer that it is drawn in, else by whether it is one. */
const NAMED = {
  contest: (facts) => both('Contest number {code}, {n} of {all}', facts),
  station: (facts) => both('Station {code}, {n} of {all}', facts),
  work: (facts) => both('Work number {code}, {n} of {all}', facts),
  true: (facts) => both('Blind code {code}, {n} of {all}', facts),
  false: (facts) => both('No. {code}, {n} of {all}', facts),
};

function Heading() {
  const { trades } = frame.value;
  const of = now.value?.module;
  const several = frame.value.rounds.filter((each) => each.trade === round.value.trade).length > 1;
  const facts = { code: sheet.value.code, n: count(place()), all: count(round.value.entrants) };
  return html`<div class="whose"><h1>${pair(trades[round.value.trade])}${several && html`<i class="dot"></i>${pair(round.value.name)}`}${of && face.value === 'mark' && html`<i class="dot"></i><span class="module">${of.id.length <= 3 ? `${of.id} ` : ''}${calledBoth(of)}</span>`}</h1>
    <p>${(NAMED[round.value.layer] ?? NAMED[round.value.blind])(facts)}</p></div>`;
}

function Contact() {
  const state = contact.value;
  if (state === 'open' || state === 'asking') return html`<p class="contact open">${icon('live')}<span>${both('Online')}</span></p>`;
  return html`<p class="contact cut">${icon('cut')}<span>${state === 'closed' ? both('Signed out') : both('Offline')}</span></p>`;
}

const seatText = () => {
  const seat = now.value?.aspect.seat;
  return seat ? both('Seat {n}', { n: seat }) : judge;
};

export function Header() {
  return html`<header class="top">${sheet.value && html`<${Plate} /><${Heading} />`}<div class="right"><${Contact} />
    ${sheet.value && html`<p class="seat">${icon('people')}<span>${seatText()}</span></p>`}
    <button type="button" class="switch tongue" title=${lang.value === 'zh' ? 'English' : '中文'} onClick=${() => speak(lang.value === 'zh' ? 'en' : 'zh')}>中 / EN</button>
    <button type="button" class="switch more" aria-expanded=${menu.value} aria-controls="menu" aria-label=${_('Menu')} title=${_('Menu')} onClick=${() => (menu.value = !menu.value)}>${icon('menu')}</button></div>
    ${menu.value && html`<${Menu} />`}</header>`;
}

function Menu() {
  const waiting = unsettled.value;
  const shades = colours();
  return html`<div class="menu" id="menu">
    <p class="label">${judge}</p>
    <button type="button" onClick=${() => { shades.choose(); menu.value = false; }}>${icon(shades.sign)}<span>${shades.label}</span></button>
    <button type="button" class="with-keys" onClick=${() => { keysShown.value = true; menu.value = false; }}>${icon('keys')}<span>${_('Keys')}</span></button>
    <a href="/help/judge" target="_blank" rel="noopener">${icon('help')}<span>${_('Help')}</span></a>
    <button type="button" class="hands" onClick=${() => { handing.value = true; menu.value = false; }}>${icon('leave')}<span>${_('Hand over, sign out')}</span></button>
    ${waiting > 0 && html`<p class="why">${_('{n} on this tablet must be sent or settled first.', { n: count(waiting) })}</p>`}
    <${Lacks} />
  </div>`;
}

const STATE_WORDS = {
  tablet: () => both('safe here, not sent yet'),
  sent: () => both('sent, no answer yet'),
  stored: () => both('in the ledger'),
  onboard: () => both('counts on the board'),
  conflict: () => both('choose one of two values'),
  spread: () => both('judges apart, mark again'),
  'no-majority': () => both('no majority, mark again'),
  clash: () => both('one place, two entrants'),
  held: () => both('the chief judge decides'),
  refused: () => both('not taken, see above'),
  owed: () => '',
};

function Here() {
  if (face.value === 'review' || !now.value) return html`<div class="here"></div>`;
  const { view, cell } = now.value;
  const line = (view.state === 'stored' || view.state === 'onboard') && cell.seq;
  const words = cell.state === 'settled' && view.state === 'stored' ? both('in the ledger; the board is frozen') : STATE_WORDS[view.state]();
  return html`<div class="here" role="status">${chip(view.state)}<span class="where">${clock(view.at)} ${words}${line ? html` <span class="line">${_('line {seq}', { seq: cell.seq })}</span>` : ''}</span></div>`;
}

export function Footer() {
  const all = cells.value;
  const reading = face.value === 'review';
  const back = reading ? all.at(-1) : all[spot.value - 1];
  const at = now.value;
  const shut = locked();
  const keeps = !reading && typing(at?.aspect) && !shut && !draftOf(at) ? entered() : '';
  const next = all[spot.value + 1];
  const finished = extent.value.left === 0 && all.length > 0;
  const owed = all.find((each) => each.at > spot.value && each.view.state === 'owed') || all.find((each) => each.at !== spot.value && each.view.state === 'owed');
  return html`<footer class="ways">
    <button type="button" class="way back" disabled=${!back && here.value === 0} onClick=${() => step(-1)} aria-label=${`${_('Back')} ${back ? back.code : ''}`}>${icon('back')}<b>${back ? back.code : ''}</b></button>
    ${!reading && at && !typing(at.aspect) && html`<button type="button" class="way excuse" aria-expanded=${excusing.value} disabled=${shut} onClick=${() => (excusing.value = !excusing.value)}>${both('No mark')}</button>`}
    ${!reading && html`<button type="button" class="way undo" aria-label=${_('Undo')} disabled=${!canUndo()} onClick=${undo}>${icon('undo')}<span>${_('Undo')}</span></button>`}
    <${Here} />
    ${reading || (shut && !next) || (sheet.value && !all.length)
      ? html`<button type="button" class=${`way next${shut ? ' primary' : ''}`} onClick=${forward}><b>${_('Next entrant')}</b>${icon('next')}</button>`
      : keeps
        ? html`<button type="button" class="way next primary" onClick=${keep}><b>${doubted.value ? _('Yes, {value}', { value: said(at.aspect, keeps) }) : _('Keep {value}', { value: said(at.aspect, keeps) })}</b>${icon('next')}</button>`
        : finished && !shut && (!next || signing.value.ready)
          ? html`<button type="button" class="way next primary" onClick=${review}><b>${_('Read over and sign')}</b>${icon('pen')}</button>`
          : html`<button type="button" class=${`way next${at && at.view.state !== 'owed' ? ' primary' : ''}`} disabled=${!next && !owed} onClick=${() => step(1)}><b>${next ? _('Next {code}', { code: next.code }) : owed ? _('Next {code}', { code: owed.code }) : _('Next')}</b>${icon('next')}</button>`}
  </footer>`;
}

/** Every key, for whoever marks with a keyboard. */
export function Keys() {
  const rows = [
    ['0 1 2 3', _('give this mark')],
    ['0–9 . −', _('type a number')],
    ['Enter', _('keep it and go on')],
    ['Backspace', _('erase a digit')],
    ['← →  P N', _('the aspect before, the next')],
    ['U', _('take the last mark back')],
    ['T', _('start or stop the stopwatch')],
    ['X', _('marks without a value')],
    ['S', _('read over and sign, once all is given')],
    ['?', _('this list')],
  ];
  const shut = () => (keysShown.value = false);
  return html`<dialog class="keys-list" ref=${(dialog) => dialog && !dialog.open && dialog.showModal()} onClose=${shut} aria-labelledby="keys-title"><h2 id="keys-title">${both('Keys')}</h2>
    <dl>${rows.map(([key, does]) => html`<div><dt>${key.split(' ').filter(Boolean).map((each) => html`<kbd>${each}</kbd>`)}</dt><dd>${does}</dd></div>`)}</dl>
    <form method="dialog"><button class="button primary" autofocus>${_('Back to the sheet')}</button></form></dialog>`;
}
