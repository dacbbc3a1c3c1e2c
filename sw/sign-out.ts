export type SignOutParts = {
  /** Stops what could bring bytes back. */
  readonly clearPrefetches: () => Promise<unknown>;
  /** What is known of the viewer for as long as this worker lives. */
  readonly passing: readonly { forget(): void }[];
  /** What is written down. Each rejects when it may still be there. */
  readonly lasting: readonly { forget(): Promise<void> }[];
  readonly purge: () => Promise<void>;
};

/**
 * Leaves nothing of the viewer's: no transfer, no saved reel, no page of the feed, no habit, and no byte. Which bytes were
 * meant for this viewer alone is known to nobody when addresses are signed, so none may stay.
 */
export class SignOut {
  constructor(readonly parts: SignOutParts) {}

  /** Rejects when the store cannot promise that. */
  async run(): Promise<void> {
    const { clearPrefetches, passing, lasting, purge } = this.parts;
    try {
      await clearPrefetches();
      for (const part of passing) part.forget();
      const ended = await Promise.allSettled(lasting.map((part) => part.forget()));
      const failed = ended.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      await purge();
    }
  }
}
