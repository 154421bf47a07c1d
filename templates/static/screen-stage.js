// The frames of a screen: one is seen, and before its time is over the next page is loaded beneath it. A page that cannot
// be loaded is passed by; what is seen stays until there is something better.

const AHEAD_MS = 4_000; // before its turn a page begins to load
const SETTLE_MS = 700; // after its figures have come, for the eye
const PATIENCE_MS = 12_000; // for one page to load
const AGAIN_MS = 5_000; // after a page could not be loaded
const MUTE_MS = 3_000; // for a page that says nothing of itself

export class Stage {
  page = null; // path of the page that is seen, below the event's; null for none
  turned = () => {};
  #place = 0;
  #plan = [];
  #failed = new Set();
  #host;
  #event;
  #seen = null; // {frame, page}
  #next = null; // {frame, page, place, ready}
  #kept = null; // of a plan of two: the other page, loaded still
  #until = 0;
  #timer = 0;

  constructor(host, event) {
    this.#host = host;
    this.#event = event;
    setInterval(() => this.#watch(), 250);
  }

  /** Show these pages, each for its seconds: [{page, seconds}]. What is seen stays where the plan still has it. */
  follow(plan) {
    if (JSON.stringify(plan) === JSON.stringify(this.#plan)) return;
    this.#plan = plan;
    this.#failed.clear();
    this.#drop();
    this.#forget();
    const at = plan.findIndex((each) => each.page === this.page);
    if (at >= 0) {
      this.#place = at;
      this.#until = performance.now() + plan[at].seconds * 1_000;
    } else {
      this.#until = 0;
      this.#load(0);
    }
  }

  /** What a report says of the frames. */
  told() {
    const inner = this.#inside(this.#seen?.frame);
    const link = String(inner?.link?.() ?? '');
    const turns = this.#plan.length > 1 && this.#seen;
    return {
      page: this.page,
      place: this.#place,
      left_s: turns ? Math.max(0, Math.min(3600, Math.round((this.#until - performance.now()) / 1_000))) : 0,
      version: inner?.version?.() ?? null,
      as_of: inner?.asOf?.() ?? '',
      board: ['connecting', 'live', 'stale', 'missing', 'closed'].includes(link) ? link : '',
      failed: [...this.#failed],
    };
  }

  #inside(frame) {
    try {
      return frame?.contentWindow.saiping;
    } catch {
      return null; // the browser's own page about an address that does not answer
    }
  }

  #address(page) {
    const path = ['', 'events', this.#event, ...(page ? page.split('/') : [])].map(encodeURIComponent).join('/');
    return `${path}?audience=hall&screen=1`;
  }

  #load(place) {
    const { page } = this.#plan[place];
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#kept?.page === page) {
      this.#next = { ...this.#kept, place, begun: performance.now(), ready: performance.now() };
      this.#kept = null;
      return;
    }
    const frame = document.createElement('iframe');
    frame.title = page || 'overview';
    frame.tabIndex = -1;
    const next = { frame, page, place, begun: performance.now(), ready: 0, loaded: false };
    frame.addEventListener('load', () => (next.loaded = true));
    frame.src = this.#address(page);
    this.#next = next;
    this.#host.append(frame);
  }

  #drop() {
    this.#next?.frame.remove();
    this.#next = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #forget() {
    this.#kept?.frame.remove();
    this.#kept = null;
  }

  /** Whether a page has come whole: it answered, and its board, if it has one, shows figures or says why not. */
  #come({ frame, loaded, begun }) {
    if (!loaded) return false;
    try {
      const { document: inner, performance: timing, saiping } = frame.contentWindow;
      if (timing.getEntriesByType('navigation')[0]?.responseStatus >= 400) return null;
      if (!inner.querySelector('main')) return null;
      if (inner.querySelector('.notice.error')) return null;
      if (!inner.querySelector('script[type="module"]')) return true;
      if (!saiping) return performance.now() - begun > MUTE_MS;
      return saiping.version === undefined || saiping.version() !== null || ['missing', 'closed'].includes(saiping.link?.());
    } catch {
      return null;
    }
  }

  #watch() {
    const now = performance.now();
    const next = this.#next;
    if (!next) {
      if (this.#plan.length > 1 && !this.#timer && now > this.#until - AHEAD_MS) this.#load((this.#place + 1) % this.#plan.length);
      return;
    }
    if (!next.ready) {
      const come = this.#come(next);
      if (come === null || now - next.begun > PATIENCE_MS) this.#pass();
      else if (come) next.ready = now;
      return;
    }
    if (now > next.ready + SETTLE_MS && (!this.#seen || now >= this.#until || next.place === this.#place)) this.#turn();
  }

  /** The next page cannot be had: keep what is seen, and try the one after it. */
  #pass() {
    const { page, place } = this.#next;
    const after = (place + 1) % this.#plan.length;
    this.#failed.add(page);
    this.#drop();
    if (this.#seen && this.#plan[after].page === this.page) {
      this.#place = after;
      this.#until = performance.now() + this.#plan[after].seconds * 1_000;
    } else {
      this.#timer = setTimeout(() => this.#load(after), AGAIN_MS);
    }
  }

  #turn() {
    const { frame, page, place } = this.#next;
    const before = this.#seen;
    this.#next = null;
    this.#seen = { frame, page };
    this.#place = place;
    this.page = page;
    this.#failed.delete(page);
    this.#until = performance.now() + this.#plan[place].seconds * 1_000;
    frame.className = 'shown';
    requestAnimationFrame(() => {
      if (!before) return;
      before.frame.className = '';
      if (this.#plan.length === 2 && this.#plan.some((each) => each.page === before.page) && before.page !== page) this.#kept = before;
      else before.frame.remove();
    });
    this.turned();
  }
}
