"""What it costs to tell many viewers of a board that it moved: this product, the C loop, nginx with nchan, node `ws`,
one after the other in every round, with the same messages at the same pace.

This product takes in a mark, keeps it and works out the board before there is anything to tell; the others are handed
a text. What as many marks cost in a trade that nobody watches is therefore taken off, and said beside with it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial

from benchmarks.contest import Contest
from benchmarks.fanout import other_mark, version_of
from benchmarks.live.peers import Peer, loop, nchan, node
from benchmarks.rounds import Round
from benchmarks.server import LIMIT_S, TICKS_S, Tablets, get, serving
from benchmarks.viewers import BOARD, PACE_S, Viewers, compiled, open_files

ENTRANTS = 30
DELTA = b'{"type":"delta"'


@contextmanager
def told(viewers: int, messages: int = 25, modules: str | None = None) -> Iterator[Round]:
    """viewers: of each server. messages: a round. modules: where node finds ws, None for Debian's."""
    open_files(viewers + 1_000)
    contest = Contest(2, ENTRANTS)
    with ExitStack() as stack:
        program = stack.enter_context(compiled())
        server = stack.enter_context(serving(contest))
        peers = [stack.enter_context(each) for each in (loop(), nchan(), node(modules) if modules else node())]
        tablets = Tablets(server)
        stack.callback(tablets.line.close)
        tablets.give_everything(contest)
        own = stack.enter_context(Viewers(program, server.port, server.folder, viewers))
        own.follow(version_of(tablets))
        snapshot = tablets.line.send(get(BOARD))[1]
        watching: list[tuple[Peer, Viewers]] = []
        for peer in peers:
            theirs = stack.enter_context(Viewers(program, peer.port, server.folder, viewers, peer.path))
            _begin(peer, theirs, snapshot)
            theirs.follow(version_of(tablets))
            watching.append((peer, theirs))
        chance = random.Random(1)

        def one_round() -> Mapping[str, float]:
            def give(trade: str, _: int = 0) -> None:
                tablets.give([other_mark(ENTRANTS, chance, trade)])

            cpu = server.cpu_s()
            _at_pace(messages, partial(give, "T02"))
            marks = server.cpu_s() - cpu
            before = own.report()
            ours = _paced(messages, partial(give, "T01"), server.cpu_s, own, partial(version_of, tablets))
            after = own.report()
            delivered = after["delivered"] - before["delivered"]
            figures = {"saiping": ours - marks / delivered, "saiping and its marks": ours}
            texts = [text for text in own.texts() if text.startswith(DELTA)][-(delivered // viewers) :]
            last = version_of(tablets)
            for peer, theirs in watching:
                publish = partial(_published, peer, texts)
                figures[peer.name] = _paced(len(texts), publish, peer.cpu_s, theirs, lambda: last)
            size = (after["bytes"] - before["bytes"]) / delivered
            ratios = {f"saiping, x {peer.name}": figures["saiping"] / figures[peer.name] for peer in peers[1:]}
            ratios |= {f"{name}, x the C loop": each / figures["C loop"] for name, each in figures.items()}
            shown = {f"{name}, µs a message": each * 1e6 for name, each in figures.items()}
            return ratios | shown | {"bytes a message": size, "messages a mark": delivered / viewers / messages}

        yield one_round
        own.check(json.loads(tablets.line.send(get(BOARD))[1]))


def _paced(
    messages: int, send: Callable[[int], None], cpu_s: Callable[[], float], viewers: Viewers, last: Callable[[], int]
) -> float:
    """CPU seconds of a server for each message that a viewer got. last: the version that all must reach."""
    before, cpu = viewers.report()["delivered"], cpu_s()
    _at_pace(messages, send)
    after = viewers.follow(last())
    used = max(cpu_s() - cpu, 1 / TICKS_S)  # the clock counts no less
    return used / (after["delivered"] - before)


def _at_pace(messages: int, send: Callable[[int], None]) -> None:
    for at in range(messages):
        due = time.monotonic() + PACE_S
        send(at)
        time.sleep(max(0.0, due - time.monotonic()))


def _begin(peer: Peer, viewers: Viewers, snapshot: bytes) -> None:
    """Give every viewer the board; nchan takes a moment to know its viewers."""
    until = time.monotonic() + LIMIT_S
    while viewers.report()["lowest"] < 0 and time.monotonic() < until:
        peer.publish(snapshot)
        time.sleep(0.5)


def _published(peer: Peer, texts: list[bytes], at: int) -> None:
    peer.publish(texts[at])
