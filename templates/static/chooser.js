// The boards of an event: what they are called, where they are, and a row of tabs to choose from.

import { html } from './parts.js';
import { _, both, lang, name, pair } from './words.js';

const address = (event, { board, page }) => (page ? `/events/${event}/trades/${board.split(':')[1]}/${page}` : `/events/${event}/boards/${encodeURIComponent(board)}`);
const given = (names) => ({ zh: names?.zh || names?.en || '', en: names?.en || names?.zh || '' });
const short = (id, names) => (id.length < 3 ? { zh: `${id} ${given(names).zh}`, en: `${id} ${given(names).en}` } : given(names));

/** Boards and pages that are made of one trade's board: [{board, names or say, page}]; page: its own address, where it is no board. */
export function partsOf(roster, trade) {
  const groups = trade.blind ? [] : [...new Set(Object.values(roster.entrants).filter((each) => each.trade === trade.id && each.group).map((each) => each.group))];
  return [
    ...trade.modules.map((each) => ({ board: `module:${trade.id}:${each.id}`, names: short(each.id, each.name) })),
    ...(trade.teams ? [{ board: `team:${trade.id}`, say: () => _('Teams') }] : []),
    ...groups.map((group) => ({ board: `group:${trade.id}:${group}`, names: { zh: group, en: group } })),
    { board: `history:${trade.id}`, say: () => _('Places over time') },
    { board: `forecast:${trade.id}`, page: 'forecast', say: () => _('What can still change') },
    { board: `versus:${trade.id}`, page: 'versus', say: () => _('Head to head') },
  ];
}

/** Boards over all trades. */
export const wholes = (roster) => [
  { board: 'latest', say: () => _('Latest marks') },
  ...(Object.values(roster.entrants).some((each) => each.organisation || each.organisation_en) ? [{ board: 'organisations', say: () => _('Organisations') }] : []),
  ...roster.prizes.map((each) => ({ board: `prize:${each.id}`, names: given(each.name) })),
];

/** What a board is called: {names} or {say}, and the trade that it is of. */
export function known(roster, board) {
  const trade = roster.trades.find((each) => each.id === board.split(':')[1]);
  const found = (trade ? partsOf(roster, trade) : wholes(roster)).find((each) => each.board === board);
  return found && { ...found, trade };
}

const words = ({ names, say }) => (say ? say() : pair({ [lang.value]: name(names) }));

/** Links to these boards; `here` is the one shown. */
const links = (event, boards, here) =>
  boards.map((each) => html`<a href=${address(event, each)} aria-current=${each.board === here ? 'page' : null} ref=${each.board === here ? intoView : null}>${words(each)}</a>`);

const intoView = (tab) => tab?.parentElement.scrollTo({ left: tab.offsetLeft - 32 });

/** The boards beside this one as tabs, that of its trade or of the event first. */
export function chooser(roster, here) {
  const { trade } = known(roster, here) || {};
  const event = roster.event.id;
  const first = trade
    ? html`<a href=${`/events/${event}/trades/${trade.id}`}>${pair({ [lang.value]: name(trade.name) })}</a>`
    : html`<a href=${`/events/${event}`}>${_('All trades')}</a>`;
  return html`<nav class="tabs" aria-label=${_('Boards')}>${first}${links(event, trade ? partsOf(roster, trade) : wholes(roster), here)}</nav>`;
}

/** Every board beside those of the trades, for the event's own page. */
export function every(roster) {
  const event = roster.event.id;
  const rows = [
    ...(wholes(roster).length ? [{ title: _('All trades'), boards: wholes(roster) }] : []),
    ...roster.trades.map((trade) => ({ title: name(trade.name), boards: partsOf(roster, trade) })),
  ].filter((row) => row.boards.length);
  return rows.length > 0 && html`<nav class="boards" aria-labelledby="boards"><h2 id="boards">${both('More boards')}</h2>${rows.map((row) => html`<p><b>${row.title}</b> ${links(event, row.boards, '')}</p>`)}</nav>`;
}
