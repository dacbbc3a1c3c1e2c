import { type SignedOutMessage, signedOutMessage } from '../src/shared/signed-out.ts';

export type SignOutParts = {
  /** Databases that could not be read, and may be read again one day. */
  readonly dropGivenUp: () => Promise<unknown>;
  /** From now on nothing is kept for the pages that are open. */
  readonly formerPages: { forget(): Promise<void> };
  /** What could bring bytes back. */
  readonly requests: { clear(): Promise<unknown> };
  /** What is known of the viewer for as long as this worker lives. */
  readonly passing: readonly { forget(): void }[];
  /** What is written down. Each rejects when it may still be there. */
  readonly lasting: readonly { forget(): Promise<void> }[];
  readonly cache: { purge(): Promise<void> };
  readonly tellPages: (message: SignedOutMessage) => Promise<void>;
};

/**
 * Leaves nothing of the viewer's: no transfer, no saved reel, no page of the feed, no habit, and no byte. Which bytes were
 * meant for this viewer alone is known to nobody when addresses are signed, so none may stay.
 */
export class SignOut {
  constructor(readonly parts: SignOutParts) {}

  /** Rejects when the store cannot promise that. */
  async run(): Promise<void> {
    const { dropGivenUp, formerPages, requests, passing, lasting, cache, tellPages } = this.parts;
    const forgetPassing = () => {
      for (const part of passing) part.forget();
    };
    const done: PromiseSettledResult<unknown>[] = [];
    const settle = async (...work: Promise<unknown>[]) => void done.push(...(await Promise.allSettled(work)));
    // Before anything is written, which would go along.
    await settle(dropGivenUp());
    // Before all else: what they say while all this goes on must not bring anything back.
    await settle(formerPages.forget());
    await settle(requests.clear());
    forgetPassing();
    // The accounts and the log hear of each body that goes.
    await settle(cache.purge());
    forgetPassing();
    await settle(...lasting.map((part) => part.forget()));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    await tellPages(signedOutMessage);
  }
}
