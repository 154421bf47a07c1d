// What goes where: the layout of this window, the columns of the table, sizes at which long names still fit.

import { signal } from '@preact/signals';

const FACE = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const pen = document.createElement('canvas').getContext('2d');
const known = new Map();

/** Width of a text in px at 100 px. */
function width(text, weight = 400) {
  const key = weight + text;
  if (!known.has(key)) {
    pen.font = `${weight} 100px ${FACE}`;
    known.set(key, pen.measureText(text).width);
  }
  return known.get(key);
}

/** The largest size, at most `size`, at which a text fits into `room`; never below `least`. */
export const fit = (text, room, size, least, weight) =>
  Math.max(least, Math.min(size, Math.floor((1000 * room) / Math.max(1, width(text, weight))) / 10));

const widest = (texts, size, weight) => Math.max(0, ...texts.map((text) => (width(text, weight) * size) / 100));

// Sizes in px; on the hall's screen in parts of 1920 × 1080.
const HALL = { margin: 112, rank: 96, move: 96, total: 216, state: 224, figure: 124, gap: 24, name: 48, least: 36, org: 30, leastOrg: 24, digits: 34 };
const LIST = { margin: 56, rank: 64, move: 56, total: 116, state: 148, figure: 84, gap: 16, name: 20, least: 14, org: 14, leastOrg: 12, digits: 18 };
const PHONE = { margin: 32, rank: 44, move: 44, total: 84, state: 40, figure: 0, gap: 12, name: 17, least: 13, org: 13, leastOrg: 12, digits: 16 };

const asked = new URLSearchParams(location.search).get('view');
export const whole = signal(asked === 'list');
export const screen = signal(look());

function look() {
  const { innerWidth: w, innerHeight: h } = window;
  if (w < 640) return { layout: 'phone', w, h, unit: 1, sizes: PHONE, rows: Infinity };
  if (whole.peek() || w < 1200 || h < 600 || w < h) return { layout: 'list', w: Math.min(w, 1280), h, unit: 1, sizes: LIST, rows: Infinity };
  const unit = Math.min(w / 1920, h / 1080);
  return { layout: 'hall', w: w / unit, h: h / unit, unit, sizes: HALL, rows: Math.max(5, Math.floor((h / unit - 276) / 67)) };
}

export function relook() {
  screen.value = look();
  document.documentElement.dataset.layout = screen.value.layout;
}
addEventListener('resize', relook);
relook();

/**
 * The table's columns: {template, name (px for the name), org (px, 0 where it is left out or stands beneath), figures
 * (whether modules are shown)}. names, orgs: every text of the trade; figures: how many columns of modules; digits: longest figure.
 */
export function columns({ layout, w, unit, sizes }, { names, orgs, figures, digits }) {
  const px = (...parts) => parts.map((part) => `${part * unit}px`).join(' ');
  const free = w - sizes.margin - sizes.rank - sizes.move - sizes.total - sizes.state;
  if (layout === 'phone') {
    return { template: `${px(44, 44)} minmax(0,1fr) ${px(84, 40)}`, name: free, org: free, figures: false };
  }
  const figure = Math.max(sizes.figure, digits * sizes.digits * 0.56 + sizes.gap);
  const name = widest(names, sizes.name, 700) + sizes.gap;
  const modules = ` repeat(${figures}, ${px(figure)}) `;
  if (layout === 'list') {
    const room = free - figures * figure;
    const shown = figures > 0 && room >= Math.min(name, 260);
    const rest = (shown ? room : free) - sizes.gap;
    return { template: `${px(64, 56)} minmax(0,1fr)${shown ? modules : ' '}${px(116, 148)}`, name: rest, org: rest, figures: shown };
  }
  const org = Math.min(widest(orgs, sizes.org, 400), Math.max(160, widest(orgs, sizes.leastOrg, 400) * 0.6)) + sizes.gap;
  const rest = free - figures * figure - name;
  if (rest >= org) {
    return { template: `${px(96, 96, name)} minmax(0,1fr)${modules}${px(216, 224)}`, name: name - sizes.gap, org: rest - sizes.gap, figures: true };
  }
  if (rest >= 0) {
    return { template: `${px(96, 96)} minmax(0,1fr)${modules}${px(216, 224)}`, name: name + rest - sizes.gap, org: 0, figures: true };
  }
  const beside = free - name >= org ? free - name : 0;
  const room = beside ? px(name) : '';
  return { template: `${px(96, 96)} ${room} minmax(0,1fr) ${px(216, 224)}`, name: (beside ? name : free) - sizes.gap, org: beside && beside - sizes.gap, figures: false };
}
