import { type Case, cacheControl, notReused, reused, timed } from '../case.ts';

const hour = cacheControl('max-age=3600');

/** Expires, Date and Age, and clocks that disagree. */
export const dateCases: readonly Case[] = [
  reused(
    'expires',
    'Expires in the future is enough',
    timed((date) => ({ expires: date(3600) })),
  ),
  reused('expires-far', 'Expires in the year 9999 is in the future', { expires: 'Fri, 31 Dec 9999 23:59:59 GMT' }),
  reused(
    'expires-rfc850',
    'the older form of a date is a date',
    timed((date) => ({ expires: rfc850Date(date(36_000)) })),
  ),
  reused(
    'expires-asctime',
    "asctime's form of a date is a date",
    timed((date) => ({ expires: asctime(date(36_000)) })),
  ),
  reused(
    'expires-no-date',
    'without a Date the time of arrival stands in for it',
    timed((date) => ({ expires: date(3600), date: null })),
  ),
  reused('expires-past-max-age', 'max-age goes before Expires', { ...hour, expires: 'Thu, 01 Jan 1998 00:00:00 GMT' }),
  reused('expires-0-max-age', 'max-age goes before an Expires that is none', { ...hour, expires: '0' }),
  reused(
    'expires-clock-ahead',
    'Expires is relative to the clock of the origin, one that is ahead',
    timed((date) => ({ date: date(7200), expires: date(10_800) })),
  ),
  reused(
    'date-future',
    'a Date in the future leaves a max-age as it is',
    timed((date) => ({ ...hour, date: date(7200) })),
  ),
  reused('date-none', 'a max-age holds without a Date', { ...hour, date: null }),
  reused('date-garbage', 'a max-age holds beside a Date that is none', { ...hour, date: 'today' }),
  reused('age-garbage', 'an Age that is no number does not count', { ...hour, age: 'old' }),
  reused('age-negative', 'a negative Age does not count', { ...hour, age: '-7200' }),
  reused(
    'modified-long-ago',
    'what has not changed for long is reused where nothing is said',
    timed((date) => ({ 'last-modified': date(-8_640_000) })),
  ),

  notReused(
    'expires-past',
    'Expires in the past is over',
    timed((date) => ({ expires: date(-3600) })),
  ),
  notReused(
    'expires-at-once',
    'Expires at the time of the answer is over',
    timed((date) => ({ date: date(0), expires: date(0) })),
  ),
  notReused('expires-0', 'Expires: 0 is over', { expires: '0' }),
  notReused('expires-minus-1', 'Expires: -1 is over', { expires: '-1' }),
  notReused('expires-garbage', 'Expires with something else than a date is over', { expires: 'never' }),
  notReused(
    'expires-past-modified',
    'Expires in the past leaves nothing to guess',
    timed((date) => ({ expires: date(-60), 'last-modified': date(-8_640_000) })),
  ),
  notReused(
    'expires-max-age-0',
    'a max-age of 0 goes before Expires',
    timed((date) => ({ ...cacheControl('max-age=0'), expires: date(3600) })),
  ),
  notReused(
    'expires-no-cache',
    'no-cache goes before Expires',
    timed((date) => ({ ...cacheControl('no-cache'), expires: date(3600) })),
  ),
  notReused(
    'expires-shared',
    's-maxage leaves Expires as it is',
    timed((date) => ({ ...cacheControl('s-maxage=3600'), expires: date(-60) })),
  ),
  notReused(
    'expires-age',
    'Age counts against Expires',
    timed((date) => ({ date: date(0), expires: date(3600), age: '7200' })),
  ),
  notReused(
    'expires-clock-behind',
    'Expires is relative to the clock of the origin, one that is behind',
    timed((date) => ({ date: date(-7200), expires: date(-3600) })),
  ),
  notReused(
    'expires-pragma',
    'Pragma: no-cache of old servers is meant',
    timed((date) => ({ pragma: 'no-cache', expires: date(3600) })),
    { level: 'should' },
  ),
  notReused('expires-year', 'a year is no date', { expires: '2040' }, { level: 'should' }),
  notReused(
    'expires-iso',
    'the form of other standards is no date',
    { expires: '2040-01-01T00:00:00Z' },
    { level: 'should' },
  ),
  notReused(
    'expires-zone',
    'a date in another time zone is none',
    { expires: 'Sun, 01 Jan 2040 00:00:00 CET' },
    { level: 'should' },
  ),
  notReused(
    'expires-two',
    'two Expires are none',
    timed((date) => ({ expires: [date(-3600), date(3600)] })),
    { level: 'should' },
  ),
  notReused(
    'date-past',
    'a Date in the past makes it older',
    timed((date) => ({ ...hour, date: date(-7200) })),
  ),
  notReused(
    'date-past-age',
    'of Date and Age the older holds',
    timed((date) => ({ ...hour, date: date(-7200), age: '10' })),
  ),
  notReused('age', 'Age beyond max-age is over', { ...hour, age: '7200' }),
  notReused('age-equal', 'Age as long as max-age is over', { ...hour, age: '3600' }),
  notReused('age-zeros', 'leading zeros of Age change nothing', { ...hour, age: '007200' }),
  notReused('age-overflow', 'an Age beyond all measure is very old', { ...hour, age: '99999999999' }),
  notReused('age-first-of-two', 'of two Ages the first counts', { ...hour, age: '7200, 0' }, { level: 'should' }),
  {
    ...notReused(
      'age-hidden',
      'Age counts though it is not shown to the page',
      () => ({ headers: { ...hour, age: '7200' }, hidden: ['Age', 'age'] }),
      { level: 'should' },
    ),
    places: ['other'],
  },
  notReused('age-poster', 'Age counts for pictures', { ...hour, age: '7200' }, { media: 'poster' }),
  notReused('age-playlist', 'Age counts for playlists', { ...hour, age: '7200' }, { media: 'playlist' }),
  notReused(
    'modified-no-cache',
    'no-cache leaves nothing to guess',
    timed((date) => ({ ...cacheControl('no-cache'), 'last-modified': date(-8_640_000) })),
  ),
  notReused(
    'modified-max-age-0',
    'a max-age of 0 leaves nothing to guess',
    timed((date) => ({ ...cacheControl('max-age=0'), 'last-modified': date(-8_640_000) })),
  ),
];

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
function rfc850Date(date: string): string {
  const [, , day = '', month = '', year = '', time = ''] = /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/.exec(date) ?? [];
  const name = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(date));
  return `${name}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
}

/** `Sun Nov  6 08:49:37 1994` */
function asctime(date: string): string {
  const [, name = '', day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/.exec(date) ?? [];
  return `${name} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}
