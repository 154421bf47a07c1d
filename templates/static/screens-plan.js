// A screen's plan: which pages, in which order, each for how long. Order by buttons, or by Alt and the arrow keys.

import { useEffect, useRef, useState } from 'preact/hooks';
import { html, icon } from './parts.js';
import { _, both, lang, name } from './words.js';
import { titled } from './screens-card.js';

const SECONDS = 20;
const LEAST_S = 5;
const MOST_S = 3600;
const MOST = 40;

export function PlanEditor({ screen, tell, close, refusal, given, many, busy }) {
  const [was] = useState(screen.plan);
  const [rows, setRows] = useState(() => screen.plan.map((each, at) => ({ ...each, key: at })));
  const [chosen, setChosen] = useState(given.choices[0].page);
  const made = useRef(rows.length);
  const list = useRef(null);
  const focus = useRef(null); // {key, part}: what holds the focus after rows have moved
  const names = new Map(given.choices.map((each) => [each.page, each]));
  const moved = JSON.stringify(screen.plan) !== JSON.stringify(was);

  useEffect(() => {
    if (!focus.current) return;
    const { key, part } = focus.current;
    const row = list.current.querySelector(`[data-key="${key}"]`);
    (row?.querySelector(`.${part}:not(:disabled)`) || row?.querySelector('input'))?.focus();
    focus.current = null;
  });

  const move = (at, by, part) => {
    const to = at + by;
    if (to < 0 || to >= rows.length) return;
    const next = [...rows];
    [next[at], next[to]] = [next[to], next[at]];
    focus.current = { key: rows[at].key, part };
    setRows(next);
  };
  const remove = (at) => {
    const left = rows.filter((_each, other) => other !== at);
    focus.current = { key: (left[at] || left.at(-1)).key, part: 'remove' };
    setRows(left);
  };
  const add = () => {
    made.current += 1;
    setRows([...rows, { page: chosen, seconds: rows.at(-1)?.seconds || SECONDS, key: made.current }]);
  };
  const time = (at, text) => setRows(rows.map((each, other) => (other === at ? { ...each, seconds: Number(text) } : each)));
  const keyed = (at) => (press) => {
    if (!press.altKey || !['ArrowUp', 'ArrowDown'].includes(press.key)) return;
    press.preventDefault();
    const part = [...press.target.classList].find((each) => ['raise', 'lower', 'remove', 'seconds'].includes(each)) || 'seconds';
    move(at, press.key === 'ArrowUp' ? -1 : 1, part);
  };
  const plan = () => rows.map(({ page, seconds }) => ({ page, seconds }));
  const save = async (submit) => {
    submit.preventDefault();
    if (await tell(screen, { act: 'plan', plan: plan(), was }, _('{name} has its new plan.', { name: screen.name }))) close();
  };
  const everywhere = async (click) => {
    if (click.target.form.reportValidity() && (await tell({ id: 'all' }, { act: 'plan', plan: plan() }, _('Every screen has this plan.')))) close();
  };
  const groups = new Map();
  for (const each of given.choices) groups.set(name(each.within), [...(groups.get(name(each.within)) || []), each]);
  const whole = rows.reduce((sum, each) => sum + (each.seconds || 0), 0);

  return html`<form class="form planned" onSubmit=${save}><h2 id="box-title">${both('Plan')} <b>${screen.name}</b></h2>${refusal}
    ${moved && html`<p class="band amber">${icon('conflict')}<span>${_('Somebody else has changed this plan meanwhile. Close and open it again to see it.')}</span></p>`}
    <ol ref=${list}>${rows.map(
      (each, at) => html`<li key=${each.key} data-key=${each.key} onKeyDown=${keyed(at)}><span class="place">${at + 1}</span><span class="titled">${titled(names.get(each.page), each.page)}</span>
        <label><span class="unseen">${_('Seconds for {name}', { name: titled(names.get(each.page), each.page) })}</span><input class="seconds" type="number" inputmode="numeric" required min=${LEAST_S} max=${MOST_S} step="1" value=${each.seconds || ''} onInput=${(input) => time(at, input.target.value)} /> s</label>
        <button type="button" class="button raise" disabled=${at === 0} aria-label=${_('{n} up', { n: at + 1 })} onClick=${() => move(at, -1, 'raise')}>${icon('up')}</button><button type="button" class="button lower" disabled=${at === rows.length - 1} aria-label=${_('{n} down', { n: at + 1 })} onClick=${() => move(at, 1, 'lower')}>${icon('down')}</button><button type="button" class="button remove" disabled=${rows.length === 1} aria-label=${_('Take {n} out', { n: at + 1 })} onClick=${() => remove(at)}>${icon('cross')}</button></li>`,
    )}</ol>
    <div class="adds"><div class="field"><label for="page">${both('Another page')}</label><select id="page" value=${chosen} onChange=${(choice) => setChosen(choice.target.value)}>${[...groups].map(([within, pages]) => html`<optgroup label=${within || _('The whole event')} lang=${lang.value === 'zh' ? 'zh-Hans-CN' : 'en'}>${pages.map((each) => html`<option value=${each.page}>${name(each.name)}</option>`)}</optgroup>`)}</select></div><button type="button" class="button" disabled=${rows.length >= MOST} onClick=${add}>${_('Add')}</button></div>
    <p class="label">${rows.length === 1 ? _('One page stays for as long as it is the only one.') : _('Once around takes {s} s.', { s: whole })}</p>
    <div class="does"><button class="button primary" disabled=${busy !== '' || moved}>${_('Keep the plan')}</button>${many > 1 && html`<button type="button" class="button" disabled=${busy !== ''} onClick=${everywhere}>${_('To all {n} screens', { n: many })}</button>`}<button type="button" class="button" onClick=${close}>${_('Cancel')}</button></div></form>`;
}
