// The chief judge's pages ask for themselves again at once when a judge calls, or a call is answered or over.

import { listen } from './sheet-live.js';

const { follow } = document.querySelector('[data-follow]').dataset;
const title = document.title;

function looked() {
  dispatchEvent(new Event('look-again'));
}

/** How many calls nobody answered, where a chief judge who reads something else sees it. */
function counted() {
  const waiting = document.querySelectorAll('#calls .waits').length;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

counted();
new MutationObserver(counted).observe(document.getElementById('calls'), { childList: true, subtree: true });
listen(follow, { look: looked }, 'chief/live');
