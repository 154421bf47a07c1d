// Words that explain a mark: asked for where the scheme wants them, kept while they are typed, shown again to her who
// wrote them.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both } from './words.js';
import { sheet, store } from './sheet-model.js';
import { band, said, sentences } from './sheet-parts.js';

export const LONGEST = 500; // characters, as the server takes them

const drafts = signal(new Map()); // marks that wait for their words: cell → {value, text}
const lacking = signal(''); // the cell whose words were said to be done, and were none
store.setting('words').then((kept) => (drafts.value = new Map([...Object.entries(kept || {}), ...drafts.value])), () => {});

const cellOf = ({ cell: { item, aspect, attempt } }) => [sheet.value.entrant, sheet.value.phase, item, aspect, attempt].join(' ');

function keep(next) {
  drafts.value = next;
  lacking.value = '';
  store.set('words', Object.fromEntries(next)).catch(() => {}); // no room: marks come first
}

/** The value of a cell that waits for its words, {value, text}, or null. A mark that the server refused without any waits,
 * too: the scheme may have come to want them while this tablet was not reached. */
export function draftOf(at) {
  const refused = at.view.state === 'refused' && at.view.entry.problems.some(({ code }) => code === 'comment-missing');
  return drafts.value.get(cellOf(at)) || (refused ? { value: at.view.value, text: '' } : null);
}

/** Ask for the words of a value; what was typed already for this cell stays. */
export const ask = (at, value, text = '') => keep(new Map(drafts.value).set(cellOf(at), { value, text: draftOf(at)?.text || text }));

/** The cell waits for no words any more. */
export function drop(at) {
  if (!drafts.value.has(cellOf(at))) return;
  const next = new Map(drafts.value);
  next.delete(cellOf(at));
  keep(next);
}

/** What was typed, on one line. */
export const oneLine = (text) => text.trim().replace(/\s+/g, ' ');

/** The field under the keys. explain: called with the words once there are some. */
export function Words({ at, explain }) {
  const { value, text } = draftOf(at);
  const write = ({ target }) => keep(new Map(drafts.value).set(cellOf(at), { value, text: target.value }));
  const done = () => (oneLine(text) ? explain(oneLine(text)) : (lacking.value = cellOf(at)));
  const press = (pressed) => {
    pressed.stopPropagation(); // digits and letters are words here
    if (pressed.key === 'Escape') drop(at);
    if (pressed.key !== 'Enter' || pressed.shiftKey || pressed.isComposing) return;
    pressed.preventDefault();
    done();
  };
  const wanting = lacking.value === cellOf(at);
  return html`<div class="explaining"><label for="explaining"><b class="for">${said(at.aspect, value)}</b> <span>${both('This mark needs a reason.')}</span></label>
    <textarea id="explaining" rows="2" maxlength=${LONGEST} value=${text} ref=${focused} aria-invalid=${wanting ? 'true' : null} aria-describedby="explaining-why" onInput=${write} onKeyDown=${press}></textarea>
    <p id="explaining-why" class=${wanting ? 'wrongly' : 'label'} role=${wanting ? 'alert' : null}>${wanting ? sentences({ code: 'comment-missing', facts: { value: said(at.aspect, value), aspect: at.code } }).join(' ') : _('A few words why. The chief judge and the office read them with the mark; the public never does.')}</p>
    <button type="button" class="button primary" onClick=${done}>${icon('tick')}<span>${both('Done')}</span></button></div>`;
}

let shown = null;
function focused(field) {
  if (field && field !== shown) {
    field.focus();
    field.closest('.explaining')?.scrollIntoView({ block: 'nearest' }); // its button, too
  }
  shown = field;
}

/** What she wrote with the mark that the cell shows, and a way to write it anew. */
export const Said = ({ at, locked }) =>
  band('said', both('Your reason'), at.view.words, !locked && html`<button type="button" class="button" onClick=${() => ask(at, at.view.value, at.view.words)}>${_('Change')}</button>`);
