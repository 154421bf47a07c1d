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

/** How many steps lie between the bounds, null where there are no bounds. */
export function steps({ lowest, highest, step }) {
  if (lowest === null || highest === null || step === null) return null;
  const [a, b, c] = scaled(lowest, highest, step);
  return Number((b - a) / c);
}

/** Whether the aspect's numbers can have a point, or be below zero. */
export const pointed = ({ lowest, step }) => step === null || places(step) > 0 || (lowest !== null && places(lowest) > 0);
export const signed = ({ lowest }) => lowest === null || lowest.startsWith('-');

/** Where the value lies between the bounds, from 0 to 1; null outside of them. For drawing only. */
export function share({ lowest, highest }, value) {
  if (lowest === null || highest === null || !PLAIN.test(value)) return null;
  const at = (Number(value) - Number(lowest)) / (Number(highest) - Number(lowest));
  return at >= 0 && at <= 1 ? at : null;
}
