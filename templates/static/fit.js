// What goes where: the layout of this window, the columns of the table, sizes at which long names still fit.

import { signal } from '@preact/signals';

const FACE = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const pen = document.createElement('canvas').getContext('2d');
const known = new Map();

/** Width of a text in px at 100 px. */
function width(text, weight = 400) {
  if (!text) return 0;
  const key = weight + text;
  if (!known.has(key)) {
    pen.font = `${weight} 100px ${FACE}`;
    known.set(key, pen.measureText(text).width);
  }
  return known.get(key);
}

const sum = (parts) => parts.reduce((all, part) => all + part, 0);

/** Whether a text fits into the head of a column of `room` px. */
export const headFits = ({ sizes: { head, gap } }, room, text) => (width(text) * head) / 100 <= room - gap / 3;

/** The largest size, at most `size`, at which a text fits into `room`; never below `least`. */
export const fit = (text, room, size, least, weight) =>
  Math.max(least, Math.min(size, Math.floor((1000 * room) / Math.max(1, width(text, weight))) / 10));

// Sizes in px; on the hall's screen in parts of 1920 × 1080.
const HALL = { margin: 112, rank: 96, move: 96, total: 216, state: 224, figure: 124, gap: 24, name: 48, least: 36, two: 30, org: 30, leastOrg: 24, digits: 34, head: 26 };
const LIST = { margin: 56, rank: 64, move: 56, total: 116, state: 148, figure: 84, gap: 16, name: 20, least: 14, two: 17, org: 14, leastOrg: 12, digits: 18, head: 13 };
const PHONE = { margin: 32, rank: 40, move: 36, total: 82, state: 36, figure: 0, gap: 8, name: 17, least: 13, two: 14, org: 13, leastOrg: 12, digits: 16, head: 13 };

const asked = new URLSearchParams(location.search);
const { view: usual = 'pages', embedded } = document.querySelector('main').dataset;

/** Whether nobody stands by: in a frame, on a page made for one, or with `?screen`. Pages turn by themselves then, and there are no
 * switches. */
export const unattended = window.top !== window || embedded !== undefined || asked.has('screen');
export const whole = signal((asked.get('view') || (unattended ? 'pages' : usual)) === 'list');

/** What is above and below the rows of a list, and each of its rows, in px: where pages turn on a small screen, too. */
const AROUND = { list: [256, 61], phone: [196, 64] };
/** Width in px of a list on a screen that stands upright, which is drawn larger until it is as wide. */
const UPRIGHT = 720;
export const screen = signal(look());

function look() {
  const turns = unattended && !whole.peek();
  const upright = turns && innerHeight > innerWidth ? Math.max(1, innerWidth / UPRIGHT) : 1;
  const [w, h] = [innerWidth / upright, innerHeight / upright];
  const wide = w >= 1200 && h >= 600 && w >= h;
  const rows = (layout) => (turns ? Math.max(4, Math.floor((h - AROUND[layout][0]) / AROUND[layout][1])) : Infinity);
  if (w < 640) return { layout: 'phone', w, h, unit: 1, upright, sizes: PHONE, rows: rows('phone'), wide };
  if (whole.peek() || !wide) return { layout: 'list', w: Math.min(w, 1280), h, unit: 1, upright, sizes: LIST, rows: rows('list'), wide };
  const unit = Math.min(w / 1920, h / 1080);
  return { layout: 'hall', w: w / unit, h: h / unit, unit, upright, sizes: HALL, rows: Math.max(5, Math.floor((h / unit - 276) / 67)), wide };
}

export function relook() {
  screen.value = look();
  document.documentElement.dataset.layout = screen.value.layout;
  document.documentElement.style.setProperty('--upright', screen.value.upright);
}
addEventListener('resize', relook);
relook();
document.documentElement.classList.toggle('unattended', unattended && !whole.peek());

/** Show the whole table, or pages of it; kept in the address. */
export function viewed(list) {
  whole.value = list;
  const address = new URL(location.href);
  const view = list ? 'list' : 'pages';
  if (view === usual) address.searchParams.delete('view');
  else address.searchParams.set('view', view);
  history.replaceState(null, '', address);
  relook();
}

/**
 * The table's columns: {template, figures (whether modules are shown), own (px of each module's column), name (px in which most names fit), area (px for name and
 * organisation)}. names, houses: all of the trade; heads: the texts above each module; digits: the longest figure.
 */
export function columns({ layout, w, unit, sizes }, { names, houses, heads, digits }) {
  const px = (...parts) => parts.map((part) => `${part * unit}px`).join(' ');
  const { rank, move, total, state, gap } = sizes;
  const free = w - sizes.margin - rank - move - total - state;
  const spans = names.map((text) => (width(text, 700) * sizes.name) / 100).sort((a, b) => a - b);
  const longest = Math.max(layout === 'hall' ? 168 : 0, spans.at(-1) || 0) + gap;
  const needed = layout === 'hall' ? longest : Math.min(longest, 260);
  const tight = digits * sizes.digits * 0.56 + gap * 0.7;
  const roomy = Math.max(sizes.figure, tight);
  const headed = heads.map((texts) => Math.max(roomy, Math.min(sizes.figure * 2, gap + Math.max(...texts.map((text) => (width(text) * sizes.head) / 100)))));
  const beside = layout === 'hall' ? Math.max(0, ...houses.map((text) => width(text) * 0.26 * 0.62)) : 0;
  const most = (spans[Math.floor(spans.length * 0.85)] || 0) + gap;
  const fits = (own, room) => free - sum(own) >= Math.max(needed, room);
  const [own = []] = [fits(headed, most + beside) && headed, ...[roomy, tight].map((each) => heads.map(() => each)).filter((each) => fits(each, 0))].filter(Boolean);
  const room = free - sum(own);
  const shown = layout !== 'phone' && own.length > 0;
  const area = (shown ? room : free) - gap;

  return {
    template: `${px(rank, move)} minmax(0,1fr) ${shown ? px(...own) : ''} ${px(total, state)}`,
    figures: shown,
    own,
    area,
    name: Math.min(area, layout !== 'hall' || area - longest >= beside ? longest : most),
  };
}

/** Sizes for one entrant: {name (px), wraps (it takes two lines), org (px, 0 where there is no room), twice (it takes two lines)}. */
export function sizes({ layout, unit, sizes: at, columns: { area, name } }, who, house) {
  const wraps = fit(who, area, at.name, 1, 700) < at.least;
  const lead = wraps ? fit(who, area * 1.7, at.two, at.two * 0.7, 700) : fit(who, area, at.name, at.least, 700);
  if (layout !== 'hall') return { name: lead, wraps, org: fit(house, area, at.org, at.leastOrg), twice: true };
  const room = area - Math.max(name, (width(who, 700) * lead) / 100 + at.gap);
  const once = fit(house, room, at.org, 1);
  const org = once >= at.leastOrg ? once : fit(house, room * 1.7, at.leastOrg + 2, 1);
  return { name: lead * unit, wraps, org: org >= at.leastOrg ? org * unit : 0, twice: once < at.leastOrg };
}

/** The hall's heading: {stacked, lead, follow, event (px), alone (the event in one language)}, so that trade and event both stand
 * beside `room` px of status. */
export function heading({ w, unit, sizes: { margin } }, trade, event, room) {
  const free = w - margin - room - 96;
  const beside = Math.max((width(event.lead) * 30) / 100, (width(event.follow) * 26) / 100);
  const line = (width(trade.lead, 700) * 72 + width(trade.follow) * 40) / 100 + 16;
  if (line + beside <= free) return { stacked: false, alone: false, lead: 72 * unit, follow: 40 * unit, event: 30 * unit };
  const stack = Math.max((width(trade.lead, 700) * 64) / 100, (width(trade.follow) * 30) / 100);
  const kept = Math.max(Math.min(beside, 480), free - stack);
  const size = fit(event.lead, kept, 30, 24);
  const lines = (text) => Math.ceil((width(text) * size * 1.1) / 100 / kept);
  return {
    stacked: true,
    alone: lines(event.lead) + lines(event.follow) > 4,
    lead: fit(trade.lead, free - kept, 64, 32, 700) * unit,
    follow: fit(trade.follow, free - kept, 30, 24) * unit,
    event: size * unit,
  };
}
