"""What a judge's tablet keeps, read by whoever holds it: cookies, IndexedDB, caches, storage. No name is in it, nor
one's id or organisation, and no mark of anybody else; nor does what everybody may read say whose a code is."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from competition.access import sessions
from tests.competition.people import cookie
from tests.competition.supervision.arena import BLIND, EVENT, HOUSES, NAMES, entrant_id
from tests.journeys.conftest import Server, Visitor, until
from tests.judges.leaks.hall import prepare

KEPT = """async () => {
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, stores: {}, caches: {} };
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    for (const store of opened.objectStoreNames) {
      found.stores[`${name} ${store}`] = await new Promise((done, fail) => {
        const asked = opened.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    }
    opened.close();
  }
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) found.caches[request.url] = await (await kept.match(request)).text();
  }
  return JSON.stringify(found);
}"""
BEHIND = [
    *(name for pair in NAMES[BLIND] for name in pair),
    *(entrant_id(BLIND, place) for place in range(1, 9)),
]
"""What would say who it is."""


def test_whoever_holds_a_tablet_and_all_that_is_public_reads_no_name_behind_a_code(
    tmp_path: Path, visit: Visitor
) -> None:
    url = f"sqlite:///{tmp_path / 'contest.db'}"
    with ThreadPoolExecutor(1) as thread:  # the browser's loop runs in this one
        thread.submit(prepare, url).result()
    server = Server(tmp_path, "serve", "--port", "0", "--database", url, "--backup-every", "0")
    try:
        seen = visit(size={"width": 1024, "height": 768}, has_touch=True)
        held = cookie(url, "judge", event=EVENT, judge="J1")
        seen.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
        seen.page.goto(f"{server.url}/judge/{EVENT}")
        until(seen.page, "window.saiping?.cells().length > 0 && window.saiping.shell() === 'kept'")
        own = 'async () => /(?=.*"C01").*"value":"41"/s.test(await (%s)())'
        until(seen.page, own % KEPT)
        kept = str(seen.page.evaluate(KEPT)) + json.dumps(seen.context.cookies(), ensure_ascii=False)
        assert EVENT in kept and '"C01"' in kept, "the sheets are kept, under codes"
        public = ""
        for path in (f"/api/events/{EVENT}/roster", f"/events/{EVENT}", f"/api/events/{EVENT}/boards/{BLIND}"):
            public += httpx.get(server.url + path, trust_env=False).raise_for_status().text
        assert [name for name in (*BEHIND, *HOUSES) if name in kept] == []
        assert [name for name in BEHIND if name in public] == []
        assert '"value":"41"' in kept and kept.count('"value":"37"') == 2, "her own marks are there, one in each trade"
        assert '"29"' not in kept, "and no mark of another panel"
    finally:
        server.stop()
