import { expect, it } from 'vitest';
import { FeedPagination } from './feed-pagination.ts';

it('a feed continues page after page, and ends at a link back to an earlier page', () => {
  const way = new FeedPagination();
  expect([way.after('/1', '/2'), way.after('/2', '/3'), way.after('/3', '/1')]).toEqual(['/2', '/3', null]);
});

it('a feed of one page ends with it, whether it names no next page or itself', () => {
  expect([new FeedPagination().after('/1', null), new FeedPagination().after('/1', '/1')]).toEqual([null, null]);
});
