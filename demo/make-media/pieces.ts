import type { Piece } from './music';
import { bell, flute, harp, piano } from './synth';

const calm = { padGain: 0.5, notesPerChord: 8, octave: 1, bass: true, weather: null } as const;

/** What is heard with each scene. */
export const pieces = {
  aurora: {
    ...calm,
    chords: [
      [50, 57, 62, 66],
      [47, 54, 62, 66],
      [43, 50, 59, 66],
      [45, 52, 61, 64],
    ],
    melody: [0, null, 2, 3, null, 5, 3, null],
    voice: bell,
    padGain: 0.8,
    weather: { gain: 0.12, lowHz: 200, highHz: 900, swells: 2 },
  },
  tide: {
    ...calm,
    chords: [
      [48, 55, 60, 64],
      [45, 52, 57, 64],
      [41, 48, 57, 60],
      [43, 50, 59, 62],
    ],
    melody: [0, 1, 2, 3, 2, 1, null, null],
    voice: piano,
    weather: { gain: 0.5, lowHz: 90, highHz: 1400, swells: 3 },
  },
  lanterns: {
    ...calm,
    chords: [
      [57, 60, 64],
      [53, 57, 60],
      [48, 55, 64],
      [55, 59, 62],
    ],
    melody: [0, 2, 4, null, 3, 1, null, 2],
    voice: harp,
    octave: 0,
  },
  dunes: {
    ...calm,
    chords: [
      [50, 57, 62],
      [51, 58, 62],
      [50, 57, 60],
      [48, 55, 62],
    ],
    melody: [2, null, null, 1, 2, null, 3, null],
    notesPerChord: 8,
    voice: flute,
    weather: { gain: 0.3, lowHz: 300, highHz: 1100, swells: 2 },
  },
} satisfies Record<string, Piece>;
