import { beforeEach, describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

const calm = {
  isVisible: true,
  isOnline: true,
  saveData: false,
  isMetered: null,
  battery: null,
  storage: null,
};
const full = { bufferAheadSeconds: 20, bufferedToEnd: false };
const thin = { bufferAheadSeconds: 1, bufferedToEnd: false };

let given: number[];
let waits: (() => void)[];
let lanes: Lanes;

beforeEach(() => {
  given = [];
  waits = [];
  lanes = new Lanes({
    queue: { limitLanes: (count) => given.push(count) },
    configured: () => ({ lanes: 2, maxReelsAhead: 10 }),
    lowWaterSeconds: () => 4,
    wait: () => new Promise((resolve) => waits.push(resolve)),
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

describe('the lanes for what is fetched in advance', () => {
  it('are what is configured when nothing speaks against it', () => {
    lanes.see(full, calm);
    expect(given).toEqual([2]);
    expect(lanes.limits).toMatchObject({ lanes: 2, maxReelsAhead: 10, reason: 'nothing holds back' });
  });

  it.each([
    [{ saveData: true }, 0, 'the viewer saves data'],
    [{ isVisible: false }, 0, 'the page is hidden'],
    [{ battery: { level: 0.1, isCharging: false } }, 1, 'the battery is low'],
    [{ storage: { usedBytes: 99, budgetBytes: 100 } }, 1, 'the disk is full'],
  ])('follow %j', (more, count, reason) => {
    lanes.see(full, { ...calm, ...more });
    expect(lanes.limits).toMatchObject({ lanes: count, reason });
  });

  it('are closed while the playing reel is short of buffer, and until it has clearly recovered', () => {
    lanes.see(thin, calm);
    lanes.see({ ...full, bufferAheadSeconds: 5 }, calm);
    expect(lanes.limits).toMatchObject({ lanes: 0, reason: 'the playing reel fills its buffer' });
    lanes.see(full, calm);
    expect(given).toEqual([0, 2]);
  });

  it('close when a player waits, once it has hold of its transfer, and open after a moment of quiet', async () => {
    lanes.see(full, calm);
    const { bytes, end } = transfer();
    lanes.yieldTo(bytes);
    expect(given).toEqual([2]);
    await settle();
    expect(given).toEqual([2, 0]);
    expect(lanes.limits.reason).toBe('a player waits for bytes');
    end();
    await settle();
    expect(given).toEqual([2, 0]);
    await passQuietTime();
    expect(given).toEqual([2, 0, 2]);
  });

  it('stay closed between two segments that a player asks for one after the other', async () => {
    lanes.see(full, calm);
    const [first, second] = [transfer(), transfer()];
    lanes.yieldTo(first.bytes);
    await settle();
    first.end();
    await settle();
    lanes.yieldTo(second.bytes);
    await passQuietTime();
    expect(given).toEqual([2, 0]);
    second.fail();
    await settle();
    await passQuietTime();
    expect(given).toEqual([2, 0, 2]);
  });
});
