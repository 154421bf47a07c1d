// What frames a live page: its heading, the state of the link, the time, the switches.

import { html, icon, paint, painted } from './parts.js';
import { _, both, day, lang, pair, speak, time } from './words.js';

/** "Live", how often it is asked for where nothing can be pushed, "Frozen", "Official", or that the board may be behind and from when it is. */
export function badge(status, link, asOf) {
  if (link.state === 'connecting') return html`<p class="badge wait">${icon('live')}<span>${both('Connecting')}</span></p>`;
  if (link.state !== 'live') {
    return html`<p class="badge stale" role="status">${icon('cut')}<span><b>${_('Reconnecting.')}</b> ${_('Board as of')} <time datetime=${asOf}>${time(asOf)}</time></span></p>`;
  }
  if (status === 'final') return html`<p class="badge final">${icon('seal')}<span>${both('Official')}</span></p>`;
  if (status === 'frozen') return html`<p class="badge frozen">${icon('snow')}<span>${both('Frozen')}</span></p>`;
  if (link.over === 'poll') {
    return html`<p class="badge live" title=${_('Nothing can be pushed to this place: the board is asked for every two seconds.')}>${icon('live')}<span>${both('Every 2 s')}</span></p>`;
  }
  return html`<p class="badge live">${icon('live')}<span>${both('Live')}</span></p>`;
}

export const clock = (asOf) =>
  html`<p class="asof"><time datetime=${asOf}>${time(asOf)}</time> <span class="label">${both('As of')}${day(asOf) && html` ${day(asOf)}`}</span></p>`;

export const language = () =>
  lang.value === 'zh'
    ? html`<button type="button" class="switch" lang="en" title="English" onClick=${() => speak('en')}>EN</button>`
    : html`<button type="button" class="switch" lang="zh-Hans-CN" onClick=${() => speak('zh')}>中文</button>`;

const NEXT = {
  light: { to: 'dark', sign: 'moon', say: () => _('Dark') },
  dark: { to: 'contrast', sign: 'contrast', say: () => _('High contrast') },
  contrast: { to: 'light', sign: 'sun', say: () => _('Light') },
};

/** The colours that the switch changes to: what they are called, their icon, and `choose`. */
export function colours() {
  const { to, sign, say } = NEXT[painted.value];
  return { label: say(), sign, choose: () => paint(to) };
}

export function theme() {
  const { label, sign, choose } = colours();
  return html`<button type="button" class="switch" aria-label=${label} title=${label} onClick=${choose}>${icon(sign)}</button>`;
}

const intoView = (tab) => tab?.parentElement.scrollTo({ left: tab.offsetLeft - 32 });

/** The trades of the event as tabs; `here` is the one shown. */
export const tabs = (roster, here) =>
  roster?.trades.length > 1 &&
  html`<nav class="tabs" aria-label=${_('Trades')}>${roster.trades.map(
    (trade) =>
      html`<a href=${`/events/${roster.event.id}/trades/${trade.id}`} aria-current=${trade.id === here ? 'page' : null} ref=${trade.id === here ? intoView : null}>${pair({ [lang.value]: trade.name[lang.value] || trade.name.zh || trade.name.en })}</a>`,
  )}</nav>`;

/** A page that has nothing to show yet, or cannot: one icon, one sentence, and what can be done. */
export const notice = (kind, words, action) =>
  html`<div class=${`notice ${kind}`} role="status">${icon(kind === 'error' ? 'refused' : kind === 'offline' ? 'cut' : 'list')}<p>${words}</p>${action}</div>`;
