import { expect, it } from 'vitest';
import { mergeTable } from './doc-table.ts';

const tableOf = (titles: string, ...rows: readonly string[]) =>
  ['', titles, titles.replaceAll(/[^|]+/g, ' --- '), ...rows, ''].join('\n');

it('a host that is measured again replaces its row, and the other rows stay', () => {
  const standing = tableOf('| host | ms |', '| plyr | 120 |', '| react | 136 |', '| vue | 138 |');
  const fresh = tableOf('| host | ms |', '| react | 99 |', '| new-one | 1 |');
  expect(mergeTable(standing, fresh)).toBe(
    tableOf('| host | ms |', '| new-one | 1 |', '| plyr | 120 |', '| react | 99 |', '| vue | 138 |'),
  );
});

it('old rows are dropped when the columns have changed', () => {
  const fresh = tableOf('| host | ms | hits |', '| react | 99 | 50 % |');
  expect(mergeTable(tableOf('| host | ms |', '| vue | 138 |'), fresh)).toBe(fresh);
});
