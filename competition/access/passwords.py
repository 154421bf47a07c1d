"""Passwords: Argon2 hashes, made and checked in threads, a few at a time; and what is no password."""

from __future__ import annotations

import asyncio
import unicodedata
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scoring.problems import Problem

SHORTEST: Final = 10
LONGEST: Final = 200
AT_A_TIME: Final = 2
"""Hashes computed together: each takes 64 MiB and most of a fifth of a second."""

_COMMON: Final = """
0123456789 01234567890 123123123a 1234512345 1234554321 1234567890 12345678900 12345678901 1234567890a 1234567890q
12345678910 123456789a 123456789q 147258369a 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 5201314520 520131452013 9876543210
a123456789 a1234567890 a5201314520 aa12345678 aa123456789 abc1234567 abc123456789 abcd123456 abcd12345678 abcdefghij
admin12345 admin123456 administrator asd1234567 asdfghjkl1 asdfghjkl; changeme123 computer123 football123 iloveyou123
iloveyou1314 letmein123 li1234567890 passw0rd123 password01 password10 password11 password12 password123 password1234
password12345 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qq123456789 qwe1234567 qwer123456 qwerty12345 qwerty123456
qwertyuiop qwertyuiop1 qwertyuiop123 saiping123 saiping1234 wang123456 welcome123 welcome1234 woaini123456 woaini1314
woaini5201314 woainima123 zhang123456 zxcvbnm123 zxcvbnm1234
"""
COMMON: Final = frozenset(_COMMON.split())
"""What guessers try first, as far as it is long enough; in lower case."""

_STAND_IN: Final = "$argon2id$v=19$m=65536,t=3,p=4$c2FpcGluZy1zdGFuZC1pbg$yVqXGTQfHF1GlVxTDTqOIWFcuO9bVOZWXoRVUKO5zvs"
"""What a password is checked against where there is no login: it takes as long and fails."""


class Passwords:
    """Makes and checks hashes without holding the loop up."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _form(password))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """True where the hash was made of this password. None: as slowly, no."""
        async with self._turn:
            return await asyncio.to_thread(self._verify, _form(password)[: 4 * LONGEST], hashed)

    def _verify(self, password: str, hashed: str | None) -> bool:
        try:
            return self._hasher.verify(hashed or _STAND_IN, password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def problems(password: str, login: str, where: str = "password") -> list[Problem]:
    """What makes this no password for the login, beside the field `where`."""
    plain = _form(password).casefold()
    if len(password) < SHORTEST:
        return [Problem("password-short", where, {"least": str(SHORTEST), "count": str(len(password))})]
    if len(password) > LONGEST:
        return [Problem("password-long", where, {"most": str(LONGEST)})]
    if plain in COMMON or _repeats(plain) or _climbs(plain):
        return [Problem("password-common", where)]
    if len(login) > 2 and (login in plain or login[::-1] in plain) and len(plain) - len(login) < SHORTEST - 2:
        return [Problem("password-login", where)]
    return []


def _form(password: str) -> str:
    """One form of what keyboards write in several."""
    return unicodedata.normalize("NFKC", password)


def _repeats(text: str) -> bool:
    """True for a short piece again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 4))


def _climbs(text: str) -> bool:
    """True for neighbours in a row, up or down: abcdefghij, 9876543210."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
