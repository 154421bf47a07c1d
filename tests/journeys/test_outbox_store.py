"""Where a judge's entries are kept, in the browser it runs in: reload, tabs, a full disk, no database, no locks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from competition.access import sessions
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import Server, until


@pytest.fixture(scope="module")
def context(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A judge's browser; its pages share one database and one server."""
    folder = tmp_path_factory.mktemp("store")
    welding.prepare(folder, 1)
    server = Server(folder, "serve", "--port", "0", "--database", "contest.db")
    made = browser.new_context(base_url=server.url)
    held = cookie(folder, "judge", event=welding.EVENT, judge="J1")
    made.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
    yield made
    made.close()
    server.stop()


def tab(context: BrowserContext) -> Page:
    """One more page whose scripts can be imported by their names."""
    opened = context.new_page()
    opened.goto(f"/judge/{welding.EVENT}")
    return opened


def stored(page: Page, acts: str, event: str) -> Any:
    """What some acts on the store of an event come to. `many` fills the disk, `broken` has no database at all."""
    call = f"""async (event) => {{ const it = await import('/static/outbox-store.js');
      const entry = (key) => ({{ key, type: 'mark', status: 'waiting', after: '', value: '1' }});
      const full = () => {{ throw new DOMException('no room', 'QuotaExceededError'); }};
      {acts} }}"""
    return page.evaluate(call, event)


def test_entries_survive_the_page_in_the_order_they_were_given(context: BrowserContext) -> None:
    first = tab(context)
    kept = "const store = await it.opened(event, 'J1'); for (const key of ['b', 'a', 'c']) await store.add(entry(key));"
    assert stored(first, kept + "await store.drop('a'); return store.why;", "order") == ""
    first.close()
    later = tab(context)
    told = "const store = await it.opened(event, 'J1'); const one = await store.add(entry('z'));"
    assert stored(later, told + "return (await store.all()).map(({ key, at }) => [key, at]);", "order") == [
        ["b", 1],
        ["c", 3],
        ["z", 4],
    ]
    other = "const store = await it.opened(event, 'J2'); return (await store.all()).length;"
    assert stored(later, other, "order") == 0, "the outbox belongs to a judge"
    later.close()


def test_two_tabs_number_their_entries_as_one_and_hear_of_each_other(context: BrowserContext) -> None:
    one, other = tab(context), tab(context)
    begins = "window.store = await it.opened(event, 'J1'); window.heard = []; store.hear((said) => heard.push(said));"
    for page in (one, other):
        stored(page, begins, "tabs")
    stored(one, "for (const key of ['a', 'b']) await store.add(entry(key)); store.tell({ moved: 1 });", "tabs")
    stored(other, "for (const key of ['c', 'd']) await store.add(entry(key));", "tabs")
    assert stored(one, "return (await store.all()).map(({ at }) => at);", "tabs") == [1, 2, 3, 4]
    until(other, "heard.length > 0")
    assert stored(other, "return heard;", "tabs") == [{"moved": 1}]
    one.close()
    other.close()


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_one_tab_sends_at_a_time(context: BrowserContext, locks: bool) -> None:
    one, other = tab(context), tab(context)
    event = f"turns-{locks}"
    begins = "window.store = await it.opened(event, 'J1');"
    if not locks:
        begins += "Object.defineProperty(navigator, 'locks', { value: undefined });"
    for page in (one, other):
        stored(page, begins, event)
    long = """window.first = store.alone(() => new Promise((done) => (window.ends = done)));
      await new Promise((wait) => setTimeout(wait, 50));"""
    stored(one, long, event)
    tries = "window.ran = 0; window.second = store.alone(async () => void (window.ran += 1));"
    stored(other, tries + "await new Promise((wait) => setTimeout(wait, 300));", event)
    assert stored(other, "return ran;", event) == 0
    stored(one, "ends(); await first;", event)
    again = "await second;" if locks else "await store.alone(async () => void (window.ran += 1));"
    assert stored(other, f"{again} return ran;", event) == 1
    one.close()
    other.close()


def test_a_sender_that_is_gone_loses_its_turn_after_five_seconds_whatever_the_clock_says(
    context: BrowserContext,
) -> None:
    page = tab(context)
    for drift, taken in ((-4_000, False), (-6_000, True), (+3_600_000, True)):
        acts = f"""const store = await it.opened(event, 'J1');
          const now = Date.now();
          Date.now = () => now;
          await store.set('sender', {{ tab: 'gone', at: now + {drift} }});
          return store.lease();"""
        assert stored(page, acts, "gone") is taken
    page.close()


def test_what_the_server_can_tell_again_makes_room_for_a_mark(context: BrowserContext) -> None:
    page = tab(context)
    acts = """const store = await it.opened(event, 'J1');
      await store.keepSheets([{ at: 0 }, { at: 1 }], { all: 2 }, true);
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...given) { IDBObjectStore.prototype.add = add; return full(); };
      const { at } = await store.add(entry('a'));
      return [at, (await store.sheets()).sheets.length];"""
    assert stored(page, acts, "room") == [1, 0]
    page.close()


def test_a_mark_that_cannot_be_kept_is_refused_and_stays_on_the_page(context: BrowserContext) -> None:
    page = tab(context)
    acts = """const { Outbox } = await import('/static/outbox.js');
      const store = await it.opened(event, 'J1');
      const box = new Outbox({ event, store, send: async () => { throw new Error('cut'); }, answered: () => {} });
      await box.begin();
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = full;
      const cell = { entrant: 'W1', phase: 'final', item: '', aspect: 'a', attempt: 1 };
      await box.mark(cell, '2', 0);
      const said = () => box.entries.value.map((each) => [each.value, each.status, each.problems?.[0].code || '']);
      const refused = said();
      IDBObjectStore.prototype.add = add;
      await box.mark(cell, '2', 0);
      await new Promise((wait) => setTimeout(wait, 50));
      return [refused, said().map(([value, status]) => [value, status]), (await store.all()).length];"""
    assert stored(page, acts, "full") == [[["2", "refused", "tablet-full"]], [["2", "waiting"]], 1]
    page.close()


def test_without_a_database_entries_live_in_memory_and_the_store_says_so(context: BrowserContext) -> None:
    page = tab(context)
    acts = """IDBFactory.prototype.open = () => { throw new DOMException('forbidden', 'SecurityError'); };
      const store = await it.opened(event, 'J1');
      await store.add(entry('a'));
      return [store.why, (await store.all()).length];"""
    assert stored(page, acts, "none") == ["memory", 1]
    page.close()


def test_marks_of_two_tabs_go_out_once_each_whoever_sends(context: BrowserContext) -> None:
    one, other = tab(context), tab(context)
    begins = """const { Outbox } = await import('/static/outbox.js');
      window.sent = [];
      let line = 0;
      const send = async ({ entries }) => {
        await new Promise((wait) => setTimeout(wait, 30));
        sent.push(...entries.map(({ value, supersedes }) => [value, supersedes]));
        const results = entries.map(({ key }) => ({ key, status: 'accepted', seq: ++line, at: 'now' }));
        return { status: 200, wait_s: 0, results };
      };
      window.told = [];
      const answered = (entry, result) => void told.push(entry.value);
      window.box = new Outbox({ event, store: await it.opened(event, 'J1'), send, answered });
      await box.begin();
      window.cell = (aspect) => ({ entrant: 'W1', phase: 'final', item: '', aspect, attempt: 1 });"""
    for page in (one, other):
        stored(page, begins, "both")
    for at in range(5):
        stored(one, f"box.mark(cell('a{at}'), '1{at}', 0);", "both")
        stored(other, f"box.mark(cell('b{at}'), '2{at}', 0);", "both")
    for page in (one, other):
        until(page, "box.entries.value.length === 0 && told.length === 10")
    sent = stored(one, "return sent;", "both") + stored(other, "return sent;", "both")
    assert sorted(value for value, _ in sent) == sorted(f"{tab}{at}" for tab in (1, 2) for at in range(5))
    for page in (one, other):
        assert len(stored(page, "return told;", "both")) == 10, "either tab hears of every answer"
    one.close()
    other.close()
