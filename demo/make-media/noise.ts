/** A seeded random source, so that every run produces the same media. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const tableSize = 4096;
const table = Float32Array.from({ length: tableSize }, seededRandom(7));

function lattice(x: number, y: number, z: number): number {
  const hash = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(z, 1_274_126_177);
  return table[((hash ^ (hash >>> 13)) >>> 4) & (tableSize - 1)] ?? 0;
}

/** Smooth value noise, 0 to 1. */
export function noise(x: number, y: number, z = 0): number {
  const zi = Math.floor(z);
  const share = z - zi;
  return share === 0 ? plane(x, y, zi) : mix(plane(x, y, zi), plane(x, y, zi + 1), smooth(share));
}

function plane(x: number, y: number, zi: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const sx = smooth(x - xi);
  const top = mix(lattice(xi, yi, zi), lattice(xi + 1, yi, zi), sx);
  const bottom = mix(lattice(xi, yi + 1, zi), lattice(xi + 1, yi + 1, zi), sx);
  return mix(top, bottom, smooth(y - yi));
}

/** Several octaves of noise, 0 to 1. */
export function fbm(x: number, y: number, z: number, octaves: number): number {
  let sum = 0;
  let gain = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += gain * noise(x * scale + octave * 17.3, y * scale - octave * 9.1, z * scale);
    gain *= 0.5;
    scale *= 2;
  }
  return sum / (1 - 0.5 ** octaves);
}

export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** Smooth step: 0 below `from`, 1 above `to`. */
export function ramp(from: number, to: number, value: number): number {
  return smooth(Math.min(1, Math.max(0, (value - from) / (to - from))));
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
