/** What the browser answered about a codec. */
export type Verdict = { readonly supported: boolean; readonly smooth: boolean; readonly powerEfficient: boolean };

const maxVerdicts = 2_000;
const writeAfterMs = 5_000;

export type VerdictStore = {
  read(): string | null;
  write(text: string): void;
  /** The browser version. Verdicts of another version are forgotten, since it may decide otherwise. */
  readonly agent: string;
  schedule(work: () => void, delayMs: number): void;
  /** Ends all writing, so that a page that removes Nextreel leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
};

/** Keeps verdicts across restarts. Evicts the least recently used one; writes are batched for five seconds. */
export class VerdictCache {
  readonly #verdicts: Map<string, Verdict>;
  #isWriteDue = false;

  constructor(readonly store: VerdictStore) {
    this.#verdicts = new Map(readVerdicts(store));
  }

  /** All verdicts, the least recently used first. */
  get all(): ReadonlyMap<string, Verdict> {
    return this.#verdicts;
  }

  get(codec: string): Verdict | undefined {
    const verdict = this.#verdicts.get(codec);
    if (verdict !== undefined) this.#touch(codec, verdict);
    return verdict;
  }

  set(codec: string, verdict: Verdict): void {
    this.#touch(codec, verdict);
    for (const oldest of this.#verdicts.keys()) {
      if (this.#verdicts.size <= maxVerdicts) break;
      this.#verdicts.delete(oldest);
    }
    this.#writeLater();
  }

  #touch(codec: string, verdict: Verdict): void {
    this.#verdicts.delete(codec);
    this.#verdicts.set(codec, verdict);
  }

  #writeLater(): void {
    if (this.#isWriteDue) return;
    this.#isWriteDue = true;
    this.store.schedule(() => {
      this.#isWriteDue = false;
      if (this.store.signal?.aborted) return;
      this.store.write(JSON.stringify({ agent: this.store.agent, verdicts: [...this.#verdicts] }));
    }, writeAfterMs);
  }
}

function readVerdicts(store: VerdictStore): (readonly [string, Verdict])[] {
  try {
    const { agent, verdicts }: { agent?: unknown; verdicts?: unknown } = Object(JSON.parse(store.read() ?? 'null'));
    const isUsable = agent === store.agent && Array.isArray(verdicts) && verdicts.every(isNamedVerdict);
    return isUsable ? verdicts.slice(-maxVerdicts) : [];
  } catch {
    // Unreadable verdicts are asked for again.
    return [];
  }
}

function isNamedVerdict(pair: unknown): pair is readonly [string, Verdict] {
  if (!Array.isArray(pair)) return false;
  const [codec, verdict]: unknown[] = pair;
  const { supported, smooth, powerEfficient }: { [answer in keyof Verdict]?: unknown } = Object(verdict);
  return typeof codec === 'string' && [supported, smooth, powerEfficient].every((one) => typeof one === 'boolean');
}
