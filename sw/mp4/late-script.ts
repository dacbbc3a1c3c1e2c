import type { Mp4Script } from './on-demand.ts';

declare const self: ServiceWorkerGlobalScope;
declare const MP4_SCRIPT: string;
declare const nextreelMp4: Mp4Script;

/**
 * A worker may import later, and without a network, only what it has imported while it was installed: so it is called
 * then, and again when an MP4 reel comes.
 */
export function loadMp4Script(): Mp4Script {
  self.importScripts(MP4_SCRIPT);
  return nextreelMp4;
}
