/** What speaks for holding back. What is not known is null and speaks for nothing. */
export type Circumstances = {
  readonly isVisible: boolean;
  readonly isOnline: boolean;
  readonly saveData: boolean;
  readonly isMetered: boolean | null;
  readonly battery: { readonly level: number; readonly isCharging: boolean } | null;
  readonly storage: { readonly usedBytes: number; readonly budgetBytes: number } | null;
};

export type TransferLimits = {
  /** Prefetch transfers at the same time. */
  readonly lanes: number;
  readonly maxReelsAhead: number;
  /** Whether anything may be fetched that nobody has asked for. */
  readonly speculative: boolean;
  /** Whether anything holds back. */
  readonly isLimited: boolean;
  /** One line for people. */
  readonly reason: string;
};

type Rule = {
  readonly reason: string;
  readonly lanes: number;
  readonly maxReelsAhead: number;
  readonly applies: (circumstances: Circumstances) => boolean;
};

const lowBatteryLevel = 0.15;
/** Above this, what comes in pushes out what was fetched for the same purpose a moment ago. */
const fullShare = 0.98;

const rules: readonly Rule[] = [
  { reason: 'no network', lanes: 0, maxReelsAhead: 0, applies: ({ isOnline }) => !isOnline },
  { reason: 'the page is hidden', lanes: 0, maxReelsAhead: 0, applies: ({ isVisible }) => !isVisible },
  { reason: 'the viewer saves data', lanes: 0, maxReelsAhead: 0, applies: ({ saveData }) => saveData },
  { reason: 'the connection is metered', lanes: 2, maxReelsAhead: 2, applies: ({ isMetered }) => isMetered === true },
  { reason: 'the battery is low', lanes: 1, maxReelsAhead: 1, applies: ({ battery }) => isLow(battery) },
  { reason: 'the disk is full', lanes: 1, maxReelsAhead: 1, applies: ({ storage }) => isFull(storage) },
];

/** How much may be fetched ahead: the strictest of all rules that apply, and no more than what is configured. */
export function limitTransfers(
  circumstances: Circumstances,
  configured: { readonly lanes: number; readonly maxReelsAhead: number },
): TransferLimits {
  const applying = rules.filter((rule) => rule.applies(circumstances));
  const maxReelsAhead = Math.min(configured.maxReelsAhead, ...applying.map((rule) => rule.maxReelsAhead));
  const lanes = maxReelsAhead === 0 ? 0 : Math.min(configured.lanes, ...applying.map((rule) => rule.lanes));
  const reason = applying.map((rule) => rule.reason).join(', ');
  return {
    lanes,
    maxReelsAhead,
    speculative: lanes > 0,
    isLimited: applying.length > 0,
    reason: reason || 'nothing holds back',
  };
}

function isLow(battery: Circumstances['battery']): boolean {
  return battery !== null && !battery.isCharging && battery.level < lowBatteryLevel;
}

function isFull(storage: Circumstances['storage']): boolean {
  return storage !== null && storage.usedBytes >= storage.budgetBytes * fullShare;
}

/** What is worth having of the current reel, and of those that are near enough. */
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
