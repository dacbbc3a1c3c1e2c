/** A sample as the file's index describes it. Times are in the track's timescale. */
export type IndexedSample = {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly decodeTime: number;
  readonly compositionTime: number;
  readonly duration: number;
  readonly isSync: boolean;
};

/** One entry of an edit list. A media time of -1 means a pause. */
export type Edit = { readonly durationSeconds: number; readonly mediaTime: number; readonly rate: number };

export type IndexedTrack = {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  /** In decode order. */
  readonly samples: readonly IndexedSample[];
  readonly edits: readonly Edit[];
};

/** A sample with its times in playback, which starts at 0. */
export type Sample = {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly decodeTime: number;
  readonly presentationTime: number;
  readonly duration: number;
  readonly isSync: boolean;
};

export type Track = Omit<IndexedTrack, 'samples' | 'edits'> & { readonly samples: readonly Sample[] };
