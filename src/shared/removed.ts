import { hasType } from './has-type.ts';

/** Sent by the worker to every page that it serves when the site has removed Nextreel in one of them. */
export const removedMessage = { type: 'removed' } as const;
export type RemovedMessage = typeof removedMessage;

export function isRemovedMessage(data: unknown): boolean {
  return hasType(data, removedMessage.type);
}
