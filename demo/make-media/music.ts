import { seededRandom } from './noise';
import { pad, sampleRate, Tape, type Voice } from './synth';

/** Wind, waves, rain or fire: filtered noise that swells and fades. */
export type Weather = {
  readonly gain: number;
  readonly lowHz: number;
  readonly highHz: number;
  /** How often it swells over the whole reel. Whole numbers loop seamlessly. */
  readonly swells: number;
  /** Single crackles or drops per second. */
  readonly crackles?: number;
};

export type Piece = {
  /** Chords of equal duration. Notes are MIDI numbers. */
  readonly chords: readonly (readonly number[])[];
  readonly padGain: number;
  /** The melody as indexes into the chord's notes. Indexes beyond the chord are an octave higher; null is a rest. */
  readonly melody: readonly (number | null)[];
  readonly notesPerChord: number;
  readonly voice: Voice;
  readonly octave: number;
  readonly bass: boolean;
  readonly weather: Weather | null;
};

export function perform(piece: Piece, seconds: number): Tape {
  const tape = new Tape(seconds);
  const chordSeconds = seconds / piece.chords.length;
  for (const [index, chord] of piece.chords.entries()) {
    const atSeconds = index * chordSeconds;
    for (const [place, note] of chord.entries()) {
      play(tape, pad, note, atSeconds, chordSeconds, piece.padGain, (place / chord.length) * 1.2 - 0.5);
    }
    if (piece.bass) play(tape, pad, (chord[0] ?? 48) - 12, atSeconds, chordSeconds, piece.padGain * 1.3, 0);
    const step = chordSeconds / piece.notesPerChord;
    for (let beat = 0; beat < piece.notesPerChord; beat++) {
      const place = piece.melody[(index * piece.notesPerChord + beat) % piece.melody.length];
      if (place === null || place === undefined) continue;
      const note = (chord[place % chord.length] ?? 60) + 12 * (Math.floor(place / chord.length) + piece.octave);
      const gain = beat === 0 ? 0.8 : 0.55 + 0.15 * ((beat * 7) % 3);
      play(tape, piece.voice, note, atSeconds + beat * step, step, gain * 0.7, Math.sin(beat * 2.4 + index) * 0.45);
    }
  }
  reverberate(tape);
  if (piece.weather !== null) addWeather(tape, piece.weather);
  return tape;
}

function play(
  tape: Tape,
  voice: Voice,
  note: number,
  atSeconds: number,
  heldSeconds: number,
  gain: number,
  pan: number,
): void {
  const { lengthSeconds, sound } = voice(note, heldSeconds);
  tape.add(atSeconds, Math.min(lengthSeconds, tape.seconds), pan, (s) => gain * sound(s));
}

/** Adds reverb with four comb filters per side. Runs twice over the tape, so that the end rings into the beginning. */
function reverberate(tape: Tape): void {
  const sides = [
    { samples: tape.left, delays: [1687, 1931, 2053, 2251] },
    { samples: tape.right, delays: [1741, 1877, 2113, 2297] },
  ];
  for (const { samples, delays } of sides) {
    const wet = new Float32Array(samples.length);
    for (const delay of delays) {
      const line = new Float32Array(delay);
      let damped = 0;
      for (let index = 0; index < samples.length * 2; index++) {
        const at = index % delay;
        const echo = line[at] ?? 0;
        damped += 0.42 * (echo - damped);
        const sample = index % samples.length;
        line[at] = (samples[sample] ?? 0) + damped * 0.83;
        if (index >= samples.length) wet[sample] = (wet[sample] ?? 0) + echo * 0.11;
      }
    }
    for (let index = 0; index < samples.length; index++) {
      samples[index] = 0.8 * (samples[index] ?? 0) + (wet[index] ?? 0);
    }
  }
}

function addWeather(tape: Tape, { gain, lowHz, highHz, swells, crackles = 0 }: Weather): void {
  for (const [side, samples] of [tape.left, tape.right].entries()) {
    const random = seededRandom(97 + side);
    let low = 0;
    let high = 0;
    const alphaLow = 1 - Math.exp((-2 * Math.PI * highHz) / sampleRate);
    const alphaHigh = 1 - Math.exp((-2 * Math.PI * lowHz) / sampleRate);
    for (let index = 0; index < samples.length; index++) {
      low += alphaLow * (random() * 2 - 1 - low);
      high += alphaHigh * (low - high);
      const turn = (index / samples.length) * 2 * Math.PI * swells;
      const swell = 0.55 + 0.45 * Math.sin(turn - 1.2 + side * 0.4);
      samples[index] = (samples[index] ?? 0) + gain * swell * (low - high);
    }
  }
  const random = seededRandom(131);
  for (let count = Math.round(crackles * tape.seconds); count > 0; count--) {
    const pitch = 700 + 2600 * random();
    const loud = gain * (0.2 + 0.8 * random() ** 3);
    tape.add(random() * tape.seconds, 0.05, random() * 1.6 - 0.8, (s) => {
      return loud * Math.sin(2 * Math.PI * pitch * s * (1 - 4 * s)) * Math.exp(-s * 130);
    });
  }
}
