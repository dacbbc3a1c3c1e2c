import { describe, expect, it } from 'vitest';
import { describeFailure, describeFeedFailure } from './failure-text.ts';

describe('describeFailure', () => {
  it('blames the server only while the viewer is online', () => {
    expect(describeFailure('network', true).advice).toContain('server');
    expect(describeFailure('network', false).title).toBe('You are offline');
  });

  it('always says how to go on', () => {
    for (const kind of ['network', 'manifest', 'media', 'unsupported'] as const) {
      expect(describeFailure(kind, true).advice).toMatch(/swipe on/i);
    }
  });
});

describe('describeFeedFailure', () => {
  it('blames no server and no network for what this device keeps', () => {
    for (const isOnline of [true, false]) expect(describeFeedFailure(true, isOnline).text).toContain('service worker');
    expect(describeFeedFailure(false, false).title).toBe('You are offline');
    expect(describeFeedFailure(false, true).text).toContain('server');
  });
});
