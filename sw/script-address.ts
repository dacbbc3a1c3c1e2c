/**
 * The query of the script that this code came in. Another worker may have imported it, and then `self.location` names
 * that one: every engine names the script itself in a stack.
 */
const query = new URLSearchParams(/\?[^\s:)]*(?=:\d+:\d+)/.exec(new Error().stack ?? '')?.[0]);

/** `importScripts('/nextreel-sw.js?embedded')`: this script is a guest in a worker of somebody else. */
export const isEmbedded = query.has('embedded');
