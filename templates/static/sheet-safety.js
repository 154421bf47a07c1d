// What the judge is told about her marks being safe: whether the server is reached, what this browser cannot do, and the
// hand-over of the tablet, which lets nobody go who would leave a mark behind.

import { signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, count } from './words.js';
import { contact, outbox, store, unsent, unsettled } from './sheet-model.js';
import { exported, exportUnsent, leave, sealable } from './sheet-hand-over.js';
import { sentences } from './sheet-parts.js';
import { shell } from './sheet-shell.js';

const safe = () => (unsent.value ? _('Safe on this tablet: {n}.', { n: count(unsent.value) }) : '');
const banner = (sign, role, words, act) => html`<div class="banner" role=${role}>${icon(sign)}<p>${words}</p>${act}</div>`;
const again = () => addEventListener('focus', () => outbox.wake(), { once: true });
const way = (href, words) => html`<a class="button" href=${href} target="_blank" rel="noopener" onClick=${again}>${words}</a>`;

/** Why nothing is sent just now, what is safe all the same, and what to do. */
export function Banner() {
  const { status, code } = outbox.why.value;
  if (contact.value === 'closed') {
    if (code === 'device-revoked' || code === 'device-expired') return banner('leave', 'alert', html`<b>${sentences({ code })[0]}</b> ${safe()} ${sentences({ code })[1]}`, way('/enrol', _('Enrol again')));
    if (code === 'other-judge') return banner('people', 'alert', html`<b>${sentences({ code })[0]}</b> ${safe()} ${sentences({ code })[1]}`, way('/sign-in', _('Sign in')));
    return banner('leave', 'alert', html`<b>${_('You are signed out.')}</b> ${safe()} ${_('Sign in again in the new window, then come back here.')}`, way('/sign-in', _('Sign in')));
  }
  if (contact.value === 'cut') {
    const lead = status >= 500 ? _('The server cannot store anything just now.') : _('Offline');
    return banner('cut', 'status', html`<b>${lead}</b> <b>${safe()}</b> ${_('Keep marking; they are sent when the line is back.')}${shell.value !== 'kept' ? html` <b>${_('Do not load this page anew until then.')}</b>` : ''}`);
  }
  return html`<${Lacking} />`;
}

// ---- what this browser cannot do ----

const understood = signal(''); // key of what the judge has read
store.setting('understood').then((key) => (understood.value ||= key ?? ''), () => {});

/** What is missing and how it is had: {key, what, more, href}, null where nothing is. */
export function lacking() {
  if (store.why === 'memory') return { key: 'memory', what: _('This browser keeps nothing: marks that are not sent are lost when the page is closed or loaded anew.'), more: _('Leave the private window, or allow this site to keep data.') };
  if (shell.value === 'insecure') return { key: 'insecure', what: _('Without network this page cannot be loaded again; marks stay safe.'), more: _('It needs HTTPS:'), href: '/trust' };
  if (shell.value === 'failed') return { key: 'failed', what: _('Without network this page cannot be loaded again; marks stay safe.'), more: _('The certificate is not trusted here yet:'), href: '/trust' };
  if (shell.value === 'absent') return { key: 'absent', what: _('Without network this page cannot be loaded again; marks stay safe.'), more: _('This browser cannot keep pages: take a newer one.') };
  return null;
}

const said = ({ what, more, href }) => html`<b>${what}</b> ${more} ${href && html`<a href=${href} target="_blank" rel="noopener">${_('How this tablet comes to trust the server')}</a>`}`;

function Lacking() {
  const found = lacking();
  if (!found || understood.value === found.key) return null;
  const accept = () => {
    understood.value = found.key;
    store.set('understood', found.key).catch(() => {});
  };
  return html`<div class="banner lacking" role="status">${icon('tablet')}<p>${said(found)}</p><button type="button" class="button" onClick=${accept}>${_('Understood')}</button></div>`;
}

/** The same in the menu, as long as it is so. */
export function Lacks() {
  const found = lacking();
  return found && html`<p class="why">${said(found)}</p>`;
}

// ---- hand-over ----

export const handing = signal(false);

export function HandOver() {
  const left = unsettled.value;
  const safeToGo = left === 0 || exported.value;
  const close = () => (handing.value = false);
  return html`<dialog class="keys-list hand-over" ref=${(dialog) => dialog && !dialog.open && dialog.showModal()} onClose=${close} aria-labelledby="hand-over-title"><h2 id="hand-over-title">${both('Hand over, sign out')}</h2>
    <p class="remains" role="status"><b>${count(left)}</b> <span>${both('not sent or not settled')}</span></p>
    ${left === 0 ? html`<p>${_('Everything that you gave is in the ledger. Nothing of yours stays on this tablet.')}</p>` : html`<${Remaining} />`}
    <div class="acts"><form method="dialog"><button class="button" autofocus>${_('Back to the sheet')}</button></form>
    <form method="post" action="/sign-out" onSubmit=${leave}><button class="button primary" disabled=${!safeToGo}>${icon('leave')}<span>${_('Sign out')}</span></button></form></div></dialog>`;
}

function Remaining() {
  if (exported.value) return html`<p>${_('The file {name} holds them. Bring it to the office on a stick or by cable; it records them as yours. They stay here, too, and are sent if you come back to this tablet.', { name: exported.value })}</p>`;
  return html`<p>${_('Wait until they are sent: this page does it by itself, as soon as the server answers. Settle what is refused or in conflict.')}</p>
    ${sealable.value === 'insecure' ? html`<p>${_('To take them out as a sealed file the page needs HTTPS.')} <a href="/trust" target="_blank" rel="noopener">${_('How this tablet comes to trust the server')}</a></p>` : sealable.value === 'no-key' ? html`<p>${_('They can be taken out as a sealed file once this tablet has reached the server.')}</p>` : html`<p>${_('Or take them out as a sealed file, which only the office can open:')} <button type="button" class="button" onClick=${exportUnsent}>${_('Take out sealed')}</button></p>`}`;
}
