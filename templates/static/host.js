// The colour and the picture of whoever holds the event.

import { computed, effect } from '@preact/signals';
import { html, painted } from './parts.js';
import { roster } from './roster.js';

const host = computed(() => roster.value?.host || {});

effect(() => {
  const colour = painted.value === 'light' ? host.value.accent : host.value.accent_dark;
  if (colour) document.documentElement.style.setProperty('--host', colour);
});

/** The picture, for a heading that has the class `branded` then. */
export const logo = () => host.value.logo && html`<img class="logo" src=${host.value.logo.address} alt="" />`;

/** Its width in parts of the hall's screen, with what keeps it apart. */
export const logoWidth = () => (host.value.logo ? Math.min(240, (80 * host.value.logo.width) / host.value.logo.height) + 56 : 0);
