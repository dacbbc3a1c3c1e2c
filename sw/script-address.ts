/**
 * The query of the script that contains this code. If another worker imported it, `self.location` is that worker's URL,
 * so the script's own URL is taken from a stack trace, where every engine gives it.
 */
const query = new URLSearchParams(/\?[^\s:)]*(?=:\d+:\d+)/.exec(new Error().stack ?? '')?.[0]);

declare const IS_IMPORTED: boolean;

/** Whether this script runs in another worker: by `importScripts('/nextreel-sw.js?embedded')`, or bundled into it. */
export const isEmbedded = IS_IMPORTED || query.has('embedded');
