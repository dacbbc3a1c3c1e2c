import { type SignedOutMessage, signedOutMessage } from '../src/shared/signed-out.ts';

export type SignOutParts = {
  /** Deletes databases that were abandoned as unreadable but may become readable again, and their replacements. */
  readonly deleteAbandoned: () => Promise<unknown>;
  /** Makes sure that nothing more is kept for the pages that are open now. */
  readonly formerPages: { forget(): Promise<void> };
  /** Cancels the prefetches, which could bring bytes back. */
  readonly requests: { clear(): Promise<unknown> };
  /** Parts that know about the viewer only as long as this worker lives. */
  readonly inMemory: readonly { forget(): void }[];
  /** Parts with stored data. Each rejects if its data may still be stored. */
  readonly stored: readonly { forget(): Promise<void> }[];
  readonly cache: { purge(): Promise<void> };
  readonly notifyPages: (message: SignedOutMessage) => Promise<void>;
};

/**
 * Removes everything of the viewer: transfers, saved reels, feed pages, learned behaviour and all cached bytes. With
 * signed URLs it is unknown which bytes were meant for this viewer alone, so none may stay.
 */
export class SignOut {
  constructor(readonly parts: SignOutParts) {}

  /** Rejects if anything may still be stored. */
  async run(): Promise<void> {
    const { deleteAbandoned, formerPages, requests, inMemory, stored, cache, notifyPages } = this.parts;
    const forgetInMemory = () => {
      for (const part of inMemory) part.forget();
    };
    const done: PromiseSettledResult<unknown>[] = [];
    const settle = async (...work: Promise<unknown>[]) => void done.push(...(await Promise.allSettled(work)));
    // First, since anything written before this could be deleted with these databases.
    await settle(deleteAbandoned());
    // Before the rest, so that messages from these pages during the sign-out bring nothing back.
    await settle(formerPages.forget());
    await settle(requests.clear());
    forgetInMemory();
    // The purge reports each removed body to the ledgers and the log, so these are cleared once more afterwards.
    await settle(cache.purge());
    forgetInMemory();
    await settle(...stored.map((part) => part.forget()));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    await notifyPages(signedOutMessage);
  }
}
