import { type SignedOutMessage, signedOutMessage } from '../src/shared/signed-out.ts';

export type SignOutParts = {
  /** Deletes databases that were abandoned as unreadable but may become readable again, and their replacements. */
  readonly dropGivenUp: () => Promise<unknown>;
  /** Makes sure that nothing more is kept for the pages that are open now. */
  readonly formerPages: { forget(): Promise<void> };
  /** Cancels the prefetches, which could bring bytes back. */
  readonly requests: { clear(): Promise<unknown> };
  /** Parts that know about the viewer only as long as this worker lives. */
  readonly passing: readonly { forget(): void }[];
  /** Parts with stored data. Each rejects if its data may still be stored. */
  readonly lasting: readonly { forget(): Promise<void> }[];
  readonly cache: { purge(): Promise<void> };
  readonly tellPages: (message: SignedOutMessage) => Promise<void>;
};

/**
 * Removes everything of the viewer: transfers, saved reels, feed pages, learned behaviour and all cached bytes. With
 * signed URLs it is unknown which bytes were meant for this viewer alone, so none may stay.
 */
export class SignOut {
  constructor(readonly parts: SignOutParts) {}

  /** Rejects if the store cannot guarantee that. */
  async run(): Promise<void> {
    const { dropGivenUp, formerPages, requests, passing, lasting, cache, tellPages } = this.parts;
    const forgetPassing = () => {
      for (const part of passing) part.forget();
    };
    const done: PromiseSettledResult<unknown>[] = [];
    const settle = async (...work: Promise<unknown>[]) => void done.push(...(await Promise.allSettled(work)));
    // First, since anything written before this could be deleted with these databases.
    await settle(dropGivenUp());
    // Before the rest, so that messages from these pages during the sign-out bring nothing back.
    await settle(formerPages.forget());
    await settle(requests.clear());
    forgetPassing();
    // The purge reports each removed body to the ledgers and the log, so these are cleared once more afterwards.
    await settle(cache.purge());
    forgetPassing();
    await settle(...lasting.map((part) => part.forget()));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    await tellPages(signedOutMessage);
  }
}
