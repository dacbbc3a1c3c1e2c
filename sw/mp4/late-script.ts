import type { Mp4Script } from './on-demand.ts';

declare const self: ServiceWorkerGlobalScope;
declare const MP4_SCRIPT: string;
declare const nextreelMp4: Mp4Script;

/**
 * Imports the MP4 script. Called during installation and again for the first MP4 reel: later, and offline, a worker may
 * import only scripts that it has imported while it was being installed.
 */
export function loadMp4Script(): Mp4Script {
  self.importScripts(MP4_SCRIPT);
  return nextreelMp4;
}
