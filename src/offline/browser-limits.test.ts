import { expect, it } from 'vitest';
import { describeLimits } from './browser-limits.ts';

it('says nothing if saving continues in the background and lasts', () => {
  expect(describeLimits({ hasBackgroundFetch: true, forgetsAfterWeek: false })).toBe('');
});

it('says what the browser cannot do, and what helps', () => {
  expect(describeLimits({ hasBackgroundFetch: false, forgetsAfterWeek: false })).toContain('when it is open again');
  expect(describeLimits({ hasBackgroundFetch: false, forgetsAfterWeek: true })).toContain('home screen');
});
