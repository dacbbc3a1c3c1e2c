import type { Piece } from './music';
import { bell, flute, harp, piano } from './synth';

const calm = { padGain: 0.5, notesPerChord: 8, octave: 1, bass: true, weather: null } as const;

const aurora: Piece = {
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
};

const tide: Piece = {
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
};

const lanterns: Piece = {
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
};

const dunes: Piece = {
  ...calm,
  chords: [
    [50, 57, 62],
    [51, 58, 62],
    [50, 57, 60],
    [48, 55, 62],
  ],
  melody: [2, null, null, 1, 2, null, 3, null],
  voice: flute,
  weather: { gain: 0.3, lowHz: 300, highHz: 1100, swells: 2 },
};

const koi: Piece = {
  ...calm,
  chords: [
    [55, 59, 62, 64],
    [52, 57, 59, 62],
    [50, 55, 59, 62],
    [52, 55, 59, 64],
  ],
  melody: [0, 2, null, 3, 1, null, 4, null],
  voice: harp,
  weather: { gain: 0.1, lowHz: 400, highHz: 2000, swells: 1, crackles: 3 },
};

const rain: Piece = {
  ...calm,
  chords: [
    [46, 53, 57, 62],
    [43, 50, 58, 62],
    [48, 55, 58, 64],
    [41, 53, 57, 60],
  ],
  melody: [3, null, 1, null, 2, null, null, 0],
  voice: piano,
  weather: { gain: 0.4, lowHz: 700, highHz: 5000, swells: 1, crackles: 26 },
};

const kaleidoscope: Piece = {
  ...calm,
  chords: [
    [60, 64, 67],
    [57, 60, 64],
    [62, 65, 69],
    [55, 59, 65],
  ],
  melody: [0, 1, 2, 3, 4, 3, 2, 1],
  notesPerChord: 12,
  voice: bell,
  padGain: 0.3,
  octave: 0,
};

/** The tune for the lighthouse. A second arrangement makes the German sound distinguishable. */
const lighthouse: Piece = {
  ...calm,
  chords: [
    [45, 52, 60, 64],
    [41, 53, 57, 64],
    [48, 55, 60, 67],
    [43, 50, 59, 67],
    [45, 52, 60, 64],
    [50, 53, 57, 65],
    [40, 52, 56, 59],
    [45, 52, 57, 64],
  ],
  melody: [0, 2, 3, 2, 5, 3, 2, null],
  voice: piano,
  weather: { gain: 0.4, lowHz: 80, highHz: 900, swells: 4 },
};

const lighthouseGerman: Piece = { ...lighthouse, voice: bell, melody: [3, null, 2, 5, null, 3, 2, 0] };

const train: Piece = {
  ...calm,
  chords: [
    [43, 50, 58, 62],
    [39, 51, 55, 62],
    [46, 53, 58, 65],
    [41, 53, 57, 60],
  ],
  melody: [0, 3, 2, 3, 1, 3, 2, 3],
  notesPerChord: 16,
  voice: piano,
  padGain: 0.6,
  weather: { gain: 0.3, lowHz: 60, highHz: 500, swells: 20 },
};

const saturn: Piece = {
  ...calm,
  chords: [
    [36, 48, 55, 62],
    [40, 47, 55, 64],
    [33, 48, 52, 64],
    [38, 50, 57, 65],
    [41, 48, 55, 64],
    [36, 48, 55, 59],
    [38, 45, 57, 62],
    [43, 50, 55, 62],
  ],
  melody: [3, null, null, 2, null, 5, null, null, 4, null, null, null],
  notesPerChord: 12,
  voice: bell,
  padGain: 1,
};

const campfire: Piece = {
  ...calm,
  chords: [
    [52, 55, 59, 64],
    [48, 55, 60, 64],
  ],
  melody: [0, 2, 3, 1, 4, 3, 2, 1],
  voice: harp,
  octave: 0,
  weather: { gain: 0.35, lowHz: 120, highHz: 1800, swells: 2, crackles: 9 },
};

const jellyfish: Piece = {
  ...calm,
  chords: [
    [49, 56, 61, 65],
    [46, 53, 61, 65],
    [42, 54, 58, 65],
    [44, 51, 60, 63],
  ],
  melody: [null, 2, null, 3, null, 5, null, 4],
  voice: flute,
  padGain: 0.9,
  weather: { gain: 0.2, lowHz: 60, highHz: 400, swells: 2 },
};

const balloons: Piece = {
  ...calm,
  chords: [
    [53, 57, 60, 65],
    [50, 57, 62, 65],
    [46, 53, 58, 62],
    [48, 55, 58, 64],
  ],
  melody: [0, 1, 2, 5, 3, 2, 4, null],
  voice: flute,
};

const ink: Piece = {
  ...calm,
  chords: [
    [47, 54, 59, 61],
    [45, 52, 57, 61],
    [43, 50, 57, 62],
  ],
  melody: [0, null, 3, null, null, 5, null, 2],
  voice: piano,
  padGain: 0.7,
};

/** The music of each scene. */
export const pieces = {
  aurora,
  tide,
  lanterns,
  dunes,
  koi,
  rain,
  kaleidoscope,
  lighthouse,
  lighthouseGerman,
  train,
  saturn,
  campfire,
  jellyfish,
  balloons,
  ink,
};
