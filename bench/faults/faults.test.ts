import { afterAll, beforeAll, describe, test } from 'vitest';
import { type FaultKind, faultKinds } from '../../demo/shape.ts';
import { DownloadError } from '../../sw/decision/origin/download-error.ts';
import { Fleet } from './fleet.ts';
import { places, reelFiles, writeReel } from './reel.ts';
import { Viewer } from './viewer.ts';

/** The error reasons once no origin is left. Node does not enforce CORS, so `no-cors` is a fault in browsers only. */
const reasonOf = {
  refuse: ['network'],
  status: ['status'],
  'stall-headers': ['stalled'],
  'stall-body': ['stalled'],
  truncate: ['network', 'truncated'],
  corrupt: ['damaged'],
  reset: ['network'],
  // A page in place of a playlist is recognised by its first line.
  redirect: ['wrong-type', 'damaged'],
  'wrong-type': ['wrong-type', 'damaged'],
} as const satisfies Partial<Record<FaultKind, readonly string[]>>;

const kinds = faultKinds.filter((kind) => kind !== 'no-cors');
const unavoidable = kinds.filter((kind) => kind !== 'slow');

let reel: Awaited<ReturnType<typeof writeReel>>;

beforeAll(async () => {
  reel = await writeReel();
});
afterAll(() => reel.remove());

async function withFleet(count: number, use: (fleet: Fleet) => Promise<void>): Promise<void> {
  const fleet = await Fleet.start(reel.folder, count);
  try {
    await use(fleet);
  } finally {
    await fleet.close();
  }
}

describe.concurrent('with a healthy origin left', () => {
  const cases = kinds.flatMap((kind) =>
    [
      [1, 2],
      [1, 3],
      [2, 3],
    ].map(([faulty = 0, count = 0]) => ({ kind, faulty, count })),
  );

  test.for(cases)(
    '$kind at $faulty of $count origins loses no byte and costs little time',
    async ({ kind, faulty, count }, { expect }) => {
      const fetchAt = (place: (typeof places)[number]) =>
        withFleet(count, async (fleet) => {
          await fleet.breakFirst(kind, place, faulty);
          const viewer = new Viewer(fleet.urls);
          for (const each of places) {
            const { bytes, wholeMs } = await viewer.fetch(each);
            expect(Buffer.compare(bytes, reelFiles[each]), `${each} with ${kind} at ${place}`).toBe(0);
            // Far below the 15 s that a silent source is granted when it is the last one.
            expect(wholeMs, `${each} with ${kind} at ${place}`).toBeLessThan(10_000);
          }
          expect(viewer.monitor.status().every(({ activeTransfers }) => activeTransfers === 0)).toBe(true);
        });
      await Promise.all(places.map(fetchAt));
    },
  );

  test('files still arrive when two of three origins refuse every request', ({ expect }) =>
    withFleet(3, async (fleet) => {
      await fleet.breakFirst('refuse', '/', 2);
      const viewer = new Viewer(fleet.urls);
      for (const place of places) expect(Buffer.compare((await viewer.fetch(place)).bytes, reelFiles[place])).toBe(0);
      // Two refusals open the breaker: the faulty origins are not requested for every file.
      expect(await fleet.requests()).toBeLessThanOrEqual(8);
    }));
});

describe.concurrent('with no healthy origin left', () => {
  const cases = unavoidable.flatMap((kind) => [1, 2, 3].map((count) => ({ kind, count })));

  test.for(cases)('$kind at all $count origins is reported and then recovers', async ({ kind, count }, { expect }) => {
    const fetchAt = (place: (typeof places)[number]) =>
      withFleet(count, async (fleet) => {
        await fleet.breakFirst(kind, place, count);
        const viewer = new Viewer(fleet.urls, 2500);
        const failure = await viewer.fetch(place).catch((cause: unknown) => cause);
        expect(failure, `${kind} at ${place}`).toBeInstanceOf(DownloadError);
        if (failure instanceof DownloadError) expect(reasonOf[kind]).toContain(failure.reason);
        await fleet.restore();
        // Either immediately, or after the second that the origins demanded with Retry-After.
        const healed = () => viewer.fetch(place).catch(() => undefined);
        await expect.poll(async () => (await healed())?.bytes.length, { timeout: 5000 }).toBe(reelFiles[place].length);
        expect(Buffer.compare((await viewer.fetch(place)).bytes, reelFiles[place])).toBe(0);
      });
    await Promise.all(places.map(fetchAt));
  });

  test('a slow origin is still used when it is the only one', ({ expect }) =>
    withFleet(1, async (fleet) => {
      await fleet.breakFirst('slow', '360/init.mp4', 1);
      const { bytes } = await new Viewer(fleet.urls, 2500).fetch('360/init.mp4');
      expect(Buffer.compare(bytes, reelFiles['360/init.mp4'])).toBe(0);
    }));
});

describe.concurrent('a transient fault', () => {
  test.for(['truncate', 'reset'] as const)(
    '%s in the middle of a segment at the only origin is recovered from with a second request',
    (kind, { expect }) =>
      withFleet(1, async (fleet) => {
        await fleet.breakFirst(kind, 'segment-0.m4s', 1, 1);
        const viewer = new Viewer(fleet.urls);
        const { bytes } = await viewer.fetch('360/segment-0.m4s');
        expect(Buffer.compare(bytes, reelFiles['360/segment-0.m4s'])).toBe(0);
        expect(await fleet.requests()).toBe(2);
      }),
  );

  test('the rest of a segment comes from another origin, and no byte is downloaded twice', ({ expect }) =>
    withFleet(2, async (fleet) => {
      await fleet.breakFirst('truncate', 'segment-0.m4s', 1);
      const { bytes } = await new Viewer(fleet.urls).fetch('360/segment-0.m4s');
      expect(Buffer.compare(bytes, reelFiles['360/segment-0.m4s'])).toBe(0);
      const [, second = ''] = fleet.urls;
      const log: { range: string | null; status: number }[] = await (await fetch(new URL('__log', second))).json();
      expect(log).toMatchObject([{ range: expect.stringMatching(/^bytes=\d+-$/), status: 206 }]);
    }));
});
