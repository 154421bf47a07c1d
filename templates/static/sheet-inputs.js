// How a mark is entered: four keys of a judgement, a key a step, pass or fail, a number on a pad; and marks without a value.

import { html, icon } from './parts.js';
import { _, both, pair } from './words.js';
import { pointed, share, signed, steps } from './sheet-number.js';
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
    key(value, held, give, html`<span class="outcome">${icon(value === '0' ? 'cross' : 'tick')}${value === '0' ? both('Fail') : both('Pass')}</span><span class="worth">${value}</span>`, 'half'),
  )}</div>`;

export const Steps = ({ aspect, held, give }) =>
  html`<div class=${`keys steps of-${aspect.values.length > 6 ? 'many' : 'few'}`} role="group" aria-label=${_('Mark')}>${aspect.values.map((value) =>
    key(value, held, give, html`<span class="numeral">${value}</span>${aspect.benchmarks[value] && html`<span class="meaning">${pair(aspect.benchmarks[value])}</span>`}`, 'step'),
  )}</div>`;

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

/** A number: what is typed, its place between the bounds, the pad. typed: null while nothing was. */
export function Pad({ aspect, held, typed, press, problem }) {
  const fresh = typed === null;
  const shown = fresh ? (said(aspect, held) || '') : typed;
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', pointed(aspect) ? '.' : signed(aspect) ? '-' : '', '0', 'Backspace'];
  return html`<div class="number">
    <div class="entered-side">
      <output class=${`entered${fresh ? ' kept' : ''}${problem ? ' wrong' : ''}`} aria-label=${_('Entered value')}><span>${shown || '–'}</span></output>
      ${problem ? html`<p class="wrongly" role="alert">${icon('refused')}<span>${problem}</span></p>` : html`<p class="wrongly" aria-hidden="true"></p>`}
      <${Ruler} aspect=${aspect} value=${shown} />
    </div>
    <div class="pad" role="group" aria-label=${_('Number pad')}>
      ${keys.map((each) => each === '' ? html`<span class="gap"></span>` : html`<button type="button" class="key" data-key=${each} aria-label=${each === 'Backspace' ? _('Erase') : null} onClick=${() => press(each)}>${each === 'Backspace' ? icon('erase') : each === '-' ? '−' : each}</button>`)}
      ${pointed(aspect) && signed(aspect) && html`<button type="button" class="key sign-key" data-key="-" onClick=${() => press('-')}>±</button>`}
    </div>
  </div>`;
}
