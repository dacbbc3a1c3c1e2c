/**
 * The types of `nextreel/worker`, a script that is imported for its side effects. Import it first in your own service
 * worker, before anything that listens for `fetch`. It answers requests for the feed's media and ignores all others.
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- it is imported for what it does, and exports nothing
export {};
