"""All advice on one scheme, in the order of its nodes."""

from __future__ import annotations

from scoring.advice import reach, size, texts, weights
from scoring.advice.standard import Standard
from scoring.nodes import Scheme
from scoring.problems import Problem


def advise(scheme: Scheme, standard: Standard | None = None) -> list[Problem]:
    """What the makers of a valid scheme most likely did not mean; of each, where it stands. standard: what the scheme
    is to be weighed against."""
    return [
        *texts.advise(scheme),
        *reach.advise(scheme),
        *weights.advise(scheme, standard),
        *size.advise(scheme),
    ]
