import { expect, it } from 'vitest';
import { describeLimits } from './browser-limits.ts';

it('says nothing where saving goes on by itself and stays', () => {
  expect(describeLimits({ hasBackgroundFetch: true, forgetsAfterWeek: false })).toBe('');
});

it('says what a browser does not do, and what helps', () => {
  expect(describeLimits({ hasBackgroundFetch: false, forgetsAfterWeek: false })).toContain('when it is open again');
  expect(describeLimits({ hasBackgroundFetch: false, forgetsAfterWeek: true })).toContain('home screen');
});
