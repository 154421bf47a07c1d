// What each kind of board shows of a row: who it is of, and its figures.

import { _, both, lang, name, time } from './words.js';
import { roster } from './roster.js';

const either = (row, field) => (lang.value === 'en' ? row?.[`${field}_en`] || row?.[field] : row?.[field] || row?.[`${field}_en`]) || '';
const entrant = (id) => roster.value.entrants[id] || { name: id };
const person = (id) => [either(entrant(id), 'name'), either(entrant(id), 'organisation')];
const team = (id) => [name(roster.value.teams[id]) || id, ''];
const organisation = (id) => Object.values(roster.value.entrants).find((each) => (each.organisation || each.organisation_en) === id);
const trade = (id) => name(roster.value.trades.find((each) => each.id === id)?.name) || id;

/** The trade, module and aspect of a mark. */
function marked({ trade: of, module, aspect, item }) {
  const found = roster.value.trades.find((each) => each.id === of);
  const part = name(found?.modules.find((each) => each.id === module)?.name) || module;
  return [trade(of), part, [aspect, item].filter(Boolean).join(' ')].join(' · ');
}

const total = (words) => [['total', 'total', words]];

/** By kind: who (the name, and what stands beside it), head of that column, and the columns of figures [row key, class, head]. shown: a
 * signal of the board. A trade has no kind of its own; the overview is of trades and who leads in each. */
export const kinds = (shown) => ({
  trade: { who: person, head: () => both('Entrant'), columns: total(() => both('Total')) },
  module: { who: person, head: () => both('Entrant'), columns: total(() => both('Points')) },
  group: { who: person, head: () => both('Entrant'), columns: total(() => both('Total')) },
  team: { who: team, head: () => both('Team'), columns: total(() => both('Total')) },
  prize: {
    who: (id) => (shown.value.head.of === 'team' ? team(id) : person(id)),
    head: () => (shown.value.head.of === 'team' ? both('Team') : both('Entrant')),
    columns: total(() => both('Points')),
  },
  latest: {
    who: (_id, row) => [either(entrant(row.entrant), 'name'), [marked(row), time(row.at)].join(' · ')],
    head: () => both('Entrant'),
    columns: [['points', 'figure', () => both('Points')], ...total(() => both('Total'))],
  },
  organisations: {
    who: (id) => [either(organisation(id), 'organisation') || id, ''],
    head: () => both('Organisation'),
    columns: [['first', 'figure', () => both('1st')], ['second', 'figure', () => both('2nd')], ['third', 'figure', () => both('3rd')], ['placed', 'total', () => both('Placed')]],
  },
  overview: { who: (id, { leaders: [first] }) => [trade(id), first ? person(first.entrant)[0] : _('No marks yet')], head: () => both('Trade'), columns: total(() => both('Total')) },
});
