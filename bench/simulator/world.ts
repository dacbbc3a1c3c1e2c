/** The plain data of a simulated session, and the contract of a policy. */

export type Video = {
  readonly chunkMs: number;
  readonly kbps: readonly number[];
  /** sizes[level][chunk] in bytes. */
  readonly sizes: readonly (readonly number[])[];
  /** retention[s] = P(still watching at second s); the entry at the video's length is the share of those who finish. */
  readonly retention: readonly number[];
};

export type Network = { readonly name: string; readonly stepMs: number; readonly kbps: readonly number[] };

/** The videos that one viewer sees, in order, and how long each is watched. */
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

/** Creates the policy for one scenario. An oracle uses the viewing and the network; a candidate policy ignores both. */
export type PolicyMaker = (viewing: Viewing, network: Network) => Policy;

export type Outcome = {
  readonly score: number;
  /**
   * The score with switching penalties as the first and the last version of the challenge's code count them
   * (`rules.ts`).
   */
  readonly scoreByFirstRules: number;
  readonly scoreByLastRules: number;
  readonly quality: number;
  readonly switching: number;
  readonly stallSeconds: number;
  readonly stalls: number;
  readonly bytes: number;
  readonly wastedBytes: number;
  /** How long the viewer waits for the next video's first chunk, as a mean over the swipes. */
  readonly swipeDelayMs: number;
  readonly decisions: number;
  readonly endMs: number;
};
