// How a mark is entered: four keys of a judgement, a key a step, pass or fail, a key a place, faults one by one, a number
// or a time on a pad; and marks without a value.

import { html, icon } from './parts.js';
import { _, both, pair } from './words.js';
import { clocked, deducted, pointed, share, signed, steps } from './sheet-number.js';
import { said } from './sheet-parts.js';

const FINEST = 60; // graduations; finer steps are drawn by tens

/** One big key. `held` is the value that the judge gave. */
const key = (value, held, act, inside, kind) =>
  html`<button type="button" class=${`key ${kind}${value === held ? ' held' : ''}`} aria-pressed=${value === held} data-value=${value} onClick=${() => act(value)}>${inside}${value === held && html`<span class="ticked">${icon('tick')}</span>`}</button>`;

/** 0 to 3, full width, each with its benchmark. */
export const Judgement = ({ aspect, held, give }) =>
  html`<div class="keys judgement" role="group" aria-label=${_('Mark')}>${['0', '1', '2', '3'].map((value) =>
    key(value, held, give, html`<span class="numeral">${value}</span><span class="meaning">${aspect.benchmarks[value] ? pair(aspect.benchmarks[value]) : DEFAULTS[value]()}</span>`, 'wide'),
  )}</div>`;
const DEFAULTS = {
  0: () => both('Below the standard of the trade'),
  1: () => both('Meets the standard'),
  2: () => both('Meets it and partly exceeds it'),
  3: () => both('Excellent'),
};

export const Passing = ({ aspect, held, give }) =>
  html`<div class="keys passing" role="group" aria-label=${_('Mark')}>${[...aspect.values].reverse().map((value) =>
    key(value, held, give, html`<span class="outcome">${icon(value === '0' ? 'cross' : 'tick')}${value === '0' ? both('Fail') : both('Pass')}</span>${aspect.benchmarks[value] && html`<span class="meaning">${pair(aspect.benchmarks[value])}</span>`}<span class="worth">${aspect.worths[value] ?? value}</span>`, 'half'),
  )}</div>`;

export const Steps = ({ aspect, held, give }) =>
  html`<div class=${`keys steps of-${aspect.values.length > 6 ? 'many' : 'few'}`} role="group" aria-label=${_('Mark')}>${aspect.values.map((value) =>
    key(value, held, give, html`<span class="numeral">${value}</span>${aspect.benchmarks[value] && html`<span class="meaning">${pair(aspect.benchmarks[value])}</span>`}${aspect.worths[value] !== undefined && html`<span class="points">${_('{points} points', { points: aspect.worths[value] })}</span>`}`, 'step'),
  )}</div>`;

/** A key for each place of the field, with whom this judge gave it already. places: how many there are. */
export const Placing = ({ aspect, held, give, places, holders, code }) =>
  html`<div class=${`keys places of-${places > 12 ? 'many' : 'few'}`} role="group" aria-label=${_('Place')}>${Array.from({ length: places }, (_x, at) => `${at + 1}`).map((value) => {
    const others = holders(aspect, value).map((each) => each.code).filter((each) => each !== code);
    return key(value, held, give, html`<span class="numeral">${value}</span>${others.length > 0 && html`<span class="holder">${others.join(' ')}</span>`}`, others.length ? 'place given-to' : 'place');
  })}</div>`;

/** Faults, one by one: how many, and what that leaves. typed: null while nothing was. */
export function Counting({ aspect, held, typed, press, give, problem }) {
  const fresh = typed === null;
  const shown = fresh ? (said(aspect, held) || '') : typed;
  const left = deducted(aspect, shown);
  const at = Number(shown || 0);
  const most = aspect.highest !== null && at >= Number(aspect.highest);
  return html`<div class="number counting">
    <div class="entered-side">
      <output class=${`entered${fresh ? ' kept' : ''}${problem ? ' wrong' : ''}`} aria-label=${_('Faults')}><span>${shown || '–'}</span></output>
      ${problem ? html`<p class="wrongly" role="alert">${icon('refused')}<span>${problem}</span></p>` : html`<p class="wrongly" aria-hidden="true"></p>`}
      <p class="leaves">${left === null ? _('{each} points off for each', { each: aspect.worths.each }) : html`<b>${_('{points} points', { points: left })}</b> <span>${_('{each} points off for each', { each: aspect.worths.each })}</span>`}</p>
    </div>
    <div class="pad count-pad" role="group" aria-label=${_('Faults')}>
      <button type="button" class="key none-key" onClick=${() => give('0')}>${both('No fault')}</button>
      <button type="button" class="key" data-key="-" aria-label=${_('One fault less')} disabled=${at <= 0} onClick=${() => press('-')}>−</button>
      <button type="button" class="key more-key" data-key="+" aria-label=${_('One fault more')} disabled=${most} onClick=${() => press('+')}>+</button>
    </div>
  </div>`;
}

/** Marks without a value, of equal size. */
export const Excuses = ({ held, give, urged }) =>
  html`<div class=${`excuses${urged ? ' urged' : ''}`}><p class="label" id="excuses">${both('No value')}</p>
    <div class="three" role="group" aria-labelledby="excuses">${['absent', 'abstained', 'lost'].map((value) => key(value, held, give, html`<span>${EXCUSES[value]()}</span>`, 'excuse'))}</div></div>`;
const EXCUSES = { absent: () => both('Absent'), abstained: () => both('Abstained'), lost: () => both('Lost') };

/** Lowest to highest, ruled by steps, with a marker at the value. */
export function Ruler({ aspect, value }) {
  const { lowest, highest, step } = aspect;
  if (lowest === null || highest === null) return null;
  const all = steps(aspect);
  const parts = all && all <= FINEST ? all : 50;
  const tall = parts % 5 === 0 ? 5 : parts % 4 === 0 ? 4 : parts;
  const at = share(aspect, value);
  return html`<div class="ruler" role="img" aria-label=${_('From {lowest} to {highest}', { lowest, highest })}>
    ${at !== null && html`<span class="marker" style=${{ left: `${at * 100}%` }}><b>${value}</b><svg viewBox="0 0 24 16" aria-hidden="true"><path d="M0 0h24L12 16z" /></svg></span>`}
    <svg class="marks" viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true">${Array.from({ length: parts + 1 }, (_x, tick) => html`<path d=${`M${(tick * 1000) / parts} ${tick === 0 || tick === parts ? 0 : tick % tall ? 16 : 8}V28`} />`)}<path d="M0 28H1000" /></svg>
    <span class="end">${lowest}</span>${step !== null && html`<span class="step">${_('Step {step}', { step })}</span>`}<span class="end">${highest}</span>
  </div>`;
}

/** A number: what is typed, its place between the bounds, the pad. typed: null while nothing was. counted: what a stopwatch
 * shows that runs. stopwatch: its key. */
export function Pad({ aspect, held, typed, press, problem, counted, stopwatch }) {
  const fresh = typed === null;
  const clock = aspect.kind === 'time';
  const shown = counted || (fresh ? said(aspect, held) : clock ? clocked(aspect, typed) : typed);
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', clock ? '' : pointed(aspect) ? '.' : signed(aspect) ? '-' : '', '0', 'Backspace'];
  return html`<div class="number">
    <div class="entered-side">
      <output class=${`entered${fresh ? ' kept' : ''}${problem ? ' wrong' : ''}`} aria-label=${_('Entered value')}><span>${shown || '–'}</span></output>
      ${problem ? html`<p class="wrongly" role="alert">${icon('refused')}<span>${problem}</span></p>` : html`<p class="wrongly" aria-hidden="true"></p>`}
      ${clock ? html`${stopwatch}<p class="leaves">${_('Minutes, seconds and what is after the point; digits come in from the right.')}</p>` : html`<${Ruler} aspect=${aspect} value=${shown} />`}
    </div>
    <div class="pad" role="group" aria-label=${_('Number pad')}>
      ${keys.map((each) => each === '' ? html`<span class="gap"></span>` : html`<button type="button" class="key" data-key=${each} aria-label=${each === 'Backspace' ? _('Erase') : null} onClick=${() => press(each)}>${each === 'Backspace' ? icon('erase') : each === '-' ? '−' : each}</button>`)}
      ${!clock && pointed(aspect) && signed(aspect) && html`<button type="button" class="key sign-key" data-key="-" onClick=${() => press('-')}>±</button>`}
    </div>
  </div>`;
}
