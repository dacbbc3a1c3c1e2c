/**
 * The URL of the script that contains this code. If another worker imported it, `self.location` is that worker's URL, so
 * it is taken from a stack trace, where every engine gives it.
 */
const address = /https?:[^\s()]+?(?=:\d+:\d+)/.exec(new Error().stack ?? '')?.[0];
const query = new URLSearchParams(/\?.*/.exec(address ?? '')?.[0]);

declare const self: ServiceWorkerGlobalScope;
declare const IS_IMPORTED: boolean;

/** Whether this script runs in another worker: by `importScripts('/nextreel-sw.js?embedded')`, or bundled into it. */
export const isEmbedded = IS_IMPORTED || query.has('embedded');

/** Returns the URL of this script. Bundled into another one it is that one's. */
export function ownUrl(): string {
  return (IS_IMPORTED ? undefined : address) ?? self.location.href;
}
