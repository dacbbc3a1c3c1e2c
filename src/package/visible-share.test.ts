import { expect, it } from 'vitest';
import { visibleShare } from './visible-share.ts';

const phone = { width: 400, height: 800 };
const slide = phone;
const tall = { width: 400, height: 2400 };
const narrow = { width: 200, height: 800 };
const empty = { width: 0, height: 800 };

it.each([
  ['a slide that has its window to itself', slide, slide, 1],
  ['a slide that is half above the window', slide, { width: 400, height: 400 }, 0.5],
  ['a reel three times as tall as the window', tall, phone, 1],
  ['a reel as tall as the window and half as wide', narrow, narrow, 1],
  ['a slide that shows a twentieth of its width', slide, { width: 20, height: 800 }, 0.05],
  ['a slide that only touches the edge of the window', slide, { width: 0, height: 800 }, 0],
  ['an element without a width', empty, empty, 0],
])('%s', (_, element, visible, share) => {
  const areaOf = ({ width, height }: typeof phone) => width * height;
  const intersectionRatio = areaOf(element) === 0 ? 0 : areaOf(visible) / areaOf(element);
  const sight = { intersectionRatio, intersectionRect: visible, boundingClientRect: element, rootBounds: phone };
  expect(visibleShare(sight)).toBeCloseTo(share);
});

it('a frame in another site, which is not told the size of the window', () => {
  const sight = { intersectionRatio: 0.5, intersectionRect: narrow, boundingClientRect: slide, rootBounds: null };
  expect(visibleShare(sight)).toBe(0.5);
});
