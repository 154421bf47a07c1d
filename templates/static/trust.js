// Finds out whether this device trusts the hall's server. Over plain HTTP: whether the server's HTTPS is taken without a
// warning. Over HTTPS: whether the browser keeps pages, which it does only for a connection that it trusts.

const ASKED_EVERY_MS = 3000;
const CLOCK_OFF_MS = 5 * 60 * 1000;

const { mode, origin, now, kind } = document.body.dataset;
const state = document.querySelector('#state');

function becomes(found) {
  if (state.dataset.state !== found) state.dataset.state = found;
}

async function trusted() {
  try {
    const answer = await fetch(`${origin}/trust/ok`, { mode: 'cors', cache: 'no-store', credentials: 'omit' });
    return answer.ok && (await answer.json()).trusted === true;
  } catch {
    return false;
  }
}

async function keepsPages() {
  if (!window.isSecureContext || !navigator.serviceWorker) return 'old';
  try {
    const registered = await navigator.serviceWorker.register('/trust/worker.js', { scope: '/trust/', type: 'classic' });
    await registered.unregister();
    return 'ready';
  } catch (error) {
    return error.name === 'SecurityError' ? 'passed' : 'old';
  }
}

let asking = false;
async function look() {
  if (asking || document.hidden) return;
  asking = true;
  becomes((await trusted()) ? 'trusted' : 'untrusted');
  asking = false;
}

if (mode === 'plain') {
  look();
  setInterval(look, ASKED_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pageshow', look);
}
if (mode === 'secure') keepsPages().then(becomes);

const off = Date.now() - Number(now);
if (Math.abs(off) > CLOCK_OFF_MS) {
  const said = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  document.querySelector('#here').textContent = said.format(new Date());
  document.querySelector('#there').textContent = said.format(new Date(Number(now)));
  document.querySelector('#clock').hidden = false;
}

// An iPad that asks for the pages of a Mac is known by its touch screen alone.
if (kind === 'macos' && navigator.maxTouchPoints > 0) {
  const [apple, mac] = ['apple', 'macos'].map((each) => document.querySelector(`#${each}`));
  if (apple && mac) {
    mac.open = false;
    apple.open = true;
    mac.before(apple);
  }
}
