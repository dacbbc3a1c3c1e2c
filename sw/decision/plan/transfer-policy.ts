/** Possible reasons to fetch less. Null means unknown and is not a reason. */
export type Circumstances = {
  readonly isVisible: boolean;
  readonly isOnline: boolean;
  readonly saveData: boolean;
  readonly isMetered: boolean | null;
  readonly battery: { readonly level: number; readonly isCharging: boolean } | null;
  readonly storage: { readonly usedBytes: number; readonly budgetBytes: number } | null;
};

export type TransferLimits = {
  /** The number of concurrent prefetch transfers. */
  readonly lanes: number;
  readonly maxReelsAhead: number;
  /** Why less is fetched, in one line; null if nothing limits it. */
  readonly reason: string | null;
};

type Rule = {
  readonly reason: string;
  readonly lanes: number;
  readonly maxReelsAhead: number;
  readonly applies: (circumstances: Circumstances) => boolean;
};

const lowBatteryLevel = 0.15;
/** From this share of the budget on, new entries evict what was prefetched a moment ago. */
const fullShare = 0.98;

const rules: readonly Rule[] = [
  { reason: 'no network', lanes: 0, maxReelsAhead: 0, applies: ({ isOnline }) => !isOnline },
  { reason: 'the page is hidden', lanes: 0, maxReelsAhead: 0, applies: ({ isVisible }) => !isVisible },
  { reason: 'the viewer saves data', lanes: 0, maxReelsAhead: 0, applies: ({ saveData }) => saveData },
  { reason: 'the connection is metered', lanes: 2, maxReelsAhead: 2, applies: ({ isMetered }) => isMetered === true },
  { reason: 'the battery is low', lanes: 1, maxReelsAhead: 1, applies: ({ battery }) => isLow(battery) },
  { reason: 'the disk is full', lanes: 1, maxReelsAhead: 1, applies: ({ storage }) => isFull(storage) },
];

/** Returns how much may be fetched ahead: the minimum of the configuration and all rules that apply. */
export function limitTransfers(
  circumstances: Circumstances,
  configured: { readonly lanes: number; readonly maxReelsAhead: number },
): TransferLimits {
  const applying = rules.filter((rule) => rule.applies(circumstances));
  const maxReelsAhead = Math.min(configured.maxReelsAhead, ...applying.map((rule) => rule.maxReelsAhead));
  const lanes = maxReelsAhead === 0 ? 0 : Math.min(configured.lanes, ...applying.map((rule) => rule.lanes));
  const reason = applying.length === 0 ? null : applying.map((rule) => rule.reason).join(', ');
  return { lanes, maxReelsAhead, reason };
}

function isLow(battery: Circumstances['battery']): boolean {
  return battery !== null && !battery.isCharging && battery.level < lowBatteryLevel;
}

function isFull(storage: Circumstances['storage']): boolean {
  return storage !== null && storage.usedBytes >= storage.budgetBytes * fullShare;
}

/** Keeps the goals for the current reel and for reels at most `maxReelsAhead` ahead or behind. */
export function withinReach<G extends { readonly reelId: string }>(
  goals: readonly G[],
  { reels, currentIndex }: { readonly reels: readonly { readonly id: string }[]; readonly currentIndex: number },
  maxReelsAhead: number,
): G[] {
  const near = new Set(
    reels.slice(Math.max(0, currentIndex - maxReelsAhead), currentIndex + maxReelsAhead + 1).map(({ id }) => id),
  );
  return goals.filter(({ reelId }) => near.has(reelId));
}
