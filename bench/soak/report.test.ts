import { expect, it } from 'vitest';
import { judge, type Sample, type Outcome } from './report.ts';

const mebibyte = 1024 * 1024;
const sampleAt = (swipes: number, more: Partial<Sample> = {}): Sample => {
  return { swipes, heapBytes: 30 * mebibyte, listeners: 600, openUrls: 9, players: 9, videos: 9, ...more };
};
const good: Outcome = {
  tabs: 3,
  swipes: 400,
  seconds: 600,
  workerStops: 20,
  compared: 100,
  comparedBytes: 1,
  converted: 1,
  wrong: [],
  saves: 5,
  removals: 1,
  repeated: 0,
  savedReels: 4,
  savedFiles: 40,
  strayFiles: 0,
  missingFiles: 0,
  budgetBytes: 10,
  downloadedBytes: 30,
  mostStoredBytes: 10,
  transfersLeft: 0,
  samples: [sampleAt(100, { heapBytes: 0 }), sampleAt(200), sampleAt(300), sampleAt(400)],
};
const brokenRules = (outcome: Outcome) =>
  judge(outcome).flatMap(({ what, isGood }) => (isGood === false ? [what] : []));

it('a session without faults keeps every promise', () => {
  expect(brokenRules(good)).toEqual([]);
});

it.each<readonly [Partial<Outcome>, string]>([
  [{ wrong: ['x'] }, 'of them wrong'],
  [{ compared: 0 }, 'answers compared with the origin’s files'],
  [{ strayFiles: 1 }, 'files at rest that no saved reel names'],
  [{ missingFiles: 1 }, 'saved at the end, as listed'],
  [{ mostStoredBytes: 11 }, 'most stored, of the budget'],
  [{ transfersLeft: 1 }, 'transfers left over once nothing plays'],
  [
    { samples: [0, 0, 2, 4].map((more, at) => sampleAt(at, { heapBytes: more * mebibyte })) },
    'memory of the pages, growth in 100 swipes',
  ],
  [{ samples: [0, 0, 50, 100].map((listeners, at) => sampleAt(at, { listeners })) }, 'listeners, growth in 100 swipes'],
  [{ samples: [sampleAt(100, { players: 10 })] }, 'most players at once'],
  [{ samples: [sampleAt(100, { openUrls: 10 })] }, 'most object URLs at once'],
])('what is not as promised is reported by name: %j', (fault, what) => {
  expect(brokenRules({ ...good, ...fault })).toEqual([what]);
});
