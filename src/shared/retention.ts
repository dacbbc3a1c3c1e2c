/** Later seconds are dropped: no plan looks further into a reel. */
export const maxRetentionSeconds = 120;

export type ReadRetention = {
  /** retention[s] = P(still watching at second s): starts at 1, never rises, never below 0; undefined if unreadable. */
  readonly retention: readonly number[] | undefined;
  /** What was wrong with it, if anything. */
  readonly warning: string | undefined;
};

/** Reads a feed's retention curve. Corrects impossible values and ignores anything but a list of numbers. */
export function readRetention(json: unknown): ReadRetention {
  if (json === undefined || json === null) return { retention: undefined, warning: undefined };
  const isList = Array.isArray(json) && json.length > 0;
  const listed: readonly unknown[] = isList ? json.slice(0, maxRetentionSeconds + 1) : [];
  const shares = listed.filter((share): share is number => typeof share === 'number' && Number.isFinite(share));
  if (!isList || shares.length < listed.length)
    return { retention: undefined, warning: '"retention" must be a list of numbers' };
  let lowest = 1;
  // Everyone who starts a reel watches its beginning.
  const retention = shares.map((share, second) => {
    if (second > 0) lowest = Math.min(lowest, Math.max(0, share));
    return lowest;
  });
  const isRepaired = retention.some((share, second) => share !== shares[second]);
  return {
    retention,
    warning: isRepaired ? '"retention" must begin with 1, lie within 0 to 1 and never rise' : undefined,
  };
}
