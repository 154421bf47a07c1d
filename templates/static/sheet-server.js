// Whose page this is, and how it asks the server: always saying which page asks, for whom, and what is not sent yet.

import { signal } from '@preact/signals';

const LIMIT_MS = 15_000;

const root = document.getElementById('judge');
export const { event, judge, page } = root.dataset;

export const unsentNow = signal(0);
export const served = signal(page); // the version of the page that the server has by now, as it last said

export const departing = signal(false); // she signs out, and nothing more is asked in her name

/** As `fetch`, given up after a while. The server refuses what is sent for another judge than the one signed in. */
export async function request(address, { headers, ...options } = {}) {
  if (departing.value) return new Promise(() => {});
  const answer = await fetch(address, {
    signal: AbortSignal.timeout(LIMIT_MS),
    ...options,
    headers: { ...headers, 'Saiping-Judge': judge, 'Saiping-Page': page || '', 'Saiping-Unsent': `${unsentNow.value}` },
  });
  served.value = answer.headers.get('Saiping-Page') || served.value;
  return answer;
}
