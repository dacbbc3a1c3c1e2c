const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Sun, 06 Nov 1994 08:49:37 GMT`, or `Sunday, 06-Nov-94 08:49:37 GMT` as older servers write it. */
const dayFirst = /^\w{3,9}, (?<day>\d\d)[ -](?<month>\w{3})[ -](?<year>\d{4}|\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/;
/** `Sun Nov  6 08:49:37 1994`, as C's asctime writes it. */
const monthFirst = /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/;

/**
 * Parses an HTTP date (RFC 9110, 5.6.7) into milliseconds; null if it is invalid. `Date.parse` would also accept `0`
 * and other things that servers send instead of a date.
 */
export function parseHttpDate(value: string | null): number | null {
  if (value === null || value.length > 40) return null;
  const { day, month = '', year, time = '' } = (dayFirst.exec(value) ?? monthFirst.exec(value))?.groups ?? {};
  const monthIndex = months.indexOf(month);
  if (monthIndex === -1) return null;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const dayOfMonth = Number(day);
  if (hours > 23 || minutes > 59 || seconds > 60 || dayOfMonth < 1) return null;
  const date = new Date(Date.UTC(fullYear(Number(year)), monthIndex, dayOfMonth, hours, minutes, seconds));
  return date.getUTCMonth() === monthIndex || seconds === 60 ? date.getTime() : null;
}

function fullYear(year: number): number {
  if (year >= 100) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}
