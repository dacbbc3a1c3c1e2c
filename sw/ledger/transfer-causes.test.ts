import { describe, expect, it } from 'vitest';
import { TransferCauses } from './transfer-causes.ts';

const cause = { reelId: 'a', source: 'sequential' };
const goesOn = new Promise<never>(() => undefined);

describe('the cause of a transfer', () => {
  it('is a guess until a player comes to want it too', () => {
    const causes = new TransferCauses();
    causes.prefetch('guessed', cause, goesOn);
    causes.prefetch('joined', cause, goesOn);
    causes.player('joined', goesOn);
    causes.player('asked', goesOn);
    expect(['guessed', 'joined', 'asked'].map((key) => causes.isPrefetch(key))).toEqual([true, true, false]);
    expect(causes.take('guessed')).toEqual({ prefetchedBy: cause, isWatched: false });
    expect(causes.take('joined')).toEqual({ prefetchedBy: cause, isWatched: true });
    expect(causes.take('asked')).toEqual({ prefetchedBy: null, isWatched: true });
  });

  it('is forgotten when the transfer fails, so that the next one has its own', async () => {
    const causes = new TransferCauses();
    const failed = Promise.reject(new Error('network'));
    causes.player('a', failed);
    await expect(failed).rejects.toThrow('network');
    causes.prefetch('a', cause, goesOn);
    expect(causes.take('a')).toEqual({ prefetchedBy: cause, isWatched: false });
  });
});
