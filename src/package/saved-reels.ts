import { SavedClient } from '../offline/saved-client.ts';
import { shareDone } from '../offline/saved-text.ts';
import type { SavedReel as ReelToSave, SavedList } from '../shared/saved.ts';
import type { SavedReel } from './facts.ts';
import type { WorkerLink } from './worker-link.ts';

/** A worker that was stopped in between never answers. */
const patienceMs = 5_000;

/** The reels that are kept whole on this device. */
export class SavedReels {
  readonly #client: SavedClient;
  #waiting: (() => void)[] = [];
  /** What was told last, which is told no second time. */
  #told = '';

  constructor(link: WorkerLink, onChange: (reels: readonly SavedReel[]) => void, signal: AbortSignal) {
    const take = (list: SavedList) => {
      for (const answer of this.#waiting.splice(0)) answer();
      const reels = readList(list);
      const told = JSON.stringify(reels);
      if (told === this.#told) return;
      this.#told = told;
      onChange(reels);
    };
    // A worker of somebody else is never spoken to.
    const registration = () => Promise.resolve(link.worker === null ? undefined : link.registration);
    this.#client = new SavedClient(take, { registration, signal });
  }

  save(reels: readonly ReelToSave[]): Promise<boolean> {
    return this.#client.save(reels);
  }

  remove(reelIds: readonly string[]): Promise<boolean> {
    return this.#client.order('remove', reelIds);
  }

  /** Base addresses with the same media below each, as the worker knows them. */
  get origins(): readonly string[] {
    return this.#client.list?.origins.map(({ url }) => url) ?? [];
  }

  /** Somebody listens who has heard nothing yet. */
  async tellAnew(): Promise<void> {
    this.#told = '';
    await this.read();
  }

  /** As the worker tells it now. */
  async read(): Promise<readonly SavedReel[]> {
    const answered = new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, patienceMs);
    });
    if (await this.#client.refresh()) await answered;
    return this.#client.list === null ? [] : readList(this.#client.list);
  }
}

function readList({ reels }: SavedList): readonly SavedReel[] {
  return reels.map((status) => {
    const { reel, state, problem, bytes } = status;
    return { id: reel.id, title: reel.title, state, problem, progress: shareDone(status), bytes };
  });
}
