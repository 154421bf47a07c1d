// Whether this page can be loaded again without network, and the change to its next version.

import { effect, signal } from '@preact/signals';
import { page, served } from './sheet-server.js';

const AGAIN_MS = 10 * 60_000;
const LOOK_MS = 30_000;
const REST_MS = 20_000; // so long has nobody touched the page when it changes

/** asking · kept (it loads without network) · insecure (no secure context) · absent (the browser has no workers) · failed */
export const shell = signal('asking');

let touched = performance.now();
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (touched = performance.now()), { capture: true });

/** Keep the page for work without network. quiet: true while nothing would be lost or unsaid by loading it anew. */
export async function keepPage(quiet) {
  if (!isSecureContext) shell.value = 'insecure';
  else if (!navigator.serviceWorker) shell.value = 'absent';
  else {
    try {
      const registration = await navigator.serviceWorker.register('/judge/worker.js', { updateViaCache: 'none' });
      await Promise.race([navigator.serviceWorker.ready, refused(registration)]);
      await keepThis();
      follow(registration, quiet);
    } catch {
      shell.value = 'failed';
    }
    navigator.storage?.persist?.().catch(() => {});
  }
}

/** Rejects where the worker could not take in what the page is made of. */
function refused({ installing }) {
  return new Promise((_done, fail) => installing?.addEventListener('statechange', () => installing.state === 'redundant' && fail(new Error('redundant'))));
}

/** Have the present page kept, in its present language and look. */
export async function keepThis() {
  const worker = (await navigator.serviceWorker?.ready)?.active;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => (port1.onmessage = ({ data }) => done(data)));
  worker.postMessage({ keep: location.pathname }, [port2]);
  const kept = (await answer) || Boolean(await caches.match(location.pathname, { ignoreVary: true }));
  shell.value = kept ? 'kept' : 'failed';
}

/** Nobody's page is left behind for the next who takes this tablet. */
export async function forget() {
  if (!self.caches) return;
  for (const name of await caches.keys()) await (await caches.open(name)).delete(location.pathname);
}

/** The next version takes over, and is loaded, once nothing is unsent and nobody is at the page. It is looked for when
 * the server says that it has another, and now and then. */
function follow(registration, quiet) {
  let moved = false;
  let looked = -LOOK_MS;
  const changes = () => {
    if (!quiet()) return;
    if (registration.waiting) registration.waiting.postMessage({ takeOver: true });
    else if (moved) renew();
    else if (served.value !== page && performance.now() - looked > LOOK_MS) {
      looked = performance.now();
      registration.update().catch(() => {});
    }
  };
  const first = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener('controllerchange', () => (moved = !first));
  setInterval(changes, 5_000);
  setInterval(() => quiet() && registration.update().catch(() => {}), AGAIN_MS);
}

const renew = () => performance.now() - touched > REST_MS && location.reload();

/** The version of the page, as the server named it when it was loaded. */
export const version = page;
