import * as v from 'valibot';

/** What the browser answered about a codec. */
const verdictSchema = v.object({ supported: v.boolean(), smooth: v.boolean(), powerEfficient: v.boolean() });
export type Verdict = v.InferOutput<typeof verdictSchema>;

const savedSchema = v.object({ agent: v.string(), verdicts: v.array(v.tuple([v.string(), verdictSchema])) });

const mostVerdicts = 2_000;
const writeAfterMs = 5_000;

export type VerdictStore = {
  read(): string | null;
  write(text: string): void;
  /** Another browser version may decide otherwise: what an older one has said is forgotten. */
  readonly agent: string;
  schedule(work: () => void, delayMs: number): void;
};

/** Verdicts survive a restart. The one not used for longest makes room; writes are gathered for five seconds. */
export class VerdictCache {
  readonly #verdicts: Map<string, Verdict>;
  #isWriteDue = false;

  constructor(readonly store: VerdictStore) {
    this.#verdicts = new Map(readVerdicts(store));
  }

  /** In the order of their last use, the latest last. */
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
      if (this.#verdicts.size <= mostVerdicts) break;
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
      this.store.write(JSON.stringify({ agent: this.store.agent, verdicts: [...this.#verdicts] }));
    }, writeAfterMs);
  }
}

function readVerdicts(store: VerdictStore): readonly (readonly [string, Verdict])[] {
  try {
    const saved = v.safeParse(savedSchema, JSON.parse(store.read() ?? 'null'));
    return saved.success && saved.output.agent === store.agent ? saved.output.verdicts.slice(-mostVerdicts) : [];
  } catch {
    // What cannot be read is asked again.
    return [];
  }
}
