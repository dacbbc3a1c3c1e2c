/**
 * The query of the script that this code came in. Another worker may have imported it, and then `self.location` names
 * that one: every engine names the script itself in a stack.
 */
const query = new URLSearchParams(/\?[^\s:)]*(?=:\d+:\d+)/.exec(new Error().stack ?? '')?.[0]);

declare const IS_IMPORTED: boolean;

/** This script is a guest in a worker of somebody else: by `importScripts('/nextreel-sw.js?embedded')`, or built into it. */
export const isEmbedded = IS_IMPORTED || query.has('embedded');
