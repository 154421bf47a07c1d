"""Passwords: which are none, how they are checked, and how often."""

from __future__ import annotations

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from competition.access.entrance.throttle import Throttle
from competition.access.passwords import COMMON, LONGEST, SHORTEST, Passwords, problems

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def code(password: str, login: str = "li.hua") -> str:
    found = problems(password, login)
    assert all(each.where == "password" for each in found)
    return found[0].code if found else ""


@pytest.mark.parametrize(
    "password", ["purple tractor piano", "紫色拖拉机钢琴与西瓜", "x7#kQ9!mmw", "li.hua meets a purple cow"]
)
def test_what_is_long_enough_and_no_common_one_is_a_password(password: str) -> None:
    assert code(password) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "password-short"),
        ("a" * (SHORTEST - 1), "password-short"),
        ("ab" * LONGEST, "password-long"),
        ("password123", "password-common"),
        ("PassWord123", "password-common"),
        ("ｐａｓｓｗｏｒｄ１２３", "password-common"),
        ("aaaaaaaaaaaa", "password-common"),
        ("abababababab", "password-common"),
        ("abcdefghijkl", "password-common"),
        ("9876543210", "password-common"),
        ("li.hua1234", "password-login"),
        ("auh.il2026", "password-login"),
    ],
)
def test_what_anybody_guesses_first_is_none(password: str, why: str) -> None:
    assert code(password) == why


def test_the_list_holds_only_what_is_long_enough_to_matter() -> None:
    assert all(len(each) >= SHORTEST and each == each.lower() for each in COMMON)


@pytest.mark.anyio
async def test_a_password_fits_its_own_hash_whatever_the_keyboard_wrote() -> None:
    passwords = Passwords(QUICK)
    hashed = await passwords.hash("purple ｔractor é")
    assert await passwords.fits("purple tractor é", hashed)
    assert not await passwords.fits("purple tractor e", hashed)
    assert not await passwords.fits("purple tractor é", None)
    assert not await passwords.fits("purple tractor é", "none")


@pytest.mark.anyio
async def test_an_unknown_login_takes_as_long_as_a_known_one() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("purple tractor piano")
    took: dict[str | None, list[float]] = {hashed: [], None: []}
    for _ in range(3):
        for each, times in took.items():
            began = time.perf_counter()
            assert not await passwords.fits("another", each)
            times.append(time.perf_counter() - began)
    assert min(took[None]) > 0.5 * min(took[hashed])


@pytest.mark.anyio
async def test_checking_holds_nobody_else_up() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("purple tractor piano")
    checking = asyncio.gather(*(passwords.fits("another", hashed) for _ in range(6)))
    slowest, all_began = 0.0, time.perf_counter()
    while not checking.done():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < (time.perf_counter() - all_began) / 2, "who waits beside it is asked between, not behind"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_too_many_wrong_tries_close_the_way_for_a_while() -> None:
    clock = Clock()
    throttle = Throttle(3, 60, 30, clock=clock)
    for _ in range(2):
        throttle.failed("li")
    assert throttle.wait_s("li") == 0
    throttle.failed("li")
    assert throttle.wait_s("li") == 30 and throttle.wait_s("wang") == 0
    clock.now = 29.5
    assert throttle.wait_s("li") == 1
    clock.now = 30
    assert throttle.wait_s("li") == 0


def test_wrong_tries_long_ago_or_before_a_right_one_do_not_count() -> None:
    clock = Clock()
    throttle = Throttle(3, 60, 30, clock=clock)
    throttle.failed("li")
    throttle.failed("li")
    clock.now = 61
    throttle.failed("li")
    throttle.failed("li")
    assert throttle.wait_s("li") == 0
    throttle.succeeded("li")
    throttle.failed("li")
    throttle.failed("li")
    assert throttle.wait_s("li") == 0


def test_strangers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.access.entrance.throttle.MOST_REMEMBERED", 5)
    clock = Clock()
    throttle = Throttle(2, 60, 30, clock=clock)
    for number in range(20):
        throttle.failed(f"once-{number}")
        throttle.failed(f"twice-{number}")
        throttle.failed(f"twice-{number}")
        clock.now += 10
    assert len(vars(throttle)["_failed"]) <= 5 and len(vars(throttle)["_locked"]) <= 6


@pytest.mark.anyio
async def test_many_tries_at_once_are_one_after_the_other() -> None:
    throttle = Throttle(3, 60, 30)
    tried = 0

    async def guess() -> None:
        nonlocal tried
        async with throttle.turn("li"):
            if throttle.wait_s("li"):
                return
            tried += 1
            await asyncio.sleep(0.001)
            throttle.failed("li")

    await asyncio.gather(*(guess() for _ in range(50)))
    assert tried == 3
