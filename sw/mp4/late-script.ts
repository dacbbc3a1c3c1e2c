import type { Mp4Script } from './on-demand.ts';

declare const self: ServiceWorkerGlobalScope;
declare const MP4_SCRIPT: string;
declare const nextreelMp4: Mp4Script;

/**
 * Imports the MP4 script, which is beside the worker's own. Called during installation and again for the first MP4 reel:
 * later, and offline, a worker may import only scripts that it has imported while it was being installed.
 */
export function loadMp4Script(besideUrl: string): Mp4Script {
  self.importScripts(new URL(MP4_SCRIPT, besideUrl).href);
  return nextreelMp4;
}

type WorkerFacts = {
  readonly isEmbedded: boolean;
  /** Returns the origins that the worker may not fetch from. */
  readonly forbiddenAmong: (origins: readonly string[]) => Promise<readonly string[]>;
};

/**
 * Makes the browser store the script with the worker. Rejects if the server fails at present, so that the browser
 * installs the worker again: one installed without the script never gets it. A site's own worker must not fail for that.
 */
export async function keepMp4Script(
  mp4: { keepScript(): boolean },
  besideUrl: string,
  { isEmbedded, forbiddenAmong }: WorkerFacts,
): Promise<void> {
  if (mp4.keepScript() || isEmbedded || (await forbiddenAmong([self.location.origin])).length > 0) return;
  // A missing or forbidden file would be no different next time.
  const { status } = await fetch(new URL(MP4_SCRIPT, besideUrl), { cache: 'no-store' });
  if (status >= 500) throw new Error(`The script for MP4 files could not be loaded: status ${status}`);
}
