"""Small contests at random: settings of every kind, and scripts that a field interprets as it stands."""

from tests.scoring.strategies.changes import proposals as proposals
from tests.scoring.strategies.marks import cells as cells
from tests.scoring.strategies.marks import held_by as held_by
from tests.scoring.strategies.marks import value_for as value_for
from tests.scoring.strategies.scripts import Move as Move
from tests.scoring.strategies.scripts import begin as begin
from tests.scoring.strategies.scripts import moves as moves
from tests.scoring.strategies.scripts import play as play
from tests.scoring.strategies.scripts import run as run
from tests.scoring.strategies.settings import Setting as Setting
from tests.scoring.strategies.settings import settings_of as settings_of
