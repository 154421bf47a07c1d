// Exact numbers of a mark as texts: digits are compared as whole numbers, never as binary fractions.

const PLAIN = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
const places = (text) => (text.split('.')[1] || '').length;

function whole(text, scale) {
  const [front, back = ''] = text.replace('-', '').split('.');
  const number = BigInt(front + back.padEnd(scale, '0'));
  return text.startsWith('-') ? -number : number;
}

const scaled = (...texts) => {
  const scale = Math.max(...texts.map(places));
  return texts.map((text) => whole(text, scale));
};

/** The shortest plain text of what was typed: "8." is 8, ".5" is 0.5, "8.50" is 8.5, "-" is no number: "". */
export function plain(typed) {
  let text = typed.replace(/^(-?)\./, '$10.').replace(/\.$/, '').replace(/^(-?)0+(?=\d)/, '$1');
  if (text.includes('.')) text = text.replace(/0+$/, '').replace(/\.$/, '');
  if (text === '-0') text = '0';
  return PLAIN.test(text) && text.length <= 24 ? text : '';
}

export const equal = (one, other) => {
  if (!PLAIN.test(one) || !PLAIN.test(other)) return one === other;
  const [a, b] = scaled(one, other);
  return a === b;
};

/** What keeps a number from being a mark of the aspect: {code, facts} as the server would say it, or null. */
export function wrong(aspect, value) {
  if (!PLAIN.test(value)) return { code: 'bad-number', facts: { value } };
  const { lowest, highest, step } = aspect;
  if (lowest !== null) {
    const [a, b] = scaled(value, lowest);
    if (a < b) return { code: 'below-lowest', facts: { value, lowest } };
  }
  if (highest !== null) {
    const [a, b] = scaled(value, highest);
    if (a > b) return { code: 'above-highest', facts: { value, highest } };
  }
  if (lowest !== null && step !== null) {
    const [a, b, c] = scaled(value, lowest, step);
    if ((a - b) % c !== 0n) return { code: 'off-step', facts: { value, step, lowest } };
  }
  return null;
}

/** Whether the scheme wants a mark of this value explained in words; an excuse never. */
export function asks({ comment }, value) {
  if (!comment || !PLAIN.test(value)) return false;
  const { upto, from } = comment;
  const rises = (one, other) => {
    const [a, b] = scaled(one, other);
    return a <= b;
  };
  return (upto === null && from === null) || (upto !== null && rises(value, upto)) || (from !== null && rises(from, value));
}

/** How many steps lie between the bounds, null where there are no bounds. */
export function steps({ lowest, highest, step }) {
  if (lowest === null || highest === null || step === null) return null;
  const [a, b, c] = scaled(lowest, highest, step);
  return Number((b - a) / c);
}

/** Whether the aspect's numbers can have a point, or be below zero. */
export const pointed = ({ lowest, step }) => step === null || places(step) > 0 || (lowest !== null && places(lowest) > 0);
export const signed = ({ lowest }) => lowest === null || lowest.startsWith('-');

/** What a count of faults leaves of the aspect's points, never below 0; null of what is no count. */
export function deducted({ worths }, count) {
  if (!/^[0-9]+$/.test(count ?? '')) return null;
  const [all, each] = scaled(worths[0], worths.each);
  const left = all - each * BigInt(count);
  const scale = Math.max(places(worths[0]), places(worths.each));
  if (left <= 0n) return '0';
  const digits = `${left}`.padStart(scale + 1, '0');
  return plain(scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits);
}

// ---- time: a stopwatch's digits, stated in seconds ----

const CLOCK = /^(\d+)(?:\.(\d+))?$/;

/** Digits after the point that the aspect's seconds have: as its step says, hundredths where it has none. */
export const parts = ({ step }) => (step === null ? 2 : places(step));

/** "1:23.45" of "83.45"; what is no plain number of seconds stays as it is. */
export function timed(aspect, value) {
  const found = CLOCK.exec(value ?? '');
  if (!found) return value ?? '';
  const whole = BigInt(found[1]);
  const after = (found[2] || '').padEnd(parts(aspect), '0');
  const hours = whole / 3600n;
  const minutes = `${(whole / 60n) % 60n}`;
  const seconds = `${whole % 60n}`.padStart(2, '0');
  return `${hours ? `${hours}:${minutes.padStart(2, '0')}` : minutes}:${seconds}${after && `.${after}`}`;
}

/** What was typed, digits that come in from the right, as they stand on the clock: "12345" is 1:23.45. */
export function clocked(aspect, digits) {
  const after = parts(aspect);
  const padded = digits.padStart(after + 3, '0');
  const [front, back] = [padded.slice(0, padded.length - after), padded.slice(padded.length - after)];
  return `${front.slice(0, -2)}:${front.slice(-2)}${after ? `.${back}` : ''}`;
}

/** The same in seconds: "12345" is "83.45", and 0:75.00 is "75". */
export function seconds(aspect, digits) {
  const [minutes, rest] = clocked(aspect, digits).split(':');
  const [whole, after = ''] = rest.split('.');
  return plain(`${BigInt(minutes) * 60n + BigInt(whole)}.${after}`);
}

/** What a stopwatch has counted, as digits that come in from the right; what does not fill a step is cut off. */
export function stopped(aspect, ms) {
  const after = parts(aspect);
  const unit = 10n ** BigInt(after);
  const step = aspect.step === null ? 1n : whole(aspect.step, after) || 1n;
  const counted = ((BigInt(Math.max(0, Math.floor(ms))) * unit) / 1000n / step) * step;
  return `${counted / (60n * unit)}${`${counted % (60n * unit)}`.padStart(after + 2, '0')}`.replace(/^0+(?=.)/, '');
}

/** What makes a number worth a second look, '' where nothing does. given: what the same judge gave others for the aspect.
 * far: from four on, it is further from all of them than they are from each other, and more than five steps.
 * bound: a mark is the least or the most that there is, and none of hers was. */
export function doubtful({ kind, measure, lowest, highest, step }, value, given) {
  if (!PLAIN.test(value)) return '';
  const numbers = given.filter((each) => PLAIN.test(each));
  const bounds = [lowest, highest].filter((each) => each !== null);
  const [own, pace, ...rest] = scaled(value, step ?? '0', ...bounds, ...numbers);
  const others = rest.slice(bounds.length);
  if (others.length >= 4) {
    const [least, most] = others.reduce(([low, high], each) => [each < low ? each : low, each > high ? each : high], [others[0], others[0]]);
    const spread = most - least > 5n * pace ? most - least : 5n * pace;
    if (own < least - spread || own > most + spread) return 'far';
  }
  const atEnd = kind === 'number' && measure === 'points' && rest.slice(0, bounds.length).includes(own);
  return atEnd && !others.includes(own) ? 'bound' : '';
}

/** Where the value lies between the bounds, from 0 to 1; null outside of them. For drawing only. */
export function share({ lowest, highest }, value) {
  if (lowest === null || highest === null || !PLAIN.test(value)) return null;
  const at = (Number(value) - Number(lowest)) / (Number(highest) - Number(lowest));
  return at >= 0 && at <= 1 ? at : null;
}
