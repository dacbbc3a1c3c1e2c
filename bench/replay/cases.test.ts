import { expect, test } from 'vitest';
import { bpsAt, classOf, listCases, meanBps } from './cases.ts';

const counts = { viewers: 3, networksPerClass: 2, sessionMs: 60_000 };

test('without recorded traces the bench generates the same viewers and networks every time', () => {
  const cases = listCases(undefined, counts);
  expect(cases).toEqual(listCases(undefined, counts));
  expect(cases).toHaveLength(3 * 2 * 4);
  for (const { viewer } of cases) expect(viewer.swipesAtMs.length).toBeGreaterThanOrEqual(2);
});

test('the first cases cover every network class, so a truncated run has seen them all', () => {
  expect(listCases(undefined, counts).slice(0, 4).map(classOf)).toEqual(['high', 'medium', 'low', 'slow']);
});

test('recorded viewers are sampled from lively to calm, with the swipes that fit into a session', () => {
  const swipes = { calm: [25, 25, 25], idle: [100], lively: [1, 2, 3, 4, 5, 6], usual: [8, 8, 8, 8, 8, 8, 8, 8] };
  const networks = [{ name: 'low-7', stepMs: 500, kbps: [800, 400] }];
  const cases = listCases({ networks, videos: [], swipes }, { ...counts, networksPerClass: 1 });
  const viewers = new Map(cases.map(({ viewer }) => [viewer.name, viewer.swipesAtMs]));
  expect([...viewers.keys()]).toEqual(['usual', 'lively', 'calm']);
  expect(viewers.get('calm')).toEqual([25_000, 50_000]);
  const slow = cases.find((one) => classOf(one) === 'slow');
  expect(slow && [meanBps(slow.network), bpsAt(slow.network, 600), bpsAt(slow.network, 1_000)]).toEqual([
    300_000, 200_000, 400_000,
  ]);
});
