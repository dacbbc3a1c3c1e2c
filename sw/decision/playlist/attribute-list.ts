export type Attributes = ReadonlyMap<string, string>;

/**
 * Parses `NAME=value,NAME="quoted, value"`. Only a quote before a comma or the end closes a value, so values may
 * contain stray quotes. Takes linear time, however broken the list is.
 */
export function parseAttributes(list: string, substitute: (quoted: string) => string): Attributes {
  const attributes = new Map<string, string>();
  const lastClosing = list.endsWith('"') ? list.length - 1 : list.lastIndexOf('",');
  let at = 0;
  while (at < list.length) {
    const equals = list.indexOf('=', at + 1);
    if (equals === -1) break;
    const name = list.slice(at, equals).trim();
    const closing = list[equals + 1] === '"' && lastClosing > equals + 1 ? closingQuote(list, equals + 2) : -1;
    if (closing === -1) {
      const comma = list.indexOf(',', equals + 1);
      const end = comma === -1 ? list.length : comma;
      const value = list.slice(equals + 1, end);
      attributes.set(name, value === '"' ? '' : value);
      at = end + 1;
    } else {
      attributes.set(name, substitute(list.slice(equals + 2, closing)));
      at = closing + 2;
    }
  }
  return attributes;
}

function closingQuote(list: string, from: number): number {
  let quote = list.indexOf('"', from);
  while (quote !== -1 && quote + 1 < list.length && list[quote + 1] !== ',') quote = list.indexOf('"', quote + 1);
  return quote;
}

/** Returns the whole number that a value begins with, or null. */
export function wholeNumber(value: string | undefined): number | null {
  const digits = /^\s*(\d+)/.exec(value ?? '')?.[1];
  return digits === undefined ? null : Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/** Returns the number ≥ 0 that a value begins with, or null. */
export function decimalNumber(value: string | undefined): number | null {
  const number = Number.parseFloat(value ?? '');
  return Number.isFinite(number) && number >= 0 ? number : null;
}
