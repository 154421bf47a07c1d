// Marks that cannot be sent leave the tablet sealed, for the office: AES-256-GCM under the key that the server gave this
// device while it was reached. The file's form stands in judges/devices/handover.py.

import { computed, effect, signal } from '@preact/signals';
import { stated } from './outbox.js';
import { contact, outbox, store } from './sheet-model.js';
import { departing, event, judge, request } from './sheet-server.js';
import { forget } from './sheet-shell.js';

const device = signal(null); // {id, seal}, as the server last said
const taken = signal(null); // {name, keys}: what was exported
store.setting('device').then((kept) => (device.value ||= kept ?? null), () => {});

effect(() => {
  if (contact.value === 'open') learn();
});

/** The key is asked for while there is network: it is needed where there is none. */
async function learn() {
  try {
    const answer = await request(`/api/events/${encodeURIComponent(event)}/judge/device`, { cache: 'no-store' });
    if (!answer.ok) return;
    const { id, seal } = await answer.json();
    device.value = { id, seal };
    await store.set('device', device.value);
  } catch {
    // asked again with the next contact
  }
}

/** Whether what is left could be sealed: yes · insecure (no WebCrypto) · no-key. */
export const sealable = computed(() => (!crypto.subtle ? 'insecure' : device.value ? 'yes' : 'no-key'));

/** Name of the file that holds all that is not in the ledger; '' where there is none, or something was given since. */
export const exported = computed(() => (taken.value && outbox.entries.value.every(({ key }) => taken.value.keys.has(key)) ? taken.value.name : ''));

const bytes = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
const base64 = (raw) => btoa(Array.from(new Uint8Array(raw), (each) => String.fromCharCode(each)).join(''));

/** Every entry as the office records it, in the order of giving. One in place of another that is on its way, too, says
 * after which: over the line that this one will be. */
export const unsentOf = (entries) =>
  [...entries].sort((one, other) => one.at - other.at).map((entry) => (entry.after ? { ...stated(entry), after: entry.after } : stated(entry)));

/** The file's text. */
export async function sealed(entries, { id, seal }) {
  const key = await crypto.subtle.importKey('raw', bytes(seal), 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify({ marks: unsentOf(entries) }));
  const raw = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text);
  return JSON.stringify({ saiping: 'unsent', event, judge, device: id, iv: base64(iv), sealed: base64(raw) });
}

/** Have the browser save the file. */
export async function exportUnsent() {
  const entries = outbox.entries.value;
  const name = `saiping-${judge}-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}.sealed.json`;
  const file = new Blob([await sealed(entries, device.value)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  taken.value = { name, keys: new Set(entries.map(({ key }) => key)) };
}

/** Sign out, leaving neither the page nor its sheets to whoever takes the tablet next; marks that are not sent stay. */
export async function leave(submitted) {
  submitted.preventDefault();
  departing.value = true;
  await Promise.allSettled([forget(), store.forget()]);
  submitted.target.submit();
}
