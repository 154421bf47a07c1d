// The console of screens: it asks every moment how each stands, and tells them what to show.

import { render } from 'preact';
import { computed, signal } from '@preact/signals';
import { html, icon } from './parts.js';
import { _, both, time } from './words.js';
import { Card, comma } from './screens-card.js';
import { PlanEditor } from './screens-plan.js';
import { Adding, MessageForm, Renaming } from './screens-forms.js';

const EVERY_MS = 1_500;
const PATIENCE_MS = 8_000;
const ALL = { id: 'all', message: '', full: false };

const root = document.getElementById('console');
const given = JSON.parse(root.dataset.given);
const [leads, follows] = JSON.parse(root.dataset.presets);
given.presets = leads.map((lead, at) => ({ lead, follow: follows[at] }));
const place = `/api/events/${encodeURIComponent(given.event)}/screens`;

const list = signal(given.list);
const lost = signal(''); // since when the server does not answer
const refused = signal([]); // sentences of the last act that was refused
const said = signal(''); // what the last act did, for who hears the page
const busy = signal('');
const opened = signal(null); // {kind, screen}: the dialog

const on = computed(() => list.value.screens.filter((each) => each.state === 'on').length);

async function ask(path = '', body = null) {
  const options = body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
  const answer = await fetch(place + path, { cache: 'no-store', signal: AbortSignal.timeout?.(PATIENCE_MS), ...options });
  if (answer.status === 401 || answer.status === 403) location.reload(); // to sign in, or to read why not
  const told = await answer.json();
  if (answer.ok) {
    list.value = told;
    lost.value = '';
  }
  return answer.ok ? [] : told.problems;
}

let asking = false;
async function again() {
  if (asking || busy.peek()) return;
  asking = true;
  try {
    await ask();
  } catch {
    lost.value ||= list.peek().at;
  }
  asking = false;
}
setInterval(again, EVERY_MS);

/** What is wrong and what to do, with the problem's facts in their places. */
const sentence = ({ code, facts }) =>
  (given.problems[code] || given.problems['unknown-code']).join(' ').replace(/\{(\w+)\}/g, (_whole, fact) => ({ code, ...facts })[fact] ?? '…');

/** Do one thing, once however often it is clicked; true where it was done. */
async function act(path, body, done) {
  if (busy.peek()) return false;
  busy.value = path + (body.act || '');
  refused.value = [];
  let problems = [];
  try {
    problems = await ask(path, body);
    if (!problems.length) said.value = done;
  } catch {
    problems = [{ code: 'store-failed', facts: {} }];
  }
  refused.value = problems.map(sentence);
  busy.value = '';
  return !problems.length;
}

const tell = (screen, body, done) => act(`/${screen.id}`, body, done);
const names = new Map(given.choices.map((each) => [each.page, each]));

function close() {
  opened.value = null;
  refused.value = [];
}

function Dialog() {
  if (!opened.value) return null;
  const { kind, screen } = opened.value;
  const many = list.value.screens.length;
  const fresh = list.value.screens.find((each) => each.id === screen.id) || screen;
  const shared = { screen: fresh, many, tell, close, refusal: html`<${Refusal} />`, given, busy: busy.value };
  const shown = { plan: PlanEditor, message: MessageForm, name: Renaming }[kind];
  const show = (element) => element && !element.open && element.showModal();
  return html`<dialog class="box" ref=${show} aria-labelledby="box-title" onClose=${close} onClick=${(click) => click.target.tagName === 'DIALOG' && click.target.close()}><div class="inside"><${shown} key=${`${kind} ${screen.id}`} ...${shared} /></div></dialog>`;
}

const Refusal = () => refused.value.length > 0 && html`<p class="band refused" role="alert">${icon('refused')}<span>${refused.value.join(' ')}</span></p>`;

function Everywhere() {
  const many = list.value.screens.length;
  const every = (body, done) => () => tell(ALL, body, done);
  return html`<section class="panel everywhere" aria-labelledby="all-title"><h2 class="head" id="all-title">${both('All screens')}<span class="count">${many}</span></h2>
    <div class="does">
      <button type="button" class="button" disabled=${!many} onClick=${() => (opened.value = { kind: 'message', screen: ALL })}>${_('Message')}</button>
      <button type="button" class="button" disabled=${!many} onClick=${every({ act: 'identify' }, _('Every screen shows its name.'))}>${_('Names')}</button>
      <button type="button" class="button" disabled=${!many} onClick=${every({ act: 'message', text: '', full: false }, _('No screen shows a message.'))}>${_('No message')}</button>
      <button type="button" class="button" disabled=${!many} onClick=${every({ act: 'hide' }, _('Every screen is hidden.'))}>${_('Hide')}</button>
      <button type="button" class="button" disabled=${!many} onClick=${every({ act: 'show' }, _('Every screen shows its plan.'))}>${_('Show')}</button>
      <button type="button" class="button" disabled=${!many} onClick=${every({ act: 'reload' }, _('Every screen loads itself anew.'))}>${_('Reload')}</button>
    </div></section>`;
}

function Page() {
  const { screens, build } = list.value;
  const open = (kind) => (screen) => (opened.value = { kind, screen });
  const silent = screens.filter((each) => each.state === 'silent');
  return html`<p class="unseen" role="status">${said.value}</p>
    ${lost.value && html`<p class="band amber" role="status">${icon('cut')}<span>${_('No link to the server. What stands here is as of')} <time datetime=${lost.value}>${time(lost.value)}</time></span></p>`}
    ${!lost.value && silent.length > 0 && html`<p class="band amber" role="status">${icon('cut')}<span>${_('Silent: {names}', { names: silent.map((each) => each.name).join(comma()) })}</span></p>`}
    ${!opened.value && html`<${Refusal} />`}
    <div class="screens">
      ${screens.length > 0 && html`<${Everywhere} />`}
      <div class="tiles">
        ${screens.length > 0 && html`<p class="label">${_('{on} of {all} screens are on', { on: on.value, all: screens.length })}</p>`}
        <ul>${screens.map((screen) => html`<${Card} key=${screen.id} ...${{ screen, names, build, tell, base: given.base, lost: lost.value, message: open('message'), plan: open('plan'), rename: open('name') }} />`)}</ul>
        ${!screens.length && html`<div class="empty">${icon('onboard')}<div><p>${both('No screen yet.')}</p><p class="more">${_('A screen is a browser at a projector or television. Give it a name here; it gets a short code, to be typed there once.')}</p></div></div>`}
      </div>
      <${Adding} given=${given} screens=${screens} busy=${busy.value} make=${(name, key) => act('', { name, key }, _('The screen {name} is made.', { name }))} />
    </div>
    <${Dialog} />`;
}

root.replaceChildren();
render(html`<${Page} />`, root);
