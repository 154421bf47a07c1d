// One screen as the console shows it: what is on its glass, how far its plan is, and what can be done.

import { html, icon } from './parts.js';
import { _, both, lang, name, pair, time } from './words.js';

const STATES = {
  on: ['stored', 'tick', () => both('On')],
  silent: ['tablet', 'cut', () => both('Silent')],
  never: ['waiting', 'owed', () => both('Not connected yet')],
};

export const comma = () => (lang.value === 'zh' ? '、' : ', ');

/** What a page is called: of a trade's, the trade too. */
export function titled(choice, page) {
  if (!choice) return page || '–';
  const within = name(choice.within);
  const own = name(choice.name);
  return within && within !== own ? `${within} · ${own}` : own;
}

function Glass({ screen, names }) {
  const { report, state, message } = screen;
  const shows = report.shows;
  const page = report.page === null ? null : names.get(report.page);
  const words = html`<p class="message">${message.split('\n')[0]}</p>`;
  const said =
    shows === 'hidden' ? html`<p class="what">${both('Hidden')}</p>`
    : shows === 'name' ? html`<p class="what">${_('Shows its name')}</p>`
    : shows === 'message' ? words
    : report.page === null ? html`<p class="what">${_('Loading')}</p>`
    : html`<p class="what">${page ? pair({ zh: whole(page, 'zh'), en: whole(page, 'en') }) : report.page}</p>`;
  return html`<div class=${`glass ${state} ${shows}`}>${said}
    ${shows === 'page' && (report.as_of || report.version !== null) && html`<p class="glance">${report.as_of && html`${_('As of')} <time datetime=${report.as_of}>${time(report.as_of)}</time>${state === 'on' && html`<span class="dot"></span>`}`}${state === 'on' && fresh(report)}</p>`}
    ${state === 'on' && shows === 'page' && message && !screen.full && words}</div>`;
}

const whole = ({ within, name: own }, to) => (within[to] && within[to] !== own[to] ? `${within[to]} ${own[to]}` : own[to]);

const fresh = (report) =>
  report.board === 'stale' ? _('its board has no link')
  : report.behind ? _('behind the server')
  : report.version === null ? ''
  : _('up to date, version {version}', { version: report.version });

/** The plan on a scale: each page as long as it is shown, what has passed filled. */
function Plan({ screen, names }) {
  const { plan, report, state } = screen;
  const all = plan.reduce((sum, each) => sum + each.seconds, 0);
  const place = state === 'on' && report.page !== null ? Math.min(report.place, plan.length - 1) : -1;
  const gone = place < 0 ? 0 : plan.slice(0, place).reduce((sum, each) => sum + each.seconds, 0) + Math.max(0, plan[place].seconds - (plan.length > 1 ? report.left_s : 0));
  let at = 0;
  const marks = plan.map((each) => ((at += each.seconds), (100 * at) / all)).slice(0, -1);
  return html`<div class="plan">
    <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true"><rect class="track" x="0" y="6" width="100" height="10" /><rect class="given" x="0" y="6" width=${(100 * gone) / all} height="10" />${marks.map((x) => html`<rect class="tick" x=${x - 0.2} y="0" width="0.4" height="16" />`)}</svg>
    <p class="label">${plan.length === 1 ? _('One page: {name}', { name: titled(names.get(plan[0].page), plan[0].page) }) : place < 0 ? _('{n} pages', { n: plan.length }) : _('Page {at} of {n}, turns in {s} s', { at: place + 1, n: plan.length, s: report.left_s })}</p>
  </div>`;
}

export function Card({ screen, names, tell, base, lost, message, plan, rename }) {
  const { report, state, hidden, code } = screen;
  const [tone, sign, word] = STATES[state];
  const failed = report?.failed || [];
  const warn = [
    state === 'on' && report.browsers > 1 && _('{n} browsers show this screen', { n: report.browsers }),
    state === 'on' && !report.visible && _('Its window is hidden or minimised'),
    state !== 'never' && screen.old && _('It runs a page from before the last change of the server: reload it'),
    failed.length > 0 && _('Cannot be shown: {pages}', { pages: failed.map((each) => titled(names.get(each), each)).join(comma()) }),
  ].filter(Boolean);
  const does = (act, done) => () => tell(screen, { act }, done);
  const closing = (run) => (click) => {
    click.currentTarget.closest('details').open = false;
    run();
  };
  return html`<li class=${`panel tile ${lost ? 'past' : ''}`} id=${`screen-${screen.id}`} data-state=${state}>
    <div class="top"><h2>${screen.name}</h2><span class=${`chip ${tone}`}>${icon(sign)}<span>${word()}${state === 'silent' && html` <span class="since">${_('since')} <time datetime=${screen.seen_at}>${time(screen.seen_at)}</time></span>`}</span></span></div>
    ${state === 'never' ? html`<div class="glass none"><p>${_('In the browser of the screen open')}</p><p class="address">${base}</p><p>${_('and type the code')}</p><p class="code">${code.slice(0, 3)} ${code.slice(3)}</p></div>` : html`<${Glass} screen=${screen} names=${names} />`}
    ${hidden && html`<p class="hint">${icon('hold')}${_('Hidden: the screen shows the name of the event alone.')}</p>`}
    ${screen.message && html`<p class="hint">${icon('bell')}<span class="words">${screen.message}</span></p>`}
    ${warn.map((each) => html`<p class="hint amber">${icon('refused')}${each}</p>`)}
    <${Plan} screen=${screen} names=${names} />
    <p class="label tail">${report && html`<span>${report.width} × ${report.height}</span><span class="dot"></span>`}<a href=${`/screens/${code}`} target="_blank" rel="noopener">${code.slice(0, 3)} ${code.slice(3)}</a>${state === 'on' && html`<span class="dot"></span><span>${report.link === 'socket' ? _('told at once') : _('asks every few seconds')}</span>${report.awake && html`<span class="dot"></span><span>${_('kept awake')}</span>`}`}</p>
    <div class="does">
      <button type="button" class="button" onClick=${does('identify', _('{name} shows its name.', { name: screen.name }))}>${_('Which one?')}</button>
      <button type="button" class="button" aria-pressed=${hidden} onClick=${does(hidden ? 'show' : 'hide', hidden ? _('{name} shows its plan.', { name: screen.name }) : _('{name} is hidden.', { name: screen.name }))}>${hidden ? _('Show') : _('Hide')}</button>
      <button type="button" class="button" onClick=${() => message(screen)}>${_('Message')}</button>
      <button type="button" class="button" onClick=${() => plan(screen)}>${_('Plan')}</button>
      <details class="rest"><summary class="button" title=${_('More')}>${icon('menu')}<span class="unseen">${_('More')} ${screen.name}</span></summary><div>
        <button type="button" class="button plain" onClick=${closing(does('reload', _('{name} loads itself anew.', { name: screen.name })))}>${_('Reload')}</button>
        <button type="button" class="button plain" onClick=${closing(() => rename(screen))}>${_('Rename')}</button>
        <button type="button" class="button plain stop" onClick=${closing(() => confirm(_('Remove {name}? Its address leads nowhere then.', { name: screen.name })) && tell(screen, { act: 'remove' }, _('{name} is removed.', { name: screen.name })))}>${_('Remove')}</button>
      </div></details>
    </div></li>`;
}
