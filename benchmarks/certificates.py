"""What it costs to make certificates, against the bare steps they cannot do without."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import typst
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.rounds import Round, cpu_s, set_aside
from competition.certificates.certificate import AWARD, GRADE, Certificate, Clause, Honour
from competition.certificates.paper import Paper, press, square
from competition.credentials.keys import ES256, Key, make
from competition.credentials.signing import sign
from scoring.nodes import Name

ADDRESS = "https://contest.example"
DAY = datetime(2026, 6, 1, tzinfo=UTC)
ZONE = timezone(timedelta(hours=8))


@contextmanager
def credentials(persons: int = 1_000) -> Iterator[Round]:
    """Two credentials for each person, made and signed, against as many signatures over the same bytes by the same key
    and library."""
    key, papers = make(ES256, "2026-01-01T00:00:00Z"), [paper for index in range(persons) for paper in pair(index)]
    texts = [text.rpartition(".")[0].encode() for text in _signed(papers, key)]

    def one_round() -> Mapping[str, float]:
        with set_aside():
            bare = cpu_s(lambda: _bare(texts, key))
            ours = cpu_s(lambda: _signed(papers, key))
        return {"credentials": ours / bare, "credentials, µs a JWT": ours / len(papers) * 1e6}

    yield one_round


@contextmanager
def printed(persons: int = 1_000) -> Iterator[Round]:
    """A certificate for each person with both credentials signed, against typst alone setting the same pages and bare
    signing; and, to see what a layout costs, against typst with the same texts one below the other."""
    key, set_with = make(ES256, "2026-01-01T00:00:00Z"), press()
    papers = [pair(index) for index in range(persons)]
    jwts = _signed([each for both in papers for each in both], key)
    texts = [text.rpartition(".")[0].encode() for text in jwts]
    pages = set_with.bare(_paper(grade, jwt.encode()) for (_, grade), jwt in zip(papers, jwts[1::2], strict=True))
    plain = [_plain(grade, jwt) for (_, grade), jwt in zip(papers, jwts[1::2], strict=True)]

    def ours() -> None:
        for award, grade in papers:
            sign(award, key, ADDRESS, ZONE)
            set_with.one(_paper(grade, sign(grade, key, ADDRESS, ZONE).encode()))

    def bare() -> None:
        pages()
        _bare(texts, key)

    def simplest() -> None:
        compiler = typst.Compiler(b"", font_paths=set_with.loaded)
        for source in plain:
            compiler.compile(source, format="pdf", pdf_standards=["a-3b"], timestamp=DAY)
        _bare(texts, key)

    def one_round() -> Mapping[str, float]:
        with set_aside():
            below, above, least = cpu_s(bare), cpu_s(ours), cpu_s(simplest)
        return {
            "certificates": above / below,
            "certificates, x the simplest page": above / least,
            "certificates, ms each": above / persons * 1e3,
        }

    yield one_round


def _paper(certificate: Certificate, credential: bytes) -> Paper:
    return Paper(certificate, f"{ADDRESS}/verify/{certificate.number}", credential)


def _plain(certificate: Certificate, credential: str) -> bytes:
    """A certificate's texts for bare typst."""
    check = f"{ADDRESS}/verify/{certificate.number}"
    said = {key: value for key, value in certificate.form().items() if isinstance(value, str)}
    names = [part for value in certificate.form().values() if isinstance(value, dict) for part in value.values()]
    job = json.dumps({"texts": [*said.values(), *names], "qr": square(check), "jwt": credential})
    literal = job.replace("\\", r"\\").replace('"', r"\"")
    return (
        f'#let job = json(bytes("{literal}"))\n'
        '#set page(width: 297mm, height: 210mm)\n#set text(font: ("Noto Serif SC", "Noto Sans SC"))\n'
        '#pdf.attach("credential.jwt", bytes(job.jwt), relationship: "alternative",'
        ' mime-type: "application/vc+jwt", description: "OB")\n'
        "#for each in job.texts [#each #linebreak()]\n"
        '#image(bytes(job.qr), format: "svg", width: 30mm)\n'
    ).encode()


def pair(index: int) -> tuple[Certificate, Certificate]:
    """A person's award and the grade that it brought, different from everybody else's."""
    award = Certificate(
        kind=AWARD,
        number=f"A-2026-{index:06d}",
        award_number="",
        index=str(2 * index),
        event="spring",
        trade="welding",
        entrant=f"E{index}",
        person=f"P{index}",
        role="member",
        name=f"参赛者{index}",
        name_en=f"Entrant {index}",
        identity_type="id-card",
        identity=f"1101051990{index % 12 + 1:02d}01{index % 1000:03d}X",
        gender="f",
        birth_date="1990-01-01",
        photo="",
        organisation=Name("第一机床厂", "First Machine Works"),
        contest=Name("春季职业技能大赛", "Spring Skills Contest"),
        starts="2026-05-16",
        ends="2026-05-18",
        venue=Name("体育馆", "Sports hall"),
        trade_name=Name("焊接", "Welding"),
        occupation="6-18-02-04",
        occupation_name=Name("焊工", "Welder"),
        group=Name("职工组", "Workers"),
        place=str(index + 1),
        entrants="1000",
        total=f"{90 - index // 20}.35",
        papers={"theory": "88.0", "skill": "93.2"},
        grade="",
        level="3",
        honours=(Honour("prize", Name("二等奖", "Second prize")),),
        issuer=Name("某市职业技能协会", "City Skills Association"),
        filing="备2026-11",
        issued="2026-06-01",
        policy="a" * 64,
        policy_name=Name("职业技能竞赛获奖选手晋升职业技能等级办法", "Promotion by contest"),
        clauses=(Clause("3", "《晋升办法》 2024-10-25", "获得前三名的选手，可按规定晋升高级工职业技能等级。"),),
        award=f"{index:064x}",
        position=f"spring:412:{'c' * 64}",
    )
    grade = replace(
        award,
        kind=GRADE,
        number=f"Y000123ABCDEF263{index:06d}",
        award_number=award.number,
        index=str(2 * index + 1),
        grade="3",
        honours=(),
    )
    return award, grade


def _signed(papers: Sequence[Certificate], key: Key) -> list[str]:
    return [sign(each, key, ADDRESS, ZONE) for each in papers]


def _bare(texts: Sequence[bytes], key: Key) -> None:
    private: Any = key.private
    for text in texts:
        private.sign(text, ECDSA(SHA256()))
