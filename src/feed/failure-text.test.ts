import { describe, expect, it } from 'vitest';
import { describeFailure, describeFeedFailure } from './failure-text.ts';

describe('describeFailure', () => {
  const silent = { kind: 'network', status: null } as const;

  it('blames neither server nor decoder where nothing answers', () => {
    expect(describeFailure(silent, false).title).toBe('You’re offline');
    expect(describeFailure(silent, true).title).toBe('Can’t reach this video right now');
  });

  it('names the status that a server answers with, whatever the browser says of the network', () => {
    for (const isOnline of [true, false]) {
      expect(describeFailure({ kind: 'network', status: 503 }, isOnline).advice).toContain('503');
      expect(describeFailure({ kind: 'network', status: 404 }, isOnline).title).toContain('available');
    }
  });

  it('says how to go on with a video that will not play by itself', () => {
    for (const kind of ['manifest', 'media', 'unsupported'] as const) {
      expect(describeFailure({ kind, status: null }, true).advice).toMatch(/swipe on/i);
    }
  });
});

describe('describeFeedFailure', () => {
  it('blames no server and no network for what this device keeps', () => {
    for (const isOnline of [true, false]) expect(describeFeedFailure(true, isOnline).text).toContain('service worker');
    expect(describeFeedFailure(false, false).title).toBe('You’re offline');
    expect(describeFeedFailure(false, true).title).toBe('Can’t reach the feed right now');
  });
});
