"""Every kind of problem that reading a package can find: code → what is wrong, what to do. `{name}` is a fact of it.

`LIMITS` are the bounds that some of them speak of.
"""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, tuple[str, str]] = {
    # the folder or zip
    "not-a-package": (
        "{path} is no contest package.",
        "Give a folder or a zip file that holds contest.toml.",
    ),
    "missing-file": ("The file {path} is missing.", "Add it to the package."),
    "unknown-file": (
        "A package has no file {path}.",
        "Take it out, or correct its name. Award policies belong in policies/<name>/.",
    ),
    "unreadable-file": ("The file {path} cannot be read.", "Look at its permissions and copy it again."),
    "zip-path": (
        "The path {path} may not stand in a package: it is absolute, climbs out, is a link, or has odd characters.",
        "Pack plain files again, with names inside the package only.",
    ),
    "duplicate-path": ("The zip file holds {path} more than once.", "Keep one of them."),
    "zip-encrypted": ("The file {path} in the zip is encrypted.", "Pack it without a password."),
    "zip-broken": ("The file {path} in the zip is damaged, or packed in an unusual way.", "Pack the folder again."),
    "zip-bomb": (
        "The file unpacks to more than {ratio} times its packed size.",
        "Pack the folder again, or give the folder itself.",
    ),
    "too-large": ("More than {largest} bytes.", "Split the contest, or take out what does not belong to it."),
    "too-many-files": ("More than {most} files.", "Take out what does not belong to the package."),
    # texts
    "encoding": ("The file is not text in {allowed}.", "Save it as UTF-8."),
    "control-character": (
        "The value {value} holds a character that cannot be seen.",
        "Delete it and type the value again.",
    ),
    "stray-space": ("The value “{value}” begins or ends with a space.", "Delete the space."),
    "too-long": ("The value {value} is longer than 2000 characters.", "Shorten it."),
    "empty-value": ("A value is needed here.", "Fill it in."),
    # TOML files
    "bad-toml": ("The file is no TOML: {reason}.", 'Correct the line; texts stand in " ".'),
    "unknown-key": ("There is no such key.", "Correct its name, or take it out."),
    "missing-key": ("This key is needed.", "Add it."),
    "wrong-type": ("Here belongs: {expected}.", "Write it in that form."),
    "unknown-choice": ("{value} is none of: {choices}.", "Choose one of them."),
    "out-of-range": ("{value} is not between {low} and {high}.", "Choose a number in that range."),
    "unknown-version": (
        "Form {value} of a package is not known.",
        "Write package = {known}, or read it with a newer Saiping.",
    ),
    # tables
    "empty-file": ("The file is empty.", "Write the line of column names, or take the file out."),
    "no-header": ("The first line has none of the column names.", "Begin with: {columns}"),
    "wrong-separator": ("Columns are not separated by commas.", "Save the table as CSV, separated by commas."),
    "csv-quotes": (
        "Quotation marks do not match, from this line on.",
        "Close what is quoted; write a quotation mark inside a value twice.",
    ),
    "csv-shape": (
        "The line has {has} values for {needs} columns.",
        "Quote a value that holds a comma; fill what is missing.",
    ),
    "empty-row": ("The line has no value.", "Delete the line."),
    "missing-column": ("The column {column} is missing.", "Add it; where nothing is known its values stay empty."),
    "unknown-column": ("There is no column {column}.", "Take it out, or correct its name: {columns}"),
    "duplicate-column": ("The column {column} stands twice.", "Keep one of them."),
    # values
    "bad-id": (
        "{value} is no id.",
        "Use 1 to 64 letters, digits, dots, hyphens and underscores (A-Z a-z 0-9 . - _), a letter or digit first.",
    ),
    "reserved-id": ("The id {id} has a meaning of its own.", "Choose another."),
    "duplicate-id": ("The id {id} stands a second time.", "Give each its own."),
    "duplicate-row": ("{id} stands already on line {first}.", "Keep one of the lines."),
    "duplicate-mark": ("The mark {id} is given already on line {first}.", "Keep the mark that counts."),
    "bad-number": (
        "{value} is no number.",
        "Write plain digits such as 8.5 or -0.3: no +, no exponent, no full-width digits, no leading zeros.",
    ),
    "bad-date": ("{value} is no day here.", "Write the day as 2026-05-01; an end is not before its beginning."),
    "bad-level": ("{value} is no level.", "Write 1 to 5: 1 一级 (highest) to 5 五级."),
    "bad-role": ("{value} is no role.", "Write member or coach."),
    "bad-adjustment": ("{value} is no adjustment.", "Write penalty, bonus, dns, dnf or dsq."),
    "bad-reason": (
        "{value} is no reason code.",
        "Use lower-case letters, digits and hyphens; explanations stay out of the package.",
    ),
    "not-positive": ("{value} is not above 0.", "Write how much is taken or given, without a sign."),
    "unwanted-value": ("{adjustment} takes no {value}.", "Leave it empty."),
    "unknown-attempt": ("There is no attempt {attempt}.", "Write 1, or leave it empty."),
    # references
    "dangling-trade": ("contest.toml has no trade {value} (lines {lines}).", "Correct the id, or add the trade."),
    "dangling-phase": (
        "There is no phase {phase} to refer to.",
        "Correct the id, or add the phase to the scheme, in order.",
    ),
    "dangling-module": ("The scheme has no module {module}.", "Correct the id, or add the module."),
    "dangling-entrant": ("entrants.csv has no entrant {value} (lines {lines}).", "Correct the id, or add the entrant."),
    "other-trade": (
        "Entrant {value} is of trade {own}, not {trade} (lines {lines}).",
        "Correct the entrant or the trade.",
    ),
    "dangling-item": (
        "items.csv has no such item {value} of this entrant, phase and criterion (lines {lines}).",
        "Correct the item, or add it to items.csv; leave it empty where the criterion has no items.",
    ),
    "dangling-criterion": (
        "Phase {phase} of trade {trade} has no criterion {value} with items (lines {lines}).",
        "Correct the id, or set items = true in the scheme.",
    ),
    "dangling-aspect": (
        "Phase {phase} of trade {trade} has no aspect {value} (lines {lines}).",
        "Correct the id, or add the aspect to the scheme.",
    ),
    "dangling-judge": ("judges.csv has no judge {value} (lines {lines}).", "Correct the id, or add the judge."),
    "dangling-person": ("persons.csv has no person {value} (lines {lines}).", "Correct the id, or add the person."),
    "dangling-panel": (
        "No aspect of the scheme is marked by a panel {panel}.",
        "Correct the id, or name the panel in the scheme.",
    ),
    "dangling-table": ("The scheme has no table {table}.", "Correct the id, or add the table to the scheme."),
    "dangling-figure": ("There is no figure {figure} here.", "Name a module or criterion of that phase, or total."),
    "phase-without-cut": (
        "Everyone starts in phase {value} of trade {trade} (lines {lines}).",
        "Take the lines out, or give the phase an entry in the scheme.",
    ),
    "not-in-phase-before": (
        "Entrant {value} went on to {phase} without being in {before}.",
        "Add the entrant to {before}, or take the line out.",
    ),
    "no-entrants": ("Trade {trade} has no entrants.", "Add them, or take the trade out."),
    "missing-seat": (
        "In phase {phase} of trade {trade} nobody sits on panel {panel} {item}.",
        "Add its judges to panels.csv. An aspect that names no panel needs the trade to have exactly one.",
    ),
    "missing-advanced": (
        "Nothing says who went on to phase {phase} of trade {trade}.",
        "Name them in advanced.csv: the scheme leaves the cut to the package.",
    ),
    # marks
    "above-highest": ("{value} is above the highest mark {highest}.", "Correct the mark, or the scheme."),
    "below-lowest": ("{value} is below the lowest mark {lowest}.", "Correct the mark, or the scheme."),
    "off-step": ("{value} is no step of {step} from {lowest}.", "Correct the mark, or the scheme."),
    "not-in-table": ("The table {table} has no points for {value}.", "Correct the mark, or add the row to the table."),
    "mark-without-seat": (
        "Judge {judge} has no seat on the panel of {aspect} here.",
        "Correct the judge, or add the seat to panels.csv.",
    ),
    "mark-for-other-phase": (
        "Entrant {entrant} is not in phase {phase}.",
        "Correct the mark, or state in advanced.csv who went on.",
    ),
    "not-in-phase": ("Entrant {entrant} is not in phase {phase}.", "Correct the phase, or state who went on to it."),
    "entrant-out": (
        "Entrant {entrant} is out ({status}) before this.",
        "Take out the mark, or the dns, dnf or dsq that comes before it.",
    ),
    "phase-not-complete": (
        "Marks of phase {phase} are missing, so nobody can go on from it: {entrants}.",
        "Add the marks (absent, abstained or lost where a judge gave none), or leave the later phase out.",
    ),
    "other-than-computed": (
        "By the marks others go on to phase {phase} than stated (cut {cut}).",
        'Correct the marks or advanced.csv, or write cut = "stated" in the scheme.',
    ),
    "too-many-marks": (
        "The rule of {aspect} takes one mark, and panel {panel} has {seats} seats.",
        "Seat one judge, or choose another rule.",
    ),
    # schemes
    "unknown-rule": ("There is no panel rule {value}.", "Choose one of: {choices}."),
    "does-not-add-up": (
        "The maximum says {stated}, its parts add up to {sum}.",
        "Correct the maximum, or the weights and maxima below it.",
    ),
    "empty-node": ("{id} has no parts.", "Give a module criteria and a criterion aspects, or take it out."),
    "empty-phase": ("Phase {phase} has no modules and carries nothing.", "Name its modules or what it carries."),
    "module-in-no-phase": ("Module {module} is marked in no phase.", "Name it in a phase, or take it out."),
    "bad-bounds": ("The lower bound {low} is above the upper bound {high}.", "Exchange or correct them."),
    "bad-step": ("A step of {step} leads nowhere.", "Choose a step above 0."),
    "judgement-is-0-to-3": (
        "Judgement marks are 0, 1, 2 or 3, without weight or table.",
        "Take out lowest, highest, step, weight and table; max says what a 3 is worth.",
    ),
    "empty-table": ("The table has no rows.", "Add its rows."),
    "duplicate-reading": ("The table has the reading {reading} twice.", "Keep one row of them."),
    "zero-slope": ("With slope 0 every reading is worth the same.", "Correct the slope."),
    # the installation
    "event-exists": (
        "An event {event} is in this database already.",
        "Give the package another event id, or import into another database.",
    ),
}
