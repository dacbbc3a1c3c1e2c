import type { SavedOrder, SavedReel, SaveProblem } from '../../src/shared/saved.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import { type Identity, type Resource, resourceOf } from '../decision/resource/resource.ts';
import { readOutline } from '../decision/playlist/outline-reader.ts';
import { filesOfReel, NotKeepableError } from '../decision/plan/whole-reel.ts';
import type { SavedRecord, SavedReels } from './saved-reels.ts';

export type SaverParts = {
  readonly reels: SavedReels;
  readonly identity: () => Promise<Identity>;
  readonly choose: () => Promise<(manifestUrl: string, manifest: Manifest) => Rendition>;
  /** The body of this key, if it is here. */
  readonly read: (key: string) => Promise<Blob | undefined>;
  /** Rejects when the store cannot say. */
  readonly has: (key: string) => Promise<boolean>;
  /** Returns the keys that are stored, and pinned or free from now on. */
  readonly pin: (keys: readonly string[], isPinned: boolean) => Promise<ReadonlySet<string>>;
  /** Brings the whole body here. Settles when it is kept, or is not going to be. */
  readonly fetch: (resource: Resource, signal: AbortSignal) => Promise<KeepOutcome>;
  /** Whether the browser fetches the rest of this reel by itself. */
  readonly isAway: (reelId: string) => Promise<boolean>;
  readonly recall: (reelIds: readonly string[]) => Promise<void>;
  /** Playback needs the network for itself, or there is none. */
  readonly isHeld: () => boolean;
  readonly nowMs: () => number;
};

/** How long a reel that the network did not bring is left alone. */
const networkRestMs = 5000;

class KeepError extends Error {
  override readonly name = 'KeepError';
  constructor(
    readonly key: string,
    readonly outcome: Exclude<KeepOutcome, 'stored'>,
  ) {
    super(`${key} is not kept: ${outcome}`);
  }
}

/**
 * Saves whole reels, one file after the other, each pinned as soon as it is here. It may be stopped between any two
 * files: what is here is found again and not fetched twice. It works when it is told to, inside an event.
 */
export class Saver {
  #work: Promise<void> | undefined;
  #current: { readonly reelId: string; readonly abort: AbortController } | undefined;
  /** What is left of each reel whose files are known. */
  readonly #left = new Map<string, readonly Resource[]>();
  /** A reel that failed is left alone until then, and holds up no other. */
  readonly #restsUntilMs = new Map<string, number>();
  #isVerified = false;

  constructor(readonly parts: SaverParts) {}

  /** Goes on with what is left to be done. Settles when there is nothing more, or nothing more for now. */
  work(): Promise<void> {
    this.#work ??= this.#workOff().finally(() => {
      this.#work = undefined;
    });
    return this.#work;
  }

  /** What is on its way gives way at once; the next `work` goes on with it. */
  hold(): void {
    this.#current?.abort.abort();
  }

  #holdAny(reelIds: readonly string[]): void {
    if (reelIds.includes(this.#current?.reelId ?? '')) this.hold();
  }

  /** Ends all work, for a viewer whose records are gone. */
  async stop(): Promise<void> {
    this.#left.clear();
    this.hold();
    await this.#work;
  }

  /** What is still to be fetched of a reel, as far as it is known. */
  leftOf(reelId: string): readonly Resource[] {
    return this.#left.get(reelId) ?? [];
  }

  async save(reels: readonly SavedReel[]): Promise<void> {
    await this.parts.reels.add(reels);
    this.#restsUntilMs.clear();
  }

  async order(reelIds: readonly string[], order: SavedOrder): Promise<void> {
    const { reels, pin, recall } = this.parts;
    this.#restsUntilMs.clear();
    if (order === 'resume') return reels.order(reelIds, order);
    for (const id of reelIds) this.#left.delete(id);
    this.#holdAny(reelIds);
    if (order === 'pause') await reels.order(reelIds, order);
    const free = order === 'remove' ? await reels.remove(reelIds) : [];
    // It may have begun again before the order was known.
    this.#holdAny(reelIds);
    await recall(reelIds);
    if (free.length > 0) await pin(free, false);
  }

  /** The browser may have thrown away everything meanwhile: what is no longer here is saved again. */
  async verify(): Promise<void> {
    const { reels, has } = this.parts;
    await reels.restore();
    if (this.#isVerified) return;
    try {
      for (const { reel, state, keys } of reels.records) {
        if (state !== 'saved') continue;
        const here = await Promise.all(keys.map(has));
        if (here.includes(false)) await reels.reopen(reel.id);
      }
      this.#isVerified = true;
    } catch {
      // A store that does not answer has lost nothing: it is asked again next time.
    }
  }

  async #workOff(): Promise<void> {
    const { reels, isHeld, nowMs } = this.parts;
    await reels.restore();
    for (;;) {
      const next = await this.#findNext();
      if (next === undefined || isHeld()) return;
      const abort = new AbortController();
      this.#current = { reelId: next.reel.id, abort };
      const isListed = this.#left.has(next.reel.id);
      const step = isListed ? this.#bringFiles(next.reel, abort.signal) : this.#beginReel(next.reel, abort.signal);
      const problem = await step.then(() => null, problemOf);
      this.#current = undefined;
      if (abort.signal.aborted || problem === null) continue;
      if (problem === 'network') this.#restsUntilMs.set(next.reel.id, nowMs() + networkRestMs);
      await reels.fail(next.reel.id, problem);
    }
  }

  /** The files of all reels are listed before the first of them is brought here: they may have to be handed over. */
  async #findNext(): Promise<SavedRecord | undefined> {
    const saving = this.parts.reels.records.filter(({ state }) => state === 'saving');
    const away = await Promise.all(saving.map(({ reel }) => this.parts.isAway(reel.id)));
    const isResting = ({ reel }: SavedRecord) => (this.#restsUntilMs.get(reel.id) ?? 0) > this.parts.nowMs();
    const ours = saving.filter((one, index) => away[index] === false && !isResting(one));
    const isKnown = ({ reel }: SavedRecord) => this.#left.has(reel.id);
    return ours.find((one) => !isKnown(one) && one.problem === null) ?? ours.find(isKnown) ?? ours[0];
  }

  async #beginReel(reel: SavedReel, signal: AbortSignal): Promise<void> {
    const files = await this.#listFiles(reel, signal);
    await this.parts.reels.begin(
      reel.id,
      files.map(({ key }) => key),
    );
    this.#left.set(reel.id, files);
  }

  async #bringFiles(reel: SavedReel, signal: AbortSignal): Promise<void> {
    const { reels, pin } = this.parts;
    for (const file of this.leftOf(reel.id)) {
      // Handed over meanwhile.
      if (await this.parts.isAway(reel.id)) return;
      signal.throwIfAborted();
      reels.advance(reel.id, await this.#bring(file, signal));
      const left = this.leftOf(reel.id).filter(({ key }) => key !== file.key);
      if (!signal.aborted) this.#left.set(reel.id, left);
    }
    signal.throwIfAborted();
    const keys = reels.find(reel.id)?.keys ?? [];
    const pinned = await pin(keys, true);
    this.#left.delete(reel.id);
    // Removed while its last file was being pinned.
    if (reels.find(reel.id) === undefined) await pin(keys, false);
    else if (pinned.size === keys.length) await reels.finish(reel.id);
  }

  /** Reads manifest and playlists, which it fetches where they are not here. */
  async #listFiles(reel: SavedReel, signal: AbortSignal): Promise<readonly Resource[]> {
    const [identity, choose] = await Promise.all([this.parts.identity(), this.parts.choose()]);
    const texts = new Map<string, string>();
    const source = {
      readText: (url: string) => this.#readText(resourceOf(url, null, identity), signal),
      choose: (manifest: Manifest) => choose(reel.url, manifest),
      withAllCaptions: true,
    };
    const outline = await readOutline(reel, source, texts);
    return filesOfReel(reel, outline, [...texts.keys()], identity);
  }

  async #readText(resource: Resource, signal: AbortSignal): Promise<string> {
    const { read } = this.parts;
    const known = await read(resource.key);
    if (known !== undefined) return known.text();
    await this.#fetch(resource, signal);
    const fetched = await read(resource.key);
    if (fetched === undefined) throw new KeepError(resource.key, 'dropped');
    return fetched.text();
  }

  /** Returns its size. */
  async #bring(resource: Resource, signal: AbortSignal): Promise<number> {
    const { pin, read } = this.parts;
    const { key } = resource;
    if (!(await pin([key], true)).has(key)) {
      await this.#fetch(resource, signal);
      if (!(await pin([key], true)).has(key)) throw new KeepError(key, 'full');
    }
    return (await read(key))?.size ?? 0;
  }

  async #fetch(resource: Resource, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // A player may hold the transfer: nobody waits for that here.
    const stopped = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const outcome = await Promise.race([this.parts.fetch(resource, signal), stopped]);
    if (outcome !== 'stored') throw new KeepError(resource.key, outcome);
  }
}

function problemOf(cause: unknown): SaveProblem {
  if (cause instanceof KeepError) {
    if (cause.outcome === 'dropped') return 'network';
    return cause.outcome === 'unavailable' ? 'storage' : cause.outcome;
  }
  if (cause instanceof NotKeepableError) return 'refused';
  // Not the body alone: the list of what is saved wants room too.
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError') return 'full';
  if (cause instanceof DownloadError) return problemOfDownload(cause);
  return cause instanceof Error && /Playlist|Range/.test(cause.name) ? 'unreadable' : 'storage';
}

/** What trying again does not help. */
function problemOfDownload({ reason, status }: DownloadError): SaveProblem {
  if (reason === 'too-large') return 'refused';
  if (status === 401 || status === 403) return 'refused';
  return status === 404 || status === 410 ? 'unreadable' : 'network';
}
