/** The plain data that a simulated session is made of, and the policy's side of the contract. */

export type Video = {
  readonly chunkMs: number;
  readonly kbps: readonly number[];
  /** sizes[level][chunk] in bytes. */
  readonly sizes: readonly (readonly number[])[];
  /** retention[s] = P(still watching at second s); the entry at the video's length is the share of those who finish. */
  readonly retention: readonly number[];
};

export type Network = { readonly name: string; readonly stepMs: number; readonly kbps: readonly number[] };

/** What one viewer sees, in order, and how long each video is watched. */
export type Viewing = { readonly videos: readonly Video[]; readonly watchMs: readonly number[] };

export type Observation = {
  first: boolean;
  now: number;
  delay: number;
  rebuf: number;
  bytes: number;
  eov: boolean;
  play: number;
  q: [id: number, downloadedChunks: number, playedMs: number, bufferMs: number, lastLevel: number][];
};

export type Decision = [videoId: number, level: number, sleepMs: number];

export type Policy = {
  reset(session: { chunkMs: number; kbps: number[]; queue: number }): void;
  video(v: { id: number; sizes: number[][]; retention: number[] }): void;
  decide(o: Observation): Decision;
};

/** A policy that cheats is made for one viewing and one network; an honest one ignores both. */
export type PolicyMaker = (viewing: Viewing, network: Network) => Policy;

export type Outcome = {
  readonly score: number;
  /** The same with switching penalties as the first and the last version of the challenge's code count them (`rules.ts`). */
  readonly scoreByFirstRules: number;
  readonly scoreByLastRules: number;
  readonly quality: number;
  readonly switching: number;
  readonly stallSeconds: number;
  readonly stalls: number;
  readonly bytes: number;
  readonly wastedBytes: number;
  /** Mean over the swipes: how long the next video's first chunk kept the viewer waiting. */
  readonly swipeDelayMs: number;
  readonly decisions: number;
  readonly endMs: number;
};
