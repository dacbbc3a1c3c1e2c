import { hasType } from './has-type.ts';

/** Sent by the worker to every page when the viewer has signed out in one of them. */
export const signedOutMessage = { type: 'signed-out' } as const;
export type SignedOutMessage = typeof signedOutMessage;

export function isSignedOutMessage(data: unknown): boolean {
  return hasType(data, signedOutMessage.type);
}
