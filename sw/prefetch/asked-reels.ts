import * as v from 'valibot';
import { type ReelInView, reelInViewSchema } from '../../src/shared/messages.ts';
import type { Memory } from '../memory.ts';

/** A page that asked so long ago has found another way. */
const patienceMs = 10 * 60_000;

const askedReelSchema = v.object({ reel: reelInViewSchema, viewerId: v.string(), atMs: v.number() });
export type AskedReel = v.InferOutput<typeof askedReelSchema>;

/** Reels that a page has asked for by name. They stay wanted while the viewer moves on, and when the worker dies. */
export class AskedReels {
  readonly #asked = new Map<string, AskedReel>();
  #restored: Promise<void> | undefined;

  constructor(
    readonly memory: Memory,
    readonly nowMs: () => number,
  ) {}

  get list(): readonly AskedReel[] {
    const oldestMs = this.nowMs() - patienceMs;
    return [...this.#asked.values()].filter(({ atMs }) => atMs >= oldestMs);
  }

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  async ask(reels: readonly ReelInView[], viewerId: string): Promise<void> {
    await this.restore();
    for (const reel of reels) this.#asked.set(reel.id, { reel, viewerId, atMs: this.nowMs() });
    await this.#save();
  }

  async done(reelId: string): Promise<void> {
    if (this.#asked.delete(reelId)) await this.#save();
  }

  async clear(): Promise<void> {
    await this.restore();
    this.#asked.clear();
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.memory.write(this.list).catch(() => undefined);
  }

  async #read(): Promise<void> {
    const saved = v.safeParse(v.array(askedReelSchema), await this.memory.read().catch(() => undefined));
    if (saved.success) for (const asked of saved.output) this.#asked.set(asked.reel.id, asked);
  }
}
