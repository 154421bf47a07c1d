// Where a judge's entries are kept: an IndexedDB of one event and one judge, so that neither a reload nor a crash nor an
// empty battery takes anything. Where there is none (a private window, a browser that forbids it) they are kept in
// memory, and `why` says so. All tabs of this browser share the database; one of them sends at a time.
//
// Both kinds of store have the same parts:
//   why          '' where entries are kept; 'memory' where they are lost with the page
//   all()        entries in the order of `at`
//   add(entry)   keeps a new one and gives it the next `at`; rejects where there is no room, and then nothing is kept
//   put(entry), drop(key)
//   alone(work)  runs the work while no other tab sends; resolves to whether it ran
//   tell(said), hear(heard)    a word to the other tabs of this judge, and from them
//   sheets(), keepSheets(found, frame, whole), keepSheet(sheet)   the server's last answer, for a reload without network
//   setting(name), set(name, value)
//   forget()     lets go of all but the entries

const VERSION = 1;
const LEASE_MS = 5_000; // a sender that was not heard of for so long is gone
const RENEWED_MS = 1_000;

export const nameOf = (event, judge) => `saiping-${event}-${judge}`;
const inOrder = (entries) => entries.sort((a, b) => a.at - b.at);

/** Entries that live as long as the page. */
export function memory() {
  const kept = new Map();
  const settings = new Map();
  let next = 1;
  return {
    why: 'memory',
    all: async () => inOrder([...kept.values()]),
    add: async (entry) => {
      const added = { ...entry, at: Math.max(next, entry.at || 0) };
      next = added.at + 1;
      kept.set(added.key, added);
      return added;
    },
    put: async (entry) => void kept.set(entry.key, entry),
    drop: async (key) => void kept.delete(key),
    alone: async (work) => {
      await work();
      return true;
    },
    tell: () => {},
    hear: () => {},
    sheets: async () => ({ frame: null, sheets: [] }),
    keepSheets: async () => {},
    keepSheet: async () => {},
    setting: async (name) => settings.get(name),
    set: async (name, value) => void settings.set(name, value),
    forget: async () => settings.clear(),
  };
}

/** The store of a judge in an event. Resolves to one in memory where IndexedDB cannot be had. */
export async function opened(event, judge) {
  try {
    const store = new Kept(nameOf(event, judge), await connected(nameOf(event, judge)));
    await store.all();
    return store;
  } catch {
    return memory();
  }
}

function connected(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, VERSION);
    asked.onupgradeneeded = () => {
      const made = asked.result;
      made.createObjectStore('outbox', { keyPath: 'key' });
      made.createObjectStore('sheets', { keyPath: 'at' });
      made.createObjectStore('settings', { keyPath: 'name' });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error('blocked'));
  });
}

const told = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const ended = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error || new DOMException('aborted', 'AbortError'));
});

class Kept {
  why = '';
  #name;
  #database;
  #tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
  #channel = null;

  constructor(name, database) {
    this.#name = name;
    this.#database = database;
    database.onversionchange = () => database.close();
    if (typeof BroadcastChannel === 'function') this.#channel = new BroadcastChannel(name);
  }

  async all() {
    return inOrder(await told(this.#reading('outbox').objectStore('outbox').getAll()));
  }

  /** A mark is on the disk when this resolves; what the server can tell again makes room for it. */
  async add(entry) {
    try {
      return await this.#add(entry);
    } catch (error) {
      if (error?.name !== 'QuotaExceededError') throw error;
      await this.#write('sheets', (store) => store.clear()).catch(() => {});
      return this.#add(entry);
    }
  }

  async #add(entry) {
    const writing = this.#writing(['outbox', 'settings']);
    const done = ended(writing);
    try {
      const settings = writing.objectStore('settings');
      const next = (await told(settings.get('next')))?.value || 1;
      const added = { ...entry, at: Math.max(next, entry.at || 0) };
      writing.objectStore('outbox').add(added);
      settings.put({ name: 'next', value: added.at + 1 });
      await done;
      return added;
    } catch (error) {
      done.catch(() => {});
      if (writing.error === null) writing.abort();
      throw error;
    }
  }

  put(entry) {
    return this.#write('outbox', (store) => store.put(entry));
  }

  drop(key) {
    return this.#write('outbox', (store) => store.delete(key));
  }

  async setting(name) {
    return (await told(this.#reading('settings').objectStore('settings').get(name)))?.value;
  }

  set(name, value) {
    return this.#write('settings', (store) => store.put({ name, value }));
  }

  async sheets() {
    const reading = this.#reading(['sheets', 'settings']);
    const [sheets, frame] = await Promise.all([told(reading.objectStore('sheets').getAll()), told(reading.objectStore('settings').get('frame'))]);
    return { frame: frame?.value ?? null, sheets };
  }

  /** whole: what was kept before is another contest's shape and goes. */
  keepSheets(found, frame, whole) {
    const writing = this.#database.transaction(['sheets', 'settings'], 'readwrite');
    const store = writing.objectStore('sheets');
    if (whole) store.clear();
    for (const sheet of found) store.put(sheet);
    writing.objectStore('settings').put({ name: 'frame', value: frame });
    return ended(writing);
  }

  keepSheet(sheet) {
    return this.#write('sheets', (store) => store.put(sheet));
  }

  /** What the server can tell again, and what belongs to who is signed in; entries stay. */
  forget() {
    const writing = this.#database.transaction(['sheets', 'settings'], 'readwrite');
    writing.objectStore('sheets').clear();
    writing.objectStore('settings').clear();
    return ended(writing);
  }

  tell(said) {
    this.#channel?.postMessage(said);
  }

  hear(heard) {
    this.#channel?.addEventListener('message', ({ data }) => heard(data));
  }

  /** A page without a secure context has no locks: a row says who sends, and is renewed while she does. */
  async alone(work) {
    if (navigator.locks) {
      await navigator.locks.request(this.#name, work);
      return true;
    }
    if (!(await this.lease())) return false;
    const renewed = setInterval(() => this.lease().catch(() => {}), RENEWED_MS);
    try {
      await work();
    } finally {
      clearInterval(renewed);
      await this.#write('settings', (store) => store.delete('sender'));
    }
    return true;
  }

  /** Take or renew the row; false where another tab has it. A clock that was set back does not keep it for ever. */
  async lease() {
    const writing = this.#writing('settings');
    const done = ended(writing);
    const settings = writing.objectStore('settings');
    const held = (await told(settings.get('sender')))?.value;
    const mine = !held || held.tab === this.#tab || Math.abs(Date.now() - held.at) > LEASE_MS;
    if (mine) settings.put({ name: 'sender', value: { tab: this.#tab, at: Date.now() } });
    await done;
    return mine;
  }

  #reading(stores) {
    return this.#database.transaction(stores, 'readonly');
  }

  /** Strict: on the disk, not only with the operating system. */
  #writing(stores) {
    return this.#database.transaction(stores, 'readwrite', { durability: 'strict' });
  }

  #write(name, work) {
    const writing = this.#database.transaction(name, 'readwrite');
    work(writing.objectStore(name));
    return ended(writing);
  }
}
