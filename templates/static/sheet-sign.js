// Reading a sheet over, and signing it.

import { html, icon } from './parts.js';
import { _, both } from './words.js';
import { cells, extent, here, pairs, sheet, signing, spot } from './sheet-model.js';
import { face, readAgain, seen, signNow } from './sheet-acts.js';
import { sheetDigest } from './sheet-digest.js';
import { band, called, calledBoth, clock, said, sentences, sign, tryOf } from './sheet-parts.js';

function Row({ each, changed }) {
  return html`<tr class=${changed ? 'changed' : ''}><th scope="row"><span class="code">${each.code}</span></th><td class="title">${each.aspect.attempts.count > 1 ? html`${tryOf(each.cell.attempt)} ` : ''}${calledBoth(each.aspect)}${each.cell.paper && !each.view.entry && html` <em>${_('from paper')}</em>`}${changed && html` <em>${_('changed since you read it')}</em>`}${each.view.words && html`<span class="words">${each.view.words}</span>`}</td><td class="value"><b>${said(each.aspect, each.view.value) || '–'}</b></td><td class="state"><button type="button" class="mend" aria-label=${`${_('Change')} ${each.code} ${called(each.aspect)}`} onClick=${() => { face.value = 'mark'; spot.value = each.at; }}>${sign(each.view.state)}</button></td></tr>`;
}

/** Who signs what, with one primary act. */
function Act() {
  const { state, line, at, ready, entry } = signing.value;
  if (state === 'signed') {
    return html`<div class="after">${band('signed', html`${both('Signed')} ${clock(at)}`, html`${line ? _('Line {line} of the ledger.', { line }) : ''} ${_('A change now needs the chief judge and a second person.')}`)}</div>`;
  }
  if (state === 'sending') return html`<div class="after">${band(entry.status === 'sent' ? 'sent' : 'tablet', _('Your signature is on its way.'), _('It goes behind the marks of this sheet.'))}</div>`;
  if (state === 'refused') {
    return html`<div class="after">${entry.problems.map((problem) => band('refused', ...sentences(problem, sheet.value.code)))}<button type="button" class="button primary" onClick=${readAgain}><span>${both('Read it over again')}</span></button></div>`;
  }
  const left = extent.value.tablet;
  return html`<div class="sign-act"><button type="button" class="button seal" disabled=${!ready} onClick=${signNow}>${icon('pen')}<span>${both('Sign')}</span></button>
    <p>${ready ? _('You sign exactly these values. After that, a change needs the chief judge and a second person.') : left ? _('{n} marks are not stored yet; then you can sign.', { n: left }) : _('Settle what is marked above, then you can sign.')}</p></div>`;
}

export function Review() {
  const groups = [];
  for (const each of cells.value) {
    if (groups.at(-1)?.module.id !== each.module.id) groups.push({ module: each.module, rows: [] });
    groups.at(-1).rows.push(each);
  }
  const before = seen.value?.place === here.value ? seen.value.values : null;
  return html`<div class="review"><h2 class="title"><b>${both('Read over and sign')}</b></h2>
    <div class="sheet-table"><table><caption class="unseen">${_('All marks of this sheet')}</caption>${groups.map(({ module, rows }) => html`<tbody><tr class="module"><th colspan="4" scope="rowgroup">${module.id.length <= 3 && `${module.id} `}${calledBoth(module)}</th></tr>${rows.map((each) => html`<${Row} each=${each} changed=${Boolean(before?.has(each.at) && before.get(each.at) !== each.view.value)} />`)}</tbody>`)}</table></div>
    <${Act} />
    ${(signing.value.ready || signing.value.state !== 'open') && html`<p class="digest"><span>${both('Digest of the sheet')}</span> <code>${sheetDigest(pairs(sheet.value)).replace(/(.{8})(?=.)/g, '$1 ')}</code></p>`}</div>`;
}
