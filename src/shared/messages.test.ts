import { expect, it } from 'vitest';
import { MessageError, readPageMessage } from './messages.ts';

it('reads a message from a page', () => {
  expect(readPageMessage({ type: 'enter-route', path: '/saved' })).toEqual({ type: 'enter-route', path: '/saved' });
});

it.each([
  ['a prompt', { type: 'SKIP_WAITING' }],
  ['a chat', { type: 'leave' }],
  ['a word', 'MOCK_ACTIVATE'],
  ['nothing', undefined],
])('ignores a message that is not for Nextreel: %s', (_what, data) => {
  expect(readPageMessage(data)).toBeUndefined();
});

it('refuses an invalid message and names the invalid field', () => {
  expect(() => readPageMessage({ type: 'enter-route', path: 5 })).toThrow(MessageError);
  expect(() => readPageMessage({ type: 'enter-route', path: 5 })).toThrow(/path/);
});
