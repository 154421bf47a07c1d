// The judge's page: one sheet, one aspect at a time.

import { render } from 'preact';
import { effect } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count, lang, name, speak } from './words.js';
import { begin, cells, contact, frame, here, holders, now, open, outbox, round, sheet, signing, spot, takeOther, unsent } from './sheet-model.js';
import { choose, doubted, empty, excusing, explain, face, give, idle, keep, locked, press, rail, railOpen, refusedNumber, review, step, stopwatch, typed, typing, undo } from './sheet-acts.js';
import { Counting, Excuses, Judgement, Pad, Passing, Placing, Steps } from './sheet-inputs.js';
import { Banner, Footer, Header, Keys, keysShown, menu } from './sheet-frame.js';
import { Call, DeskWord } from './sheet-call.js';
import { PanelCount, apartNote } from './sheet-panel.js';
import { Rail } from './sheet-rail.js';
import { Review } from './sheet-sign.js';
import { timed } from './sheet-number.js';
import { band, called, calledBoth, clock, said, sentences, sign, tryOf } from './sheet-parts.js';
import { sealable } from './sheet-hand-over.js';
import { Stopwatch, counting } from './sheet-stopwatch.js';
import { HandOver, handing } from './sheet-safety.js';
import { keepPage, keepThis, shell, version } from './sheet-shell.js';
import { Said, Words, draftOf } from './sheet-words.js';

const root = document.getElementById('judge');

// ---- one aspect ----

const KINDS = {
  judgement: () => both('Judgement'),
  pass: () => both('Pass or fail'),
  place: () => both('Place'),
  count: () => both('Faults'),
  time: () => both('Time'),
  steps: ({ measure }) => (measure === 'graded' ? both('Grade') : both('Mark')),
  number: ({ measure }) => (measure === 'reading' ? both('Reading') : both('Mark')),
};

/** How several attempts come to one figure. */
const RULES = {
  best: (facts) => _('the best of {count} tries counts', facts),
  last: (facts) => _('the last of {count} tries counts', facts),
  mean: (facts) => (facts.best === null ? _('the mean of {count} tries counts', facts) : _('the mean of the best {best} of {count} tries counts', facts)),
  sum: (facts) => (facts.best === null ? _('the sum of {count} tries counts', facts) : _('the sum of the best {best} of {count} tries counts', facts)),
};

/** How many places the field of the present sheet has. */
const fieldSize = (aspect) => Math.min(round.value.sections[sheet.value.section], Number(aspect.highest ?? Infinity));
const dot = html`<i class="dot"></i>`;

function About({ at }) {
  const { aspect } = at;
  const range = rangeOf(aspect);
  return html`<div class="about"><h2 class="title" id="aspect"><b>${at.code}</b> ${calledBoth(aspect)}</h2>
    <p>${KINDS[aspect.kind](aspect)}${range && html` ${range}`}${aspect.max !== null && html`${dot}${_('Worth {max}', { max: aspect.max })}`}${aspect.seats > 1 && html`${dot}${_('{n} seats mark alone', { n: aspect.seats })}`}${at.cell.item && html`${dot}${called(at.criterion)}`}${aspect.compares && html`${dot}${_('counts once everybody is marked')}`}<${PanelCount} cell=${at.cell} /></p>
    ${aspect.attempts.count > 1 && html`<${Tries} at=${at} />`}</div>`;
}

function rangeOf(aspect) {
  if (aspect.kind === 'judgement') return '0–3';
  if (aspect.kind === 'place') return `1–${fieldSize(aspect)}`;
  if (aspect.kind === 'pass' || aspect.lowest === null || aspect.highest === null) return '';
  return aspect.kind === 'time' ? `${timed(aspect, aspect.lowest)}–${timed(aspect, aspect.highest)}` : `${aspect.lowest}–${aspect.highest}`;
}

/** Every try of the aspect, with what was given; one tap leads to it. */
function Tries({ at }) {
  const { aspect, cell } = at;
  const tries = cells.value.filter((each) => each.cell.aspect === cell.aspect && each.cell.item === cell.item);
  return html`<div class="tries" role="group" aria-label=${RULES[aspect.attempts.rule](aspect.attempts)}>${tries.map((each) =>
    html`<button type="button" class="try-key" aria-current=${each.at === at.at ? 'true' : null} onClick=${() => (spot.value = each.at)}><span>${tryOf(each.cell.attempt)}</span><b>${said(aspect, each.view.value) || '–'}</b>${sign(each.view.state)}</button>`,
  )}<p class="label">${RULES[aspect.attempts.rule](aspect.attempts)}</p></div>`;
}

/** Refusals of this tablet itself: the value is nowhere but on the screen. */
const UNKEPT = new Set(['tablet-full', 'not-kept']);

/** What the judge must know of this mark before anything else. */
function Notes({ at }) {
  const { view, aspect, cell } = at;
  const { state, line, at: when } = signing.value;
  const notes = [];
  if (view.state === 'conflict') notes.push(html`<${Conflict} at=${at} />`);
  if (view.state === 'refused') {
    const [first, ...others] = view.entry.problems.map((problem) => sentences(problem, sheet.value.code));
    const lead = html`${first[0]}${others.map(([what]) => html`<br />${what}`)}`;
    const drop = html`<button type="button" class="button" onClick=${() => outbox.dismiss(view.entry.key)}>${_('Drop it')}</button>`;
    notes.push(band('refused', lead, html`${first[1]} ${UNKEPT.has(view.entry.problems[0].code) ? '' : _('Your value {value} is kept here.', { value: said(aspect, view.value) })}`, drop));
  }
  if (view.state === 'clash') notes.push(html`<${Clash} at=${at} />`);
  if (view.state === 'spread' || view.state === 'no-majority') notes.push(apartNote(at, locked()));
  if (cell.held?.length) {
    const values = cell.held.map((held) => said(aspect, held.value)).join(', ');
    notes.push(band('held', html`${_('Held: {value}', { value: values })} ${clock(cell.held.at(-1).at)}`, html`${_('It came after the sheet was signed or the panel closed. It counts nowhere until the chief judge admits it or sets it aside; you need do nothing.')}${cell.value !== undefined ? html` ${_('What counts is {value}.', { value: said(aspect, cell.value) })}` : ''}`));
  }
  for (const aside of cell.aside || []) notes.push(band('held', html`${_('Set aside: {value}', { value: said(aspect, aside.value) })} ${clock(aside.at)}`, _('The chief judge decided that it does not count.')));
  if (state === 'signed' && line && cell.seq > line) notes.push(band('stored', _('Changed after your signature.'), _('The chief judge and a second person agreed on the value shown here.')));
  if (cell.paper && !view.entry) notes.push(band('stored', both('From a paper sheet.'), _('Two persons of the office typed it for you. Read it over: the signature is yours.')));
  if (aspect.closed && state === 'open') notes.push(band('held', both('This panel is closed.'), _('What you give now waits for the chief judge.')));
  if (state === 'signed') notes.push(band('signed', html`${both('Signed')} ${clock(when)}`, html`${line ? _('Line {line} of the ledger.', { line }) : ''} ${_('A change now needs the chief judge and a second person.')}`));
  if (state === 'sending') notes.push(band('tablet', _('Your signature is on its way.'), _('It goes behind the marks of this sheet.')));
  if (doubted.value) notes.push(band('owed', both('Is {value} right?', { value: said(aspect, doubted.value.value) }), doubted.value.why === 'far' ? _('It is far from all that you gave others here. Keep it once more if it is meant.') : _('It is the least or the most that can be given. Keep it once more if it is meant.')));
  if (view.words && !draftOf(at)) notes.push(html`<${Said} at=${at} locked=${locked()} />`);
  if (empty.value === `${here.value} ${spot.value}`) notes.push(band('owed', _('A mark cannot become empty again.'), _('Give another value, or say why there is none.')));
  return html`<div class="notes">${notes}</div>`;
}

/** A place that this judge gave to another entrant, too. */
function Clash({ at }) {
  const others = holders(at.aspect, at.view.value).filter(({ entrant }) => entrant !== sheet.value.entrant);
  const codes = others.map(({ code }) => code).join(', ');
  const [first] = others.filter((each) => each.at !== undefined);
  const there = first && html`<button type="button" class="button" onClick=${() => choose(first.at, at.at)}>${_('To {code}', { code: first.code })}</button>`;
  return band('conflict', both('Place {place} is given twice.', { place: at.view.value }), _('You gave it to {codes}, too. Give each place once: choose another here or there.', { codes }), there);
}

/** Both values, hers here and hers from elsewhere: she chooses. */
function Conflict({ at }) {
  const { entry } = at.view;
  const mine = () => outbox.mark({ ...at.cell, entrant: sheet.value.entrant, phase: sheet.value.phase }, entry.value, entry.current?.seq || 0, entry.comment);
  return html`<div class="conflict-box" role="alert">${band('conflict', both('Two values for one mark.'), _('Another page of yours gave a value that this one did not know. Choose which counts.'))}
    <div class="choices"><button type="button" class="key" onClick=${mine}><b>${said(at.aspect, entry.value)}</b><span>${both('Given here')} ${clock(entry.given_at)}</span></button>
    <button type="button" class="key" onClick=${() => takeOther(sheet.value, at.cell, entry)}><b>${entry.current ? said(at.aspect, entry.current.value) : '–'}</b><span>${both('Stored before')} ${entry.current ? html`<span>${_('line {seq}', { seq: entry.current.seq })}</span>` : ''}</span></button></div></div>`;
}

function Entry({ at }) {
  const { aspect, view } = at;
  const draft = locked() ? null : draftOf(at);
  const held = draft ? draft.value : view.value;
  const props = { aspect, held, give };
  const excuse = draft ? html`<${Words} key="words" at=${at} explain=${explain} />` : html`<${Excuses} held=${held} give=${give} urged=${empty.value !== ''} />`;
  if (typing(aspect)) {
    const problem = refusedNumber.value && sentences(refusedNumber.value).join(' ');
    const clock = aspect.kind === 'time' && { counted: counting(at), stopwatch: html`<${Stopwatch} at=${at} act=${stopwatch} />` };
    const entry = { ...props, ...clock, typed: typed.value, press, problem };
    return html`${aspect.kind === 'count' ? html`<${Counting} ...${entry} />` : html`<${Pad} ...${entry} />`}${excuse}`;
  }
  const keys = KEYS[aspect.kind](props);
  return draft || excusing.value || ['absent', 'abstained', 'lost'].includes(held) ? html`${keys}${excuse}` : keys;
}

const KEYS = {
  judgement: (props) => html`<${Judgement} ...${props} />`,
  pass: (props) => html`<${Passing} ...${props} />`,
  place: (props) => html`<${Placing} ...${props} places=${fieldSize(props.aspect)} holders=${holders} code=${sheet.value.code} />`,
  steps: (props) => html`<${Steps} ...${props} />`,
};

function Aspect() {
  const at = now.value;
  if (!at) return html`<${Nothing} />`;
  return html`<div class=${`aspect-page of-${at.aspect.kind}`} key=${`${here.value} ${spot.value}`}><${About} at=${at} /><${Notes} at=${at} />${at.view.state !== 'conflict' && html`<fieldset disabled=${locked()} aria-labelledby="aspect"><${Entry} at=${at} /></fieldset>`}</div>`;
}

function Nothing() {
  if (sheet.value?.out) return html`<div class="notice">${icon('out')}<p>${both('This entrant is out. Nothing is asked of you here.')}</p></div>`;
  if (sheet.value?.recused) return html`<div class="notice">${icon('out')}<p>${sheet.value.recused === 'reserve' ? both('A reserve judges this one.') : both('You do not judge this one.')}</p></div>`;
  return html`<div class="notice">${icon('list')}<p>${both('Nothing is asked of you yet. Your sheets appear here when the trade opens.')}</p></div>`;
}

function Page() {
  const shut = contact.value === 'closed' && !frame.value;
  const nothing = frame.value && !frame.value.all.sheets;
  return html`<${Header} /><${DeskWord} /><${Banner} />
    ${!frame.value || nothing || !sheet.value
      ? html`<main class="alone">${shut || nothing ? html`<${Nothing} />` : html`<div class="waiting" aria-busy="true"></div>`}${nothing && html`<${Call} />`}</main>`
      : html`<main class="sheet"><${Rail} /><div class="body">${face.value === 'review' ? html`<${Review} />` : html`<${Aspect} />`}</div></main><${Footer} />`}
    ${keysShown.value && html`<${Keys} />`}${handing.value && html`<${HandOver} />`}`;
}

// ---- keys ----

const inputOf = (at, key) => at?.aspect.values.includes(key) || (at?.aspect.kind === 'place' && /^[1-9]$/.test(key) && Number(key) <= fieldSize(at.aspect));

addEventListener('keydown', (pressed) => {
  const { key } = pressed;
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || keysShown.value || handing.value) return;
  if (key === 'Escape') menu.value = railOpen.value = excusing.value = false;
  else if (key === '?') keysShown.value = true;
  else if (!sheet.value) return;
  else if (key === 'ArrowRight' || key === 'n' || key === 'N') step(1);
  else if (key === 'ArrowLeft' || key === 'p' || key === 'P') step(-1);
  else if (key === 'u' || key === 'U') undo();
  else if (key === 't' || key === 'T') stopwatch();
  else if (key === 's' || key === 'S') review();
  else if (key === 'x' || key === 'X') excusing.value = !excusing.value;
  else if (face.value === 'review') return;
  else if (typing(now.value?.aspect) && (/^[0-9.+-]$/.test(key) || key === 'Backspace')) press(key);
  else if (!locked() && inputOf(now.value, key)) give(key);
  else if (key === 'Enter' && (typed.value || !pressed.target.closest('button, a'))) keep();
  else return;
  pressed.preventDefault();
});

addEventListener('click', ({ target }) => {
  if (menu.value && !target.closest('.menu, .more')) menu.value = false;
});

effect(() => {
  const of = round.value && frame.value.trades[round.value.trade];
  document.title = of ? `${sheet.value.code} · ${name(of)}` : _('Judge');
});
effect(() => {
  root.classList.toggle('rail-open', railOpen.value);
  root.classList.toggle('listing', rail.value === 'entrants');
  root.classList.toggle('off', contact.value === 'cut' || contact.value === 'closed');
});

const spoken = /(?:^|; )lang=(zh|en)/.exec(document.cookie)?.[1]; // a page that was kept may have been kept in the other language
if (spoken && spoken !== lang.peek()) speak(spoken);
root.replaceChildren();
render(html`<${Page} />`, root);
await begin();
keepPage(() => contact.value === 'open' && outbox.entries.value.length === 0 && typed.value === null);
let kept = lang.peek();
effect(() => {
  if (lang.value !== kept) keepThis(); // the page that is loaded without network speaks the same language
  kept = lang.value;
});
// What this page holds, for whoever checks it from outside.
window.saiping = { unsent: () => unsent.value, entries: () => outbox.entries.value, contact: () => contact.value, cells: () => cells.value.map(({ cell, view }) => ({ ...cell, shown: view.state, says: view.value })), code: () => sheet.value?.code, lang: () => lang.value, shell: () => shell.value, sealable: () => sealable.value, idle, version };
