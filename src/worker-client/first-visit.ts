import { mp4Playlist, readMp4Address } from '../shared/mp4-address.ts';
import { workers } from './workers.ts';

/** A file, or the part of one, that the page loaded. */
export type LoadedFile = {
  readonly url: string;
  /** Null for all of it. */
  readonly range: { readonly firstByte: number; readonly lastByte: number } | null;
};

export type FirstVisitOptions = {
  /** Whether the viewer has not asked to save data. */
  readonly isAllowed: () => boolean;
  /** Whether no reel needs the network now. */
  readonly maySpend: () => boolean;
  readonly wait: (delayMs: number) => Promise<void>;
};

const pauseMs = 500;
/** The longest that all of this waits for a free line: a viewer who swipes fast never leaves it a quiet moment. */
const patienceMs = 3000;

/**
 * The first visit's worker comes when the first reel plays already. What was loaded before is asked for once more as
 * soon as a worker answers, so that it is kept like everything after it: one visit is enough to come back without a
 * network. It is in the browser's own cache; a free line is waited for since some of it may have gone from there.
 */
export class FirstVisit {
  readonly #options: FirstVisitOptions;
  readonly #files = new Map<string, LoadedFile>();
  #isOver: boolean;

  constructor(options: FirstVisitOptions) {
    this.#options = options;
    const container = workers();
    this.#isOver = container?.controller !== null;
    if (this.#isOver) return;
    container?.addEventListener('controllerchange', () => void this.#repeat(), { once: true });
  }

  /** No worker has answered for this file. */
  noteLoaded(file: LoadedFile): void {
    if (!this.#isOver) this.#files.set(JSON.stringify(file), file);
  }

  async #repeat(): Promise<void> {
    const { isAllowed, maySpend, wait } = this.#options;
    let waitedMs = 0;
    // What was under way when the worker came is added meanwhile.
    for (const file of this.#files.values()) {
      while (!isAllowed() || (!maySpend() && waitedMs < patienceMs)) {
        await wait(pauseMs);
        if (isAllowed()) waitedMs += pauseMs;
      }
      // Without it the reel begins with what is kept of it.
      await bring(file).catch(() => undefined);
    }
    this.#isOver = true;
    this.#files.clear();
  }
}

async function bring({ url, range }: LoadedFile): Promise<void> {
  const headers = range === null ? {} : { range: `bytes=${range.firstByte}-${range.lastByte}` };
  // The browser keeps what it has loaded a moment ago: nothing has to cross the network again.
  const response = await fetch(url, { headers, cache: 'force-cache' });
  // Read to its end: what is given up is not kept.
  const body = await response.blob();
  if (!response.ok || readMp4Address(url)?.piece !== mp4Playlist) return;
  for (const piece of piecesOf(await body.text())) await bring({ url: new URL(piece, url).href, range: null });
}

/** Pieces of an MP4 file, by the playlist that the worker makes of it. */
function piecesOf(playlist: string): string[] {
  const lines = playlist.split('\n');
  return lines.flatMap((line) =>
    line.startsWith('#') ? (/^#EXT-X-MAP:URI="([^"]+)"/.exec(line)?.[1] ?? []) : line || [],
  );
}
