// Small things that several pages show: icons, the ruled scale, the state of the link, the switches.

import { h } from 'preact';
import { signal } from '@preact/signals';
import htm from 'htm';

export const html = htm.bind(h);

const PATHS = {
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 15v1.5',
  chart: 'M4 4v16h16M7.5 15.5l4-6 3.5 3 5-7.5',
  tick: 'M4.5 12.5l5 5 10-11',
  range: 'M12 3.5v17M8 7.5l4-4 4 4M8 16.5l4 4 4-4',
  snow: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5L12 7l2.5-2.5M9.5 19.5L12 17l2.5 2.5',
  live: 'M3 9.5a13 13 0 0 1 18 0M6 13a8.6 8.6 0 0 1 12 0M9 16.3a4.4 4.4 0 0 1 6 0M12 19.6v.01',
  cut: 'M3 3l18 18M3 9.5a13 13 0 0 1 5-3.1M12 5.8a13 13 0 0 1 9 3.7M6 13a8.6 8.6 0 0 1 4.5-2.4M15.5 11.3A8.6 8.6 0 0 1 18 13M9 16.3a4.4 4.4 0 0 1 6 0M12 19.6v.01',
  seal: 'M5 20.5h14M6 17h12v-2.5a2 2 0 0 0-2-2h-2.2c-.4-2.3 1-3.2 1-5.2a2.8 2.8 0 0 0-5.6 0c0 2 1.4 2.9 1 5.2H8a2 2 0 0 0-2 2z',
  list: 'M4 6h.01M4 12h.01M4 18h.01M9 6h11M9 12h11M9 18h11',
  file: 'M6 3h8.5L19 7.5V21H6zM14 3v5h5M9.5 12.5h6M9.5 16.5h6',
  refused: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M18.7 5.3L17 7M7 17l-1.7 1.7',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  contrast: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M12 8h5.5M12 12h8.5M12 16h6.5',
  out: 'M7 12h10',
  next: 'M9 5l7 7-7 7',
  back: 'M15 5l-7 7 7 7',
  hold: 'M9 5.5v13M15 5.5v13',
  run: 'M8 5.5v13l10-6.5z',
  pages: 'M4 5h16v14H4zM4 9.5h16M4 14h16',
  help: 'M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2.2M12 17.5v.01',
  tablet: 'M7 3h10a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 17 21H7a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 7 3zM11 17.8h2',
  sent: 'M12 20V4.5M6 10.5l6-6 6 6',
  onboard: 'M3.5 4.5h17v11.5h-17zM8.5 20h7M12 16v4M8.5 10l2.5 2.5 4.5-5',
  conflict: 'M4 7h3.5l9 10H20M4 17h3.5l2.6-2.9M13.9 9.9L16.5 7H20M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5',
  spread: 'M4 5v14M20 5v14M7.5 12h9M9.7 9.7L7.4 12l2.3 2.3M14.3 9.7l2.3 2.3-2.3 2.3',
  held: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM10 9v6M14 9v6',
  erase: 'M9 6h11v12H9l-5.5-6zM12 9.5l5 5M17 9.5l-5 5',
  undo: 'M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20v-1.5a4 4 0 0 1 4-4h5a4 4 0 0 1 4 4V20M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.7a4 4 0 0 1 3.5 3.8V20',
  menu: 'M4 6.5h16M4 12h16M4 17.5h16',
  pen: 'M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5L17.5 10',
  keys: 'M3 6.5h18v11H3zM6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8',
  leave: 'M14 4H5v16h9M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  down: 'M5 9l7 7 7-7',
  up: 'M5 16l7-7 7 7',
  bell: 'M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10.5 20h3',
  cross: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
};

/** One 24-grid icon; the word beside it speaks. */
export const icon = (name) =>
  name === 'owed'
    ? html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8" stroke-dasharray="3.6 2.68" /></svg>`
    : html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

/** Done out of all on a ruled scale: up to 60 parts one graduation each, above that a rule under ten ticks. */
export function scale(done, all) {
  if (!all) return null;
  if (all > 60) {
    return html`<svg class="scale" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
      ${Array.from({ length: 11 }, (_x, at) => html`<path class="tick" d=${`M${2 + at * 99.6} 0V${at % 5 ? 4 : 6}`} />`)}
      <rect class="track" x="0" y="8" width="1000" height="8" /><rect class="done" x="0" y="8" width=${(1000 * done) / all} height="8" />
    </svg>`;
  }
  const step = 1000 / all;
  return html`<svg class="scale" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
    ${Array.from({ length: all }, (_x, at) => {
      const tall = (at + 1) % 5 === 0;
      return html`<rect class=${at < done ? 'done' : 'todo'} x=${at * step + step * 0.15} y=${tall ? 1 : 5} width=${step * 0.7} height=${tall ? 14 : 10} />`;
    })}
  </svg>`;
}

const root = document.documentElement;
const darkness = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');
const preferred = () => root.dataset.theme || (contrast.matches ? 'contrast' : darkness.matches ? 'dark' : 'light');
export const painted = signal(preferred()); // light · dark · contrast
for (const each of [darkness, contrast]) each.addEventListener('change', () => (painted.value = preferred()));

export function paint(theme) {
  root.dataset.theme = theme;
  painted.value = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  const address = new URL(location.href);
  address.searchParams.delete('theme');
  history.replaceState(null, '', address);
}
