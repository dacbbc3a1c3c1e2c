import { expect, test } from 'vitest';
import type { View } from '../src/shared/messages.ts';
import { unknownDevice } from '../src/shared/unknown-device.ts';
import { CurrentView } from './current-view.ts';
import { reelInView } from './decision/plan/strategies/testing/situation.ts';

const view = (more: Partial<View> = {}): View => ({
  type: 'view',
  viewerId: 'ann',
  atMs: 0,
  visible: true,
  origins: [],
  reels: [],
  currentIndex: 0,
  playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
  throughputBps: null,
  device: unknownDevice,
  ...more,
});
const showing = (id: string, atMs = 0) => view({ atMs, reels: [reelInView(id)] });

test('a background tab does not replace the view of the visible tab until that one falls silent', () => {
  let nowMs = 0;
  const current = new CurrentView(() => nowMs);
  expect(current.accept(view({ visible: false }), 'behind')).toBe(true);
  expect(current.accept(view(), 'front')).toBe(true);
  expect(current.accept(view({ visible: false }), 'behind')).toBe(false);
  expect(current.accept(view({ visible: false }), 'front')).toBe(true);
  current.accept(view(), 'front');
  nowMs = 4000;
  expect(current.accept(view({ visible: false }), 'behind')).toBe(true);
});

test('of two visible pages, the one in which the viewer swiped last is planned for', () => {
  const current = new CurrentView(() => 0);
  expect(current.accept(showing('a'), 'left')).toBe(true);
  expect(current.accept(showing('p'), 'right')).toBe(true);
  expect(current.accept(showing('a'), 'left')).toBe(false);
  expect(current.latest?.reels[0]?.id).toBe('p');
  expect(current.accept(showing('b'), 'left')).toBe(true);
  expect(current.accept(showing('p'), 'right')).toBe(false);
  expect(current.latest?.reels[0]?.id).toBe('b');
});

test('forgetting the viewer forgets what each page showed, so the next view of any page is planned for', () => {
  const current = new CurrentView(() => 0);
  current.accept(showing('a'), 'left');
  current.accept(showing('p'), 'right');
  current.forget();
  current.accept(showing('p'), 'right');
  expect(current.accept(showing('a'), 'left')).toBe(true);
});

test('a page that merely plays on is planned for as soon as the previous page falls silent', () => {
  let nowMs = 0;
  const current = new CurrentView(() => nowMs);
  current.accept(showing('a'), 'left');
  current.accept(showing('p'), 'right');
  expect(current.accept(showing('a'), 'left')).toBe(false);
  nowMs = 4000;
  expect(current.accept(showing('a', nowMs), 'left')).toBe(true);
});

test('a reel counts as playing only while its page keeps repeating its view', () => {
  let nowMs = 0;
  const current = new CurrentView(() => nowMs);
  expect(current.isPlaying).toBe(false);
  current.accept(view(), 'front');
  expect(current.isPlaying).toBe(true);
  nowMs = 4000;
  expect(current.isPlaying).toBe(false);
  const paused = { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: true };
  current.accept(view({ atMs: 4000, playback: paused }), 'front');
  expect(current.isPlaying).toBe(false);
});

test('a closed page does not count as playing because the clock was set back', () => {
  let nowMs = 100_000;
  const current = new CurrentView(() => nowMs);
  current.accept(view({ atMs: nowMs }), 'front');
  nowMs = 0;
  expect(current.isPlaying).toBe(false);
});

test('a reel counts as shown while a visible page reports it, also when it is paused or in another window', () => {
  let nowMs = 0;
  const current = new CurrentView(() => nowMs);
  current.accept(showing('a'), 'left');
  current.accept(showing('b'), 'right');
  current.accept({ ...showing('c'), visible: false }, 'behind');
  const shown = () => ['a', 'b', 'c'].filter((id) => current.isShowing(id));
  expect(shown()).toEqual(['a', 'b']);
  nowMs = 6000;
  current.accept(showing('b', nowMs), 'right');
  expect(shown()).toEqual(['a', 'b']);
  nowMs = 16_000;
  expect(shown()).toEqual(['b']);
});
