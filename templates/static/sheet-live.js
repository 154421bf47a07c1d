// What the server tells a page between two askings: that something of hers moved, a word from the desk, that the chief
// judge comes. Over a WebSocket; where none can be had the page asks by itself, as long as that lasts.

const QUIET_MS = 40_000; // the server sends a heartbeat every 15 s
const POLL_MS = 2_000;
const MISSED_MS = 15_000; // how often, without a socket, it asks for all that a socket would have told
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

/** Listen for as long as the page lives. heard: functions, all but `look` may be left out.
 * look()           something moved: ask for the sheets. Also called while there is no socket, every two seconds
 * missed()         the socket is new, or there is none: ask for whatever else may have been told meanwhile
 * message({text, at, id}), revoked(), called({seen})
 * lost()           the socket ended. path: of the socket below the event's; one that begins with a slash is whole. */
export function listen(event, { look, missed = () => {}, message = () => {}, revoked = () => {}, called = () => {}, lost = () => {} }, path = 'judge/live') {
  const address = new URL(path.startsWith('/') ? path : `/api/events/${encodeURIComponent(event)}/${path}`, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  let socket = null;
  let open = false;
  let heard = 0;
  let failures = 0;
  let timer = 0;
  let askedAt = 0;
  let missedAt = 0;

  const told = {
    look,
    message: ({ text, at, id }) => message({ text, at, id }),
    revoked,
    called: ({ seen }) => called({ seen }),
    heartbeat: () => {},
  };

  function connect() {
    clearTimeout(timer);
    drop();
    try {
      socket = new WebSocket(address);
    } catch {
      again();
      return;
    }
    const mine = socket;
    heard = performance.now();
    mine.onopen = () => {
      open = true;
      failures = 0;
      heard = performance.now();
      look();
      missed();
    };
    mine.onmessage = ({ data }) => {
      heard = performance.now();
      const frame = JSON.parse(data);
      told[frame.type]?.(frame);
    };
    mine.onclose = () => {
      if (mine !== socket) return;
      socket = null;
      again();
    };
  }

  /** Try again after `wait`, without it after a time that doubles with each failure and that chance spreads. */
  function again(wait) {
    const was = open;
    drop();
    if (was) lost();
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(connect, wait ?? longest * (0.3 + 0.7 * Math.random()));
  }

  function drop() {
    const gone = socket;
    socket = null;
    open = false;
    gone?.close();
  }

  setInterval(() => {
    const now = performance.now();
    if (socket && now - heard > QUIET_MS) again(0);
    if (open || document.hidden) return;
    if (now - askedAt >= POLL_MS) {
      askedAt = now;
      look();
    }
    if (now - missedAt >= MISSED_MS) {
      missedAt = now;
      missed();
    }
  }, 1_000);
  addEventListener('offline', () => again());
  addEventListener('online', () => again(0));
  document.addEventListener('visibilitychange', () => document.hidden || open || again(0));
  connect();
  return { live: () => open };
}
