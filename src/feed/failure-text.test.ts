import { describe, expect, it } from 'vitest';
import { describeFailure, describeFeedFailure } from './failure-text.ts';

describe('describeFailure', () => {
  const silent = { kind: 'network', status: null } as const;

  it('blames neither the server nor the decoder when there was no response', () => {
    expect(describeFailure(silent, false).title).toBe('You’re offline');
    expect(describeFailure(silent, true).title).toBe('Can’t reach this video right now');
  });

  it('reports the response status, whether or not the browser claims to be online', () => {
    for (const isOnline of [true, false]) {
      expect(describeFailure({ kind: 'network', status: 503 }, isOnline).advice).toContain('503');
      expect(describeFailure({ kind: 'network', status: 404 }, isOnline).title).toContain('available');
    }
  });

  it('suggests swiping on when the video itself cannot play', () => {
    for (const kind of ['manifest', 'media', 'unsupported'] as const) {
      expect(describeFailure({ kind, status: null }, true).advice).toMatch(/swipe on/i);
    }
  });
});

describe('describeFeedFailure', () => {
  it('blames the service worker for the feed of saved reels, and the connection for any other feed', () => {
    for (const isOnline of [true, false]) expect(describeFeedFailure(true, isOnline).text).toContain('service worker');
    expect(describeFeedFailure(false, false).title).toBe('You’re offline');
    expect(describeFeedFailure(false, true).title).toBe('Can’t reach the feed right now');
  });
});
