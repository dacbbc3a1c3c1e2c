import { expect, it } from 'vitest';
import { MessageError, readPageMessage } from './messages.ts';

it('knows what a page says', () => {
  expect(readPageMessage({ type: 'enter-route', path: '/saved' })).toEqual({ type: 'enter-route', path: '/saved' });
});

it.each([
  ['a prompt', { type: 'SKIP_WAITING' }],
  ['a chat', { type: 'leave' }],
  ['a word', 'MOCK_ACTIVATE'],
  ['nothing', undefined],
])('leaves to others what they say to their worker: %s', (_what, data) => {
  expect(readPageMessage(data)).toBeUndefined();
});

it('refuses what is damaged, and names what is wrong', () => {
  expect(() => readPageMessage({ type: 'enter-route', path: 5 })).toThrow(MessageError);
  expect(() => readPageMessage({ type: 'enter-route', path: 5 })).toThrow(/path/);
});
