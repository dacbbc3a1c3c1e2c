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

/**
 * Called when the script did not load during installation. Rejects if the server fails at present: the worker would lack
 * the script for good. If there is no such file, the next installation would be no different.
 */
export async function requireMp4Answer(besideUrl: string): Promise<void> {
  const { status } = await fetch(new URL(MP4_SCRIPT, besideUrl), { cache: 'no-store' });
  if (status >= 500) throw new Error(`The script for MP4 files was answered with ${status}`);
}
