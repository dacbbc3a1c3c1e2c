import { beforeEach, describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';
import type { LaneCount } from './queue.ts';

const calm = {
  isVisible: true,
  isOnline: true,
  saveData: false,
  isMetered: null,
  battery: null,
  storage: null,
};
const full = { bufferAheadSeconds: 20, bufferedToEnd: false, paused: false, isLive: false };
const open = { all: 4, bodies: 2 };
const textsOnly = { all: 2, bodies: 0 };
const thin = { bufferAheadSeconds: 1, bufferedToEnd: false, paused: false, isLive: false };

let given: LaneCount[];
let nowMs: number;
let waits: (() => void)[];
let lanes: Lanes;

beforeEach(() => {
  given = [];
  nowMs = 0;
  waits = [];
  lanes = new Lanes({
    queue: { limitLanes: (count) => given.push(count) },
    configured: () => ({ lanes: 2, most: 10, maxReelsAhead: 10 }),
    lowWaterSeconds: () => 4,
    wait: () => new Promise((resolve) => waits.push(resolve)),
    nowMs: () => nowMs,
    onChange: () => undefined,
  });
});

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};
const passQuietTime = async () => {
  for (const resolve of waits.splice(0)) resolve();
  await settle();
};

function transfer(): { bytes: Promise<void>; end: () => void; fail: () => void } {
  let end = () => undefined as void;
  let fail = () => undefined as void;
  const bytes = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = () => reject(new Error('gone'));
  });
  return { bytes, end, fail };
}

describe('the prefetch lanes', () => {
  it('are as many as configured if nothing limits them, plus two for playlists', () => {
    lanes.update(full, calm);
    expect(given).toEqual([open]);
    expect(lanes.limits).toMatchObject({ lanes: 2, maxReelsAhead: 10, reason: null });
  });

  it('do not wait for the buffer of a reel that has been paused for a while, or does not play at all', () => {
    const paused = { ...thin, paused: true };
    lanes.update(paused, calm);
    expect(given).toEqual([textsOnly]);
    nowMs += 5000;
    lanes.update(paused, calm);
    expect(given.at(-1)).toEqual(open);
    lanes.update(thin, calm);
    expect(given.at(-1)).toEqual(textsOnly);
  });

  it.each([
    [{ saveData: true }, 'the viewer saves data'],
    [{ isVisible: false }, 'the page is hidden'],
  ])('are closed to playlists too by %j', (more, reason) => {
    lanes.update(full, { ...calm, ...more });
    expect(given).toEqual([{ all: 0, bodies: 0 }]);
    expect(lanes.limits).toMatchObject({ lanes: 0, reason });
  });

  it.each([
    [{ battery: { level: 0.1, isCharging: false } }, 'the battery is low'],
    [{ storage: { usedBytes: 99, budgetBytes: 100 } }, 'the disk is full'],
  ])('are fewer with %j', (more, reason) => {
    lanes.update(full, { ...calm, ...more });
    expect(given).toEqual([{ all: 3, bodies: 1 }]);
    expect(lanes.limits).toMatchObject({ lanes: 1, reason });
  });

  it('are open to playlists only while the buffer is short, until it has clearly recovered', () => {
    lanes.update(thin, calm);
    lanes.update({ ...full, bufferAheadSeconds: 5 }, calm);
    expect(lanes.limits).toMatchObject({ lanes: 0, reason: 'the playing reel fills its buffer' });
    lanes.update(full, calm);
    expect(given).toEqual([textsOnly, open]);
  });

  it('stay open when a player with enough buffer requests more', async () => {
    lanes.update(full, calm);
    lanes.giveWayTo(transfer().bytes);
    await settle();
    expect(given).toEqual([open]);
  });

  it.each([
    ['close while the player of a live reel waits', true, textsOnly],
    ['stay open for the player of a reel that is buffered to its end', false, open],
  ])('%s, though all that is listed is buffered', async (_title, isLive, last) => {
    lanes.update({ ...thin, bufferedToEnd: true, isLive }, calm);
    expect(given).toEqual([open]);
    lanes.giveWayTo(transfer().bytes);
    await settle();
    expect(given.at(-1)).toEqual(last);
  });

  describe('for a player whose buffer has become short since it was last reported', () => {
    beforeEach(() => {
      lanes.update({ ...full, bufferAheadSeconds: 4.5 }, calm);
      nowMs = 900;
    });

    it('close once it has joined its transfer, and open again a quiet moment after the bytes arrive', async () => {
      const { bytes, end } = transfer();
      lanes.giveWayTo(bytes);
      expect(given).toEqual([open]);
      await settle();
      expect(given).toEqual([open, textsOnly]);
      expect(lanes.limits.reason).toBe('a player waits for bytes');
      end();
      await settle();
      expect(given).toEqual([open, textsOnly]);
      await passQuietTime();
      expect(given).toEqual([open, textsOnly, open]);
    });

    it('stay closed between two segments that it requests in a row', async () => {
      const [first, second] = [transfer(), transfer()];
      lanes.giveWayTo(first.bytes);
      await settle();
      first.end();
      await settle();
      lanes.giveWayTo(second.bytes);
      await passQuietTime();
      expect(given).toEqual([open, textsOnly]);
      second.fail();
      await settle();
      await passQuietTime();
      expect(given).toEqual([open, textsOnly, open]);
    });
  });
});
