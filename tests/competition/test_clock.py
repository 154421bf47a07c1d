from __future__ import annotations

from competition.store.clock import Clock, Watch, utc

SECOND = 1_000_000_000
NOON = 1_777_636_800 * SECOND


class Hands:
    """A clock whose hands the test moves: both in nanoseconds."""

    def __init__(self) -> None:
        self.wall = NOON
        self.monotonic = 5 * SECOND

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.monotonic)

    def pass_by(self, seconds: float) -> None:
        self.wall += int(seconds * SECOND)
        self.monotonic += int(seconds * SECOND)


def test_a_time_is_utc_text_with_microseconds() -> None:
    assert utc(NOON) == "2026-05-01T12:00:00.000000Z"
    assert utc(NOON + 1_999) == "2026-05-01T12:00:00.000001Z"


def test_a_clock_that_runs_says_nothing_of_itself() -> None:
    hands = Hands()
    watch = Watch(hands.clock())
    hands.pass_by(3600)
    assert watch.read("", own=False) == ("2026-05-01T13:00:00.000000Z", "")


def test_a_clock_put_forward_is_said_once() -> None:
    hands = Hands()
    watch = Watch(hands.clock())
    hands.wall += 3 * SECOND
    at, jumped = watch.read("", own=False)
    assert at == jumped == "2026-05-01T12:00:03.000000Z"
    watch.said(at)
    assert watch.read(at, own=True) == (at, "")


def test_two_seconds_apart_are_no_jump() -> None:
    hands = Hands()
    watch = Watch(hands.clock())
    hands.wall += 2 * SECOND
    assert watch.read("", own=False)[1] == ""


def test_a_clock_put_back_is_said_once_and_time_stands_until_it_has_caught_up() -> None:
    hands = Hands()
    watch = Watch(hands.clock())
    last = utc(NOON)
    hands.wall -= SECOND // 2
    at, jumped = watch.read(last, own=True)
    assert (at, jumped) == (last, "2026-05-01T11:59:59.500000Z")
    watch.said(at)
    assert watch.read(at, own=True) == (last, "")
    hands.pass_by(1)
    assert watch.read(at, own=True) == ("2026-05-01T12:00:00.500000Z", "")


def test_another_machine_that_is_a_little_ahead_is_no_jump() -> None:
    hands = Hands()
    watch = Watch(hands.clock())
    ahead = utc(NOON + SECOND)
    assert watch.read(ahead, own=False) == (ahead, "")
    far = utc(NOON + 3 * SECOND)
    assert watch.read(far, own=False) == (far, utc(NOON))
