import { expect, test } from 'vitest';
import { upcomingReels } from './goal.ts';

const reels = ['a', 'b', 'c', 'd'];

test('the upcoming reels are those in the direction of travel, nearest first', () => {
  expect(upcomingReels({ reels, currentIndex: 1 }, 1)).toEqual(['c', 'd']);
  expect(upcomingReels({ reels, currentIndex: 2 }, -1)).toEqual(['b', 'a']);
});

test('at an end of the feed the upcoming reels are those on the way back', () => {
  expect(upcomingReels({ reels, currentIndex: 0 }, -1)).toEqual(['b', 'c', 'd']);
  expect(upcomingReels({ reels, currentIndex: 3 }, 1)).toEqual(['c', 'b', 'a']);
});
