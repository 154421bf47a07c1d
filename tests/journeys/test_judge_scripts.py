"""The scripts of the judge's page by themselves, in the browser they run in: digests, numbers, the outbox."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from competition.access import sessions
from scoring import sheets
from scoring.lines import digest
from scoring.numbers import parse, text
from tests.competition.people import cookie
from tests.journeys import welding
from tests.journeys.conftest import Server

IDS = string.ascii_letters + string.digits + "._-"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A judge's page, whose scripts can be imported by their names."""
    folder = tmp_path_factory.mktemp("scripts")
    welding.prepare(folder, 1)
    server = Server(folder, "serve", "--port", "0", "--database", "contest.db")
    context = browser.new_context()
    held = cookie(folder, "judge", event=welding.EVENT, judge="J1")
    context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.url}])
    opened = context.new_page()
    opened.goto(f"{server.url}/judge/{welding.EVENT}")
    yield opened
    context.close()
    server.stop()


def asked(page: Page, script: str, expression: str, given: Any = None) -> Any:
    """What an expression over a script's exports (`it`) and what is `given` comes to."""
    call = f"async (given) => {{ const it = await import('/static/{script}'); return {expression}; }}"
    return page.evaluate(call, given)


def test_digests_of_texts_of_every_length_are_the_servers(page: Page) -> None:
    texts = ["", "abc", "评分表 ✓ 𝒳", *("a" * length for length in (1, 55, 56, 57, 63, 64, 65, 119, 120, 1000))]
    found = asked(page, "sheet-digest.js", "given.map(it.sha256)", texts)
    assert found == [digest(each) for each in texts]


def test_digests_of_random_sheets_are_the_servers_whatever_order_their_cells_come_in(page: Page) -> None:
    chance = random.Random(20260606)

    def id_() -> str:
        return "".join(chance.choice(IDS) for _ in range(chance.randint(1, 6))).lstrip("._-") or "x"

    given = []
    for _ in range(200):
        judge, entrant, phase = id_(), id_(), id_()
        cells = {
            (id_() if chance.random() < 0.5 else "", id_(), str(chance.randint(1, 20)))
            for _ in range(chance.randint(1, 30))
        }
        pairs = [
            ([judge, entrant, phase, item, aspect, attempt], chance.choice(["8.5", "-0.3", "absent", "0", "12"]))
            for item, aspect, attempt in cells
        ]
        chance.shuffle(pairs)
        given.append(pairs)
    found = asked(page, "sheet-digest.js", "given.map(it.sheetDigest)", given)
    assert found == [sheets.sheet_digest(sorted(pairs)) for pairs in given]


def test_what_is_typed_becomes_the_number_that_the_server_reads(page: Page) -> None:
    typed = ["8", "8.", ".5", "8.50", "007", "0.0", "-0", "-", "", "-.5", "1.2.3", "12", "1e3", "0.40", "9" * 25]
    found = asked(page, "sheet-number.js", "given.map(it.plain)", typed)
    assert found == ["8", "8", "0.5", "8.5", "7", "0", "0", "", "", "-0.5", "", "12", "", "0.4", ""]
    for each in filter(None, found):
        number = parse(each)
        assert number is not None
        assert text(number) == each


def test_bounds_and_steps_are_exact(page: Page) -> None:
    aspect = {"lowest": "-0.3", "highest": "9007199254740993.1", "step": "0.1"}
    values = ["-0.3", "-0.4", "0.3", "0.35", "9007199254740993", "9007199254740993.2", "x"]
    found = asked(
        page, "sheet-number.js", "given[1].map((value) => it.wrong(given[0], value)?.code ?? '')", [aspect, values]
    )
    assert found == ["", "below-lowest", "", "off-step", "", "above-highest", "bad-number"]
    assert asked(
        page, "sheet-number.js", "[it.equal('0.50', '0.5'), it.equal('1', '1.1'), it.equal('lost', 'lost')]"
    ) == [
        True,
        False,
        True,
    ]


def test_a_stopwatchs_digits_are_seconds_and_seconds_stand_on_a_clock(page: Page) -> None:
    hundredths, whole, free = {"step": "0.01"}, {"step": "1"}, {"step": None}
    typed = [[hundredths, "1285"], [hundredths, "10720"], [hundredths, "5"], [whole, "130"], [free, "7500"]]
    assert asked(page, "sheet-number.js", "given.map(([aspect, digits]) => it.clocked(aspect, digits))", typed) == [
        "0:12.85",
        "1:07.20",
        "0:00.05",
        "1:30",
        "0:75.00",
    ]
    assert asked(page, "sheet-number.js", "given.map(([aspect, digits]) => it.seconds(aspect, digits))", typed) == [
        "12.85",
        "67.2",
        "0.05",
        "90",
        "75",
    ]
    stored = [[hundredths, "67.2"], [whole, "90"], [hundredths, "3725.5"], [hundredths, "absent"], [hundredths, None]]
    assert asked(page, "sheet-number.js", "given.map(([aspect, value]) => it.timed(aspect, value))", stored) == [
        "1:07.20",
        "1:30",
        "1:02:05.50",
        "absent",
        "",
    ]


def test_a_stopwatch_types_what_it_counted_cut_to_the_step(page: Page) -> None:
    given = [["0.01", 83459.9], ["0.01", 0], ["0.2", 12990], ["1", 3723999], ["1", 59999.9], [None, 1005]]
    expression = "given.map(([step, ms]) => it.stopped({ step }, ms))"
    assert asked(page, "sheet-number.js", expression, given) == ["12345", "0", "128", "6203", "59", "100"]


def test_a_number_far_from_all_others_or_at_the_end_of_the_scale_is_doubted(page: Page) -> None:
    points = {"kind": "number", "measure": "points", "lowest": "0", "highest": "100", "step": "0.5"}
    reading = {"kind": "number", "measure": "reading", "lowest": "0", "highest": None, "step": "0.1"}
    others = ["88", "86.5", "90", "84"]
    given = [
        [points, "8.5", others],
        [points, "79", others],
        [points, "77.5", others],
        [points, "8.5", others[:3]],
        [points, "100", others],
        [points, "100", ["100", "88"]],
        [points, "0", []],
        [reading, "0", []],
        [reading, "4", ["0.4", "0.3", "lost", "0.5", "0.4"]],
        [reading, "0.9", ["0.4", "0.3", "0.5", "0.4"]],
        [points, "absent", others],
    ]
    found = asked(page, "sheet-number.js", "given.map((each) => it.doubtful(...each))", given)
    assert found == ["far", "", "far", "", "far", "", "bound", "", "far", "", ""]


def test_what_faults_leave_is_exact_and_never_below_nothing(page: Page) -> None:
    given = [["3", "0.5", "2"], ["3", "0.5", "9"], ["10", "0.25", "3"], ["2", "0.1", ""], ["1", "0.3", "3"]]
    expression = "given.map(([all, each, count]) => it.deducted({ worths: { 0: all, each } }, count))"
    assert asked(page, "sheet-number.js", expression, given) == ["2", "0", "9.25", None, "0.1"]


def test_keys_are_the_kind_that_the_door_takes_and_never_the_same(page: Page) -> None:
    keys = asked(page, "outbox.js", "Array.from({ length: 2000 }, it.newKey)")
    assert len(set(keys)) == 2000
    assert all(len(key) == 22 and set(key) <= set(IDS + "_-") - {"."} for key in keys)


OUTBOX = """
  const shelf = await import('/static/outbox-store.js');
  const sent = [];
  const script = given.script.slice();
  const answered = [];
  const waiters = [];
  const send = async (body) => {
    sent.push(body.entries.map((entry) => ({ ...entry })));
    const say = script.shift() || 'accept';
    if (say === 'cut') throw new Error('cut');
    if (say === 'signed-out') return { status: 401, results: [], wait_s: 0.01 };
    if (say === 'busy') return { status: 429, results: [], wait_s: 0.01 };
    if (say === 'broken') return { status: 400, results: [{ code: 'not-json', facts: {} }], wait_s: 0 };
    const results = body.entries.map((entry, at) => {
      if (say === 'conflict') return { key: entry.key, status: 'conflict', current: { seq: 90, value: '9' } };
      if (say === 'refuse') return { key: entry.key, status: 'refused', problems: [{ code: 'x', facts: {} }] };
      if (say === 'hold') return { key: entry.key, status: 'held', seq: 70 + sent.length };
      return { key: entry.key, status: 'accepted', seq: 10 * sent.length + at, at: 'now' };
    });
    return { status: 200, results, wait_s: 0 };
  };
  const tell = (entry, result) => answered.push([entry.value || 'signature', result.status]);
  const box = new it.Outbox({ event: 'e', send, store: shelf.memory(), answered: tell });
  await box.begin();
  const cell = (aspect) => ({ entrant: 'W1', phase: 'final', item: '', aspect });
  const rest = (ms = 60) => new Promise((done) => setTimeout(done, ms));
  const states = () => box.entries.value.map((entry) => [entry.value || 'signature', entry.status]);
"""


def outbox(page: Page, acts: str, *script: str) -> Any:
    """What some acts on an outbox come to, whose sender answers by the script and then accepts."""
    call = f"""async (given) => {{ const it = await import('/static/outbox.js'); {OUTBOX} {acts}
      return {{ sent: sent.map((batch) => batch.map((entry) => [entry.type, entry.aspect || '', entry.value || '',
        entry.supersedes ?? null])), keys: sent.map((batch) => batch.map((entry) => entry.key)), answered,
        states: states(), link: box.link.value, unsent: box.unsent }}; }}"""
    return page.evaluate(call, {"script": list(script)})


def test_each_mark_of_a_cell_waits_for_the_one_before_and_supersedes_its_line(page: Page) -> None:
    found = outbox(page, "for (const value of ['1', '2', '3']) box.mark(cell('a'), value, 5); await rest();")
    assert found["sent"] == [[["mark", "a", "1", 5]], [["mark", "a", "2", 10]], [["mark", "a", "3", 20]]]
    assert found["states"] == []


def test_marks_of_several_cells_go_together_in_the_order_they_were_given(page: Page) -> None:
    found = outbox(page, "for (const aspect of ['c', 'a', 'b']) box.mark(cell(aspect), '1', 0); await rest();")
    assert found["sent"] == [[["mark", aspect, "1", None] for aspect in ("c", "a", "b")]]


def test_what_nobody_answered_is_sent_again_word_by_word(page: Page) -> None:
    found = outbox(page, "box.mark(cell('a'), '1', 0); await rest(1500);", "cut", "signed-out", "busy")
    assert len(found["keys"]) == 4
    assert len({str(keys) for keys in found["keys"]}) == 1
    assert found["sent"][0] == found["sent"][3]
    assert (found["link"], found["unsent"]) == ("open", 0)


def test_a_signature_goes_behind_every_mark_of_its_sheet(page: Page) -> None:
    acts = """box.mark(cell('a'), '1', 0); box.mark(cell('b'), '2', 0); box.mark(cell('a'), '3', 0);
      box.sign({ entrant: 'W1', phase: 'final' }, 'd'.repeat(64)); box.mark({ ...cell('a'), entrant: 'W2' }, '4', 0);
      await rest();"""
    found = outbox(page, acts)
    order = [(entry[0], entry[2]) for batch in found["sent"] for entry in batch]
    assert order[-1] == ("signature", "")
    assert set(order[:-1]) == {("mark", "1"), ("mark", "2"), ("mark", "3"), ("mark", "4")}


def test_a_conflict_keeps_the_last_that_was_given_and_waits_for_the_judge(page: Page) -> None:
    acts = "for (const value of ['1', '2']) box.mark(cell('a'), value, 5); await rest();"
    acts += "await box.mark(cell('a'), '2', 5); await rest();"
    found = outbox(page, acts, "conflict")
    assert found["answered"][0] == ["1", "conflict"]
    assert found["sent"][1] == [["mark", "a", "2", 90]]
    assert found["states"] == []


def test_a_conflict_holds_the_signature_back(page: Page) -> None:
    acts = "box.mark(cell('a'), '1', 5); box.sign({ entrant: 'W1', phase: 'final' }, 'd'.repeat(64)); await rest();"
    found = outbox(page, acts, "conflict")
    assert found["states"] == [["1", "conflict"], ["signature", "waiting"]]
    dropped = outbox(page, acts + "await box.dismiss(box.entries.value[0].key); await rest();", "conflict")
    assert dropped["sent"][-1][0][0] == "signature"


def test_what_was_refused_stays_until_another_value_is_given(page: Page) -> None:
    found = outbox(page, "box.mark(cell('a'), '1', 5); await rest();", "refuse")
    assert found["states"] == [["1", "refused"]]
    mended = outbox(
        page, "await box.mark(cell('a'), '1', 5); await rest(); box.mark(cell('a'), '2', 5); await rest();", "refuse"
    )
    assert mended["sent"][1] == [["mark", "a", "2", 5]]
    assert mended["states"] == []


def test_after_a_refused_or_held_mark_the_next_supersedes_what_stood_before(page: Page) -> None:
    for say in ("refuse", "hold"):
        found = outbox(page, "box.mark(cell('a'), '1', 5); box.mark(cell('a'), '2', 5); await rest();", say)
        assert found["sent"][1] == [["mark", "a", "2", 5]]


def test_a_request_that_is_no_good_is_not_sent_for_ever(page: Page) -> None:
    found = outbox(page, "box.mark(cell('a'), '1', 0); await rest();", "broken")
    assert found["states"] == [["1", "refused"]]
    assert len(found["sent"]) == 1


def test_another_store_brings_back_what_was_not_answered(page: Page) -> None:
    acts = """const store = shelf.memory();
      const kept = { type: 'mark', after: '', supersedes: 0, given_at: '', value: '1' };
      await store.put({ ...kept, ...cell('b'), key: 'k2', at: 2, status: 'waiting' });
      await store.put({ ...kept, ...cell('a'), key: 'k1', at: 1, status: 'sent' });
      const later = new it.Outbox({ event: 'e', send, store, answered: () => {} });
      await later.begin(); await rest();
      answered.push((await store.all()).length);"""
    found = outbox(page, acts)
    assert found["keys"] == [["k1", "k2"]]
    assert found["answered"] == [0]
