// The judge's page without network. `SHELL` is set before this by the server: the version of the page and the files that
// it is made of, each under an address that never changes its content. Answers of the API are never kept here: sheets and
// marks are in IndexedDB.
//
// A page that is asked for comes from the server wherever that answers in time, else from what was kept of this version.
// The next version waits until the page says that nothing is unsent: see sheet-shell.js.

const { version, files } = SHELL;
const NAME = `saiping-judge-${version}`;
const PATIENCE_MS = 4_000;
const PAGE = /^\/judge\/[^/]+$/;

const fits = (answer) => answer.ok && !answer.redirected && answer.headers.get('Saiping-Page') === version;

/** Keep a judge's page, if the server still has the one of this version. */
async function keep(path) {
  const answer = await fetch(path, { cache: 'no-store' });
  if (fits(answer)) await (await caches.open(NAME)).put(path, answer);
  return fits(answer);
}

async function install() {
  const paths = new Set();
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) paths.add(new URL(url).pathname);
  }
  await (await caches.open(NAME)).addAll(files);
  for (const path of paths) if (PAGE.test(path)) await keep(path).catch(() => {});
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith('saiping-judge-') && name !== NAME) await caches.delete(name);
  await clients.claim();
}

/** Answers that say nothing of the judge's page: the server is down, or the device was ended while marks are on it. */
const useless = (answer) => answer.status >= 500 || answer.status === 401;

async function page(request, path) {
  const kept = () => caches.match(path, { ignoreVary: true });
  const late = new Promise((_done, fail) => setTimeout(fail, PATIENCE_MS, new Error('late')));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (fits(answer)) {
      const copy = answer.clone();
      caches.open(NAME).then((cache) => cache.put(path, copy)).catch(() => {});
    }
    return (useless(answer) && (await kept())) || answer;
  } catch {
    return (await kept()) || fetch(request);
  }
}

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (PAGE.test(pathname)) event.respondWith(page(request, pathname));
  } else if (/^\/(static|i18n)\//.test(pathname)) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept || fetch(request)));
  }
});
addEventListener('message', ({ data, ports }) => {
  if (data.keep) keep(data.keep).then((kept) => ports[0]?.postMessage(kept), () => ports[0]?.postMessage(false));
  if (data.takeOver) skipWaiting();
});
