/**
 * The types of `nextreel/worker`: a worker's script that is imported for what it does, as the first line of a team's own
 * worker, before anything that listens for `fetch`. It answers for media of the feed and leaves everything else alone.
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- it is imported for what it does, and exports nothing
export {};
