"""Invitations: shown once, used once, ended by time or by hand; a judge's code leads in until it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from competition.access import invitations, logins, people, sessions
from competition.access.access import HOUSE, ROLES, Actor
from competition.access.invitations import ALPHABET, INVITED, Invitation, Made, Spent, read_code, spoken
from competition.access.tokens import hash_of
from competition.store import schema
from competition.store.database import open_database

EVENT = "spring"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_database(f"sqlite:///{tmp_path / 'contest.db'}") as database, database.transaction() as connection:
        event = {"id": EVENT, "name_zh": "", "name_en": "", "starts": "", "ends": "", "place_zh": "", "place_en": ""}
        connection.execute(insert(schema.event).values(document="{}", **event))
        for position, judge in enumerate(("J1", "J2", "T1")):
            row = {"name": f"Judge {judge}", "name_en": "", "organisation": "", "interests": ""}
            kind = "office" if judge == "T1" else ""
            connection.execute(insert(schema.judge).values(event=EVENT, id=judge, position=position, kind=kind, **row))
        for name in ("li", "wang"):
            logins.create(connection, name, name.title(), "hash")
        yield connection


def made(connection: Connection, role: str = "chief", **more: object) -> Made:
    return invitations.make(connection, event=EVENT, role=role, made_by="organiser.li", **more)  # type: ignore[arg-type]


def found(connection: Connection, secret: str) -> Invitation:
    invitation = invitations.find(connection, secret)
    assert invitation is not None
    return invitation


def test_link_and_code_lead_to_the_invitation_and_are_kept_as_hashes(connection: Connection) -> None:
    new = made(connection, whom="王敏")
    assert found(connection, new.token) == found(connection, new.code)
    stored = connection.execute(select(schema.invitation)).one()
    assert (stored.token, stored.code) == (hash_of(new.token), hash_of(new.code))
    assert new.token not in str(stored) and new.code not in str(stored)


def test_a_code_may_be_typed_in_any_fashion(connection: Connection) -> None:
    new = made(connection)
    for typed in (
        spoken(new.code),
        new.code.lower(),
        f" {new.code[:4]} {new.code[4:]} ",
        "".join(chr(ord(c) + 0xFEE0) for c in new.code),
    ):
        assert read_code(typed) == new.code
        assert found(connection, typed).id == new.id
    for typed in ("", new.code[:7], new.code + "A", "ABCDEFG0", "ABCDEFGI", "甲" * 8):
        assert read_code(typed) == ""


def test_no_sign_of_a_code_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == 30 and not set(ALPHABET) & set("01ILO")


def test_an_invitation_is_used_once(connection: Connection) -> None:
    new = made(connection)
    actor = invitations.accept(connection, found(connection, new.token), "li")
    assert actor == Actor("chief", "li", EVENT)
    assert found(connection, new.token).state == "used"
    with pytest.raises(Spent):
        invitations.accept(connection, found(connection, new.token), "wang")


def test_of_two_who_read_it_open_one_takes_it_up(connection: Connection) -> None:
    new = made(connection)
    both = found(connection, new.token)
    invitations.accept(connection, both, "li")
    with pytest.raises(Spent):
        invitations.accept(connection, both, "wang")


def test_an_expired_or_revoked_one_counts_no_more(connection: Connection) -> None:
    expired, revoked = made(connection, lasts=timedelta(0)), made(connection)
    assert invitations.revoke(connection, EVENT, revoked.id) is not None
    for new, state in ((expired, "expired"), (revoked, "revoked")):
        assert found(connection, new.token).state == state
        with pytest.raises(Spent):
            invitations.accept(connection, found(connection, new.token), "li")


def test_an_organiser_revokes_nothing_of_another_event(connection: Connection) -> None:
    new = made(connection)
    assert invitations.revoke(connection, "autumn", new.id) is None
    assert found(connection, new.token).state == "open"


def test_a_form_sent_twice_makes_one_invitation_whose_last_link_counts(connection: Connection) -> None:
    first, second = made(connection, key="form-1"), made(connection, key="form-1")
    assert first.id == second.id
    assert invitations.find(connection, first.token) is None
    assert found(connection, second.token).state == "open"
    invitations.accept(connection, found(connection, second.token), "li")
    assert made(connection, key="form-1").id != first.id


def test_a_role_taken_away_comes_back_by_a_new_invitation_only(connection: Connection) -> None:
    invitations.accept(connection, found(connection, made(connection).token), "li")
    assert people.withdraw(connection, EVENT, "li", "chief")
    assert not people.withdraw(connection, EVENT, "li", "chief")
    assert people.of_event(connection, EVENT) == []
    invitations.accept(connection, found(connection, made(connection).token), "li")
    assert [each.roles for each in people.of_event(connection, EVENT)] == [("chief",)]


def test_a_login_that_is_a_judges_id_takes_up_nothing_there(connection: Connection) -> None:
    logins.create(connection, "j2", "J", "hash")
    with pytest.raises(logins.AccountTaken):
        invitations.accept(connection, found(connection, made(connection).token), "j2")


def test_a_personal_code_leads_in_again_and_again(connection: Connection) -> None:
    new = made(connection, "judge", judge="J1")
    for _ in range(3):
        held = invitations.come_in(connection, found(connection, new.code), "tablet")
        visitor = sessions.visitor_of(connection, hash_of(held))
        assert visitor is not None and visitor[0].actors == (Actor("judge", "J1", EVENT, "J1"),)
        assert visitor[0].name == "Judge J1"
    assert found(connection, new.code).state == "open"


def test_a_new_personal_code_ends_the_one_before_and_no_other_judges(connection: Connection) -> None:
    first, other = made(connection, "judge", judge="J1"), made(connection, "judge", judge="J2")
    second = made(connection, "judge", judge="J1")
    states = [found(connection, each.token).state for each in (first, second, other)]
    assert states == ["revoked", "open", "open"]


def test_a_code_taken_back_ends_the_sessions_that_it_led_to(connection: Connection) -> None:
    new = made(connection, "judge", judge="J1")
    held = invitations.come_in(connection, found(connection, new.code), "tablet")
    invitations.revoke(connection, EVENT, new.id)
    assert sessions.visitor_of(connection, hash_of(held)) is None


def test_a_judge_whose_access_was_taken_away_does_not_come_in_by_her_code(connection: Connection) -> None:
    new = made(connection, "judge", judge="J1")
    before = found(connection, new.code)
    held = invitations.come_in(connection, before, "tablet")
    people.withdraw(connection, EVENT, "J1", "judge")
    assert sessions.visitor_of(connection, hash_of(held)) is None
    with pytest.raises(Spent):
        invitations.come_in(connection, before, "tablet")
    again = made(connection, "judge", judge="J1")
    assert invitations.come_in(connection, found(connection, again.code), "tablet")


def test_only_a_personal_invitation_leads_in_without_a_password(connection: Connection) -> None:
    with pytest.raises(Spent):
        invitations.come_in(connection, found(connection, made(connection, "organiser").token), "tablet")


def test_a_login_may_fill_a_judges_place(connection: Connection) -> None:
    new = made(connection, "judge", judge="J1")
    actor = invitations.accept(connection, found(connection, new.token), "li")
    assert (actor.id, actor.judge) == ("judge.li", "J1")


def test_the_owners_link_has_no_code_and_ends_when_another_is_made(connection: Connection) -> None:
    new = invitations.make(connection, event=HOUSE, role="owner", made_by="owner.console")
    assert new.code == ""
    invitations.revoke_role(connection, HOUSE, "owner")
    assert found(connection, new.token).state == "revoked"


def test_nobody_is_invited_to_be_public_or_owner_of_an_event() -> None:
    assert set(INVITED) == set(ROLES) - {"public", "owner"}


def test_people_are_listed_with_their_roles_and_ways_in(connection: Connection) -> None:
    for role in ("organiser", "second"):
        invitations.accept(connection, found(connection, made(connection, role).token), "li")
    made(connection, "judge", judge="J1")
    sessions.open_session(connection, login="li", agent="x")
    first, second = people.of_event(connection, EVENT)
    assert (first.name, first.roles, first.way, len(first.sessions)) == ("li", ("organiser", "second"), "password", 1)
    assert (second.name, second.shown, second.way, second.seen_at) == ("J1", "Judge J1", "code", "")
    assert [(each.id, each.coded, each.office) for each in people.judges(connection, EVENT)] == [
        ("J1", True, False),
        ("J2", False, False),
        ("T1", False, True),
    ]


def test_nobody_is_signed_out_who_has_no_access_to_the_event(connection: Connection) -> None:
    invitations.accept(connection, found(connection, made(connection).token), "li")
    for name in ("li", "wang"):
        sessions.open_session(connection, login=name)
    assert people.sign_out(connection, EVENT, "wang") == 0
    assert people.sign_out(connection, EVENT, "li") == 1
