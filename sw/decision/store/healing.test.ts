import { describe, expect, it } from 'vitest';
import { faultOf, healing, type StoreFault } from './healing.ts';

/** Error messages as the browsers word them. */
const texts: readonly (readonly [browser: string, fault: StoreFault, name: string, message: string])[] = [
  ['Chromium', 'full', 'QuotaExceededError', 'Encountered full disk while opening backing store for indexedDB.open.'],
  ['Chromium', 'full', 'UnknownError', 'Internal error: IO error: /IndexedDB/000004.log: No space left on device'],
  ['Chromium', 'lost', 'InvalidStateError', 'The database connection is closing.'],
  ['Chromium', 'lost', 'AbortError', 'The transaction was aborted, so the request cannot be fulfilled.'],
  ['Chromium', 'lost', 'UnknownError', 'Connection is closing.'],
  ['Chromium', 'withheld', 'UnknownError', 'IO error: /IndexedDB/LOCK: File currently in use. (LockFile::1)'],
  ['Chromium', 'withheld', 'VersionError', 'The requested version (2) is less than the existing version (3).'],
  ['Chromium', 'damaged', 'UnknownError', 'Internal error opening backing store for indexedDB.open.'],
  ['Chromium', 'damaged', 'DataError', 'Failed to read large IndexedDB value'],
  ['Chromium', 'damaged', 'NotFoundError', 'One of the specified object stores was not found.'],
  ['Firefox', 'full', 'QuotaExceededError', 'The current transaction exceeded its quota limitations.'],
  [
    'Firefox',
    'full',
    'UnknownError',
    'The operation failed because the database was prevented from taking an action. For example, there was not enough remaining storage space, or the storage quota was reached.',
  ],
  ['Firefox', 'lost', 'AbortError', 'A request was aborted, for example through a call to IDBTransaction.abort.'],
  [
    'Firefox',
    'lost',
    'TransactionInactiveError',
    'A request was placed against a transaction which is currently not active, or which is finished.',
  ],
  [
    'Firefox',
    'withheld',
    'InvalidStateError',
    'A mutation operation was attempted on a database that did not allow mutations.',
  ],
  ['Firefox', 'withheld', 'SecurityError', 'The operation is insecure.'],
  ['Firefox', 'withheld', 'TimeoutError', 'A lock for the transaction could not be obtained in a reasonable time.'],
  [
    'Firefox',
    'withheld',
    'VersionError',
    'The operation failed because the stored database is a higher version than the version requested.',
  ],
  [
    'Firefox',
    'damaged',
    'UnknownError',
    'The operation failed for reasons unrelated to the database itself and not covered by any other error code.',
  ],
  ['Firefox', 'damaged', 'NotReadableError', 'The I/O read operation failed.'],
  ['WebKit', 'full', 'QuotaExceededError', 'Failed to store record in object store due to quota exceeded'],
  ['WebKit', 'full', 'UnknownError', 'Unable to store record in object store: database or disk is full'],
  ['WebKit', 'lost', 'UnknownError', 'Connection to Indexed Database server lost. Refresh the page to try again'],
  ['WebKit', 'lost', 'UnknownError', 'An internal error was encountered in the Indexed Database server'],
  ['WebKit', 'lost', 'UnknownError', 'Attempt to get a record from database without an in-progress transaction'],
  ['WebKit', 'lost', 'UnknownError', 'Database deleted by request of the user'],
  ['WebKit', 'lost', 'AbortError', 'Transaction timed out due to inactivity.'],
  ['WebKit', 'damaged', 'UnknownError', 'Unable to open database file on disk'],
  ['WebKit', 'damaged', 'UnknownError', 'Error looking up record in object store by key range'],
  ['a future browser', 'lost', 'NovelError', 'An error of a later browser'],
];

describe('a failing database', () => {
  it.each(texts)('in %s counts as %s when it reports %s: %s', (_browser, fault, name, message) => {
    expect(faultOf({ name, message })).toBe(fault);
  });

  it('is replaced by an empty one only when its files cannot be read', () => {
    const givenUp = Object.entries(healing).filter(([, { trialsBeforeReplacement }]) =>
      Number.isFinite(trialsBeforeReplacement),
    );
    expect(givenUp.map(([fault]) => fault)).toEqual(['damaged']);
  });
});
