import { SavedClient } from '../offline/saved-client.ts';
import { shareDone } from '../offline/saved-text.ts';
import type { SavedReel as ReelToSave, SavedList } from '../shared/saved.ts';
import type { SavedReel } from './facts.ts';
import type { WorkerLink } from './worker-link.ts';

/** A worker that was stopped meanwhile never answers. */
const answerTimeoutMs = 5_000;

/** The reels saved for offline viewing. */
export class SavedReels {
  readonly #client: SavedClient;
  #waiting: (() => void)[] = [];
  /** The last list reported, so that it is not reported twice. */
  #reported = '';

  constructor(
    link: WorkerLink,
    readonly onChange: (reels: readonly SavedReel[]) => void,
    signal: AbortSignal,
  ) {
    const receive = (list: SavedList) => {
      for (const answer of this.#waiting.splice(0)) answer();
      this.#report(readList(list));
    };
    // Never post messages to a foreign worker.
    const registration = () => Promise.resolve(link.worker === null ? undefined : link.registration);
    this.#client = new SavedClient(receive, { registration, signal });
  }

  save(reels: readonly ReelToSave[]): Promise<boolean> {
    return this.#client.save(reels);
  }

  remove(reelIds: readonly string[]): Promise<boolean> {
    return this.#client.order('remove', reelIds);
  }

  /** Reports the list again, for a listener that has just been added. */
  async reportAgain(): Promise<void> {
    this.#reported = '';
    await this.read();
  }

  /** Drops the list of a viewer who has signed out. */
  forget(): void {
    this.#client.forget();
    if (this.#reported !== '') this.#report([]);
  }

  /** Asks the worker for the current list. */
  async read(): Promise<readonly SavedReel[]> {
    const answered = new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, answerTimeoutMs);
    });
    if (await this.#client.refresh()) await answered;
    return this.#client.list === null ? [] : readList(this.#client.list);
  }

  #report(reels: readonly SavedReel[]): void {
    const serialised = JSON.stringify(reels);
    if (serialised === this.#reported) return;
    this.#reported = serialised;
    this.onChange(reels);
  }
}

function readList({ reels }: SavedList): readonly SavedReel[] {
  return reels.map((status) => {
    const { reel, state, problem, bytes } = status;
    return { id: reel.id, title: reel.title, state, problem, progress: shareDone(status), bytes };
  });
}
