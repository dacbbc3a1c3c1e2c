import { seededRandom } from './noise';

export const sampleRate = 48_000;

/**
 * A circular stereo tape: sound that rings on past the end continues at the beginning, so that a reel loops seamlessly.
 */
export class Tape {
  readonly left: Float32Array;
  readonly right: Float32Array;

  constructor(readonly seconds: number) {
    this.left = new Float32Array(Math.round(seconds * sampleRate));
    this.right = new Float32Array(this.left.length);
  }

  /** Adds a sound. `pan` goes from -1 (left) to 1 (right). */
  add(atSeconds: number, lengthSeconds: number, pan: number, sound: (seconds: number) => number): void {
    const start = Math.round(atSeconds * sampleRate);
    const length = Math.round(lengthSeconds * sampleRate);
    const leftGain = Math.cos(((pan + 1) * Math.PI) / 4);
    const rightGain = Math.sin(((pan + 1) * Math.PI) / 4);
    for (let index = 0; index < length; index++) {
      const value = sound(index / sampleRate);
      const at = (start + index) % this.left.length;
      this.left[at] = (this.left[at] ?? 0) + value * leftGain;
      this.right[at] = (this.right[at] ?? 0) + value * rightGain;
    }
  }

  /** Returns interleaved 16-bit samples, normalised to `peak`, where 1 is full scale. */
  toBytes(peak: number): Buffer {
    const loudest = Math.max(loudestOf(this.left), loudestOf(this.right), 1e-6);
    const bytes = Buffer.alloc(this.left.length * 4);
    for (let index = 0; index < this.left.length; index++) {
      bytes.writeInt16LE(Math.round(((this.left[index] ?? 0) / loudest) * peak * 32_767), index * 4);
      bytes.writeInt16LE(Math.round(((this.right[index] ?? 0) / loudest) * peak * 32_767), index * 4 + 2);
    }
    return bytes;
  }
}

function loudestOf(samples: Float32Array): number {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  return loudest;
}

export function hertz(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

/** Makes a note of an instrument. `sound` returns the sample at a time in seconds since the note began. */
export type Voice = (note: number, lengthSeconds: number) => { lengthSeconds: number; sound: (s: number) => number };

const tau = 2 * Math.PI;

/** Strings that swell and fade. */
export const pad: Voice = (note, held) => {
  const pitch = hertz(note);
  const lengthSeconds = held + 1.6;
  return {
    lengthSeconds,
    sound: (s) => {
      const swell = Math.min(1, s / 0.7) * Math.min(1, (lengthSeconds - s) / 1.8);
      let sum = 0;
      for (const detune of [0.9975, 1, 1.0028]) {
        const turn = tau * pitch * detune * s;
        sum += Math.sin(turn) + 0.34 * Math.sin(2 * turn + 1) + 0.13 * Math.sin(3 * turn + 2);
      }
      return 0.12 * sum * swell * swell;
    },
  };
};

/** Felt piano: the higher partials die first. */
export const piano: Voice = (note) => {
  const pitch = hertz(note);
  return {
    lengthSeconds: 2.6,
    sound: (s) => {
      let sum = 0;
      for (let partial = 1; partial <= 6; partial++) {
        const stretched = partial * pitch * (1 + 0.0004 * partial * partial);
        sum += (Math.sin(tau * stretched * s) * Math.exp(-s * (1.2 + partial * 1.1))) / partial ** 1.7;
      }
      return 0.4 * sum * Math.min(1, s / 0.006) * Math.min(1, (2.6 - s) / 0.3);
    },
  };
};

/** A music box. */
export const bell: Voice = (note) => {
  const pitch = hertz(note);
  return {
    lengthSeconds: 2.4,
    sound: (s) => {
      const shimmer = 1.6 * Math.exp(-s * 5) * Math.sin(tau * pitch * 3.51 * s);
      const tone = Math.sin(tau * pitch * s + shimmer) * Math.exp(-s * 2.6);
      return 0.3 * tone * Math.min(1, s / 0.003) * Math.min(1, (2.4 - s) / 0.3);
    },
  };
};

/** A plucked string (Karplus-Strong synthesis). */
export const harp: Voice = (note) => {
  const random = seededRandom(note);
  const period = Math.max(2, Math.round(sampleRate / hertz(note)));
  const string = Float32Array.from({ length: period }, () => random() - 0.5);
  for (let pass = 0; pass < 3; pass++) soften(string);
  let at = 0;
  return {
    lengthSeconds: 2.2,
    sound: (s) => {
      const value = string[at] ?? 0;
      const next = (at + 1) % period;
      string[at] = 0.498 * (value + (string[next] ?? 0));
      at = next;
      return 1.1 * value * Math.min(1, (2.2 - s) / 0.4);
    },
  };
};

function soften(string: Float32Array): void {
  for (let index = 0; index < string.length; index++) {
    string[index] = 0.5 * ((string[index] ?? 0) + (string[(index + 1) % string.length] ?? 0));
  }
}

/** A breathy flute. */
export const flute: Voice = (note, held) => {
  const pitch = hertz(note);
  const lengthSeconds = held + 0.5;
  return {
    lengthSeconds,
    sound: (s) => {
      const vibrato = 0.004 * Math.sin(tau * 5.1 * s) * Math.min(1, s / 0.4);
      const turn = tau * pitch * s + vibrato * 40;
      const breath = Math.min(1, s / 0.12) * Math.min(1, (lengthSeconds - s) / 0.45);
      return 0.26 * (Math.sin(turn) + 0.22 * Math.sin(2 * turn) + 0.05 * Math.sin(3 * turn)) * breath;
    },
  };
};
