"""The field's own words for tests of the core: `contest.panel("A").gives(3, 2, 2).on("A1").to("07")`.

Everything goes in as it would from a hall: checked, written as a line, read back from its stored text, applied.
"""

from tests.scoring.field.contests import ORGANISER as ORGANISER
from tests.scoring.field.contests import SECOND_PERSON as SECOND_PERSON
from tests.scoring.field.contests import Contest as Contest
from tests.scoring.field.contests import Opened as Opened
from tests.scoring.field.contests import Views as Views
from tests.scoring.field.contests import contest as contest
from tests.scoring.field.documents import Document as Document
from tests.scoring.field.documents import aspect as aspect
from tests.scoring.field.documents import codes as codes
from tests.scoring.field.documents import criterion as criterion
from tests.scoring.field.documents import document as document
from tests.scoring.field.documents import module as module
from tests.scoring.field.documents import phase as phase
from tests.scoring.field.documents import problems_of as problems_of
from tests.scoring.field.documents import scheme as scheme
from tests.scoring.field.documents import single as single
from tests.scoring.field.judges import Given as Given
from tests.scoring.field.judges import Judges as Judges
