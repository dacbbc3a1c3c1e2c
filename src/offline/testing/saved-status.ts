import type { SavedStatus } from '../../shared/saved.ts';

/** A reel of which a quarter is saved. */
export const status: SavedStatus = {
  reel: {
    id: 'a',
    url: 'https://a.example/a.m3u8',
    format: 'hls',
    poster: null,
    durationSeconds: 4,
    tags: [],
    title: '',
    author: '',
  },
  state: 'saving',
  problem: null,
  update: 'none',
  doneFiles: 3,
  totalFiles: 12,
  bytes: 1_234_567,
};
