// What the console of screens asks: a name for a new one, another name, a message.

import { useState } from 'preact/hooks';
import { html, icon } from './parts.js';
import { _, both } from './words.js';

const fresh = () => `form-${Array.from(crypto.getRandomValues(new Uint8Array(12)), (each) => 'abcdefghijklmnopqrstuvwxyz012345'[each % 32]).join('')}`;

/** The next half hour that is at least half an hour away, on the wall. */
function soon() {
  const then = new Date(Math.ceil((Date.now() + 30 * 60_000) / 1_800_000) * 1_800_000);
  return `${String(then.getHours()).padStart(2, '0')}:${String(then.getMinutes()).padStart(2, '0')}`;
}

export function Adding({ given, screens, make, busy }) {
  const [name, setName] = useState('');
  const [key, setKey] = useState(fresh);
  const send = async (submit) => {
    submit.preventDefault();
    if (await make(name.trim(), key)) {
      setName('');
      setKey(fresh());
    }
  };
  return html`<section class="panel adding" aria-labelledby="add-title"><h2 class="head" id="add-title">${both('Add a screen')}</h2>
    <form class="form" onSubmit=${send}><div class="field"><label for="screen-name">${both('Name')}</label><span class="input"><input id="screen-name" required maxlength=${given.limits.name} autocomplete="off" value=${name} onInput=${(each) => setName(each.target.value)} /></span><p class="help">${_('Where it hangs: “Hall, left”.')}</p></div>
      <div class="act"><button class="button primary" disabled=${busy !== '' || screens.length >= given.limits.screens}>${icon('onboard')}${_('Make the screen')}</button></div></form>
    <p class="more">${_('Then, in the browser of the projector or television, open')}</p><p class="address">${given.base}</p><p class="more">${_('and type the code that stands on its card.')}</p>
    <div class="qr" dangerouslySetInnerHTML=${{ __html: given.qr }}></div></section>`;
}

export function Renaming({ screen, tell, close, refusal, given, busy }) {
  const [name, setName] = useState(screen.name);
  const send = async (submit) => {
    submit.preventDefault();
    if (await tell(screen, { act: 'rename', name: name.trim() }, _('Renamed.'))) close();
  };
  return html`<form class="form" onSubmit=${send}><h2 id="box-title">${both('Another name')}</h2>${refusal}
    <div class="field"><label for="new-name">${both('Name')}</label><span class="input"><input id="new-name" required maxlength=${given.limits.name} autocomplete="off" value=${name} onInput=${(each) => setName(each.target.value)} autofocus /></span></div>
    <div class="does"><button class="button primary" disabled=${busy !== ''}>${_('Rename')}</button><button type="button" class="button" onClick=${close}>${_('Cancel')}</button></div></form>`;
}

export function MessageForm({ screen, tell, close, refusal, given, many, busy }) {
  const [text, setText] = useState(screen.message);
  const [full, setFull] = useState(screen.full);
  const all = screen.id === 'all';
  const send = async (submit) => {
    submit.preventDefault();
    if (await tell(screen, { act: 'message', text: text.trim(), full }, text.trim() ? _('The message is shown.') : _('The message is taken away.'))) close();
  };
  const take = async () => {
    if (await tell(screen, { act: 'message', text: '', full: false }, _('The message is taken away.'))) close();
  };
  const preset = ({ lead, follow }) => {
    const at = soon();
    return [lead, follow].filter(Boolean).map((each) => each.replace('{time}', at)).join('\n');
  };
  return html`<form class="form" onSubmit=${send}><h2 id="box-title">${all ? both('Message to all {n} screens', { n: many }) : html`${both('Message')} <b>${screen.name}</b>`}</h2>${refusal}
    <div class="field"><label for="message">${both('Message')}</label><textarea id="message" rows="3" maxlength=${given.limits.message} autofocus onInput=${(each) => setText(each.target.value)} value=${text}></textarea><p class="help">${_('Up to four lines. The first stands largest.')}</p></div>
    <div class="presets" role="group" aria-label=${_('Often said')}>${given.presets.map((each) => html`<button type="button" class="button plain" onClick=${() => setText(preset(each))}>${preset(each).split('\n')[0]}</button>`)}</div>
    <fieldset class="field choices"><legend>${both('How it is shown')}</legend>
      <label class="option"><input type="radio" name="full" checked=${!full} onChange=${() => setFull(false)} /><span>${_('In a band below, the pages go on')}</span></label>
      <label class="option"><input type="radio" name="full" checked=${full} onChange=${() => setFull(true)} /><span>${_('Alone, over the whole screen')}</span></label></fieldset>
    <div class="does"><button class="button primary" disabled=${busy !== ''}>${icon('bell')}${_('Show the message')}</button>${(all || screen.message) && html`<button type="button" class="button" disabled=${busy !== ''} onClick=${take}>${_('Take it away')}</button>`}<button type="button" class="button" onClick=${close}>${_('Cancel')}</button></div></form>`;
}
