/** Subtitles: start and end in seconds, and the text. */
export type Words = readonly (readonly [from: number, to: number, line: string])[];

export const english: Words = [
  [0.5, 4.5, 'Every night at dusk she climbs the stairs.'],
  [5, 9, 'One hundred and twelve steps, and a lamp to light.'],
  [9.5, 14, 'Out there someone counts the seconds between the beams.'],
  [14.5, 19, 'They will never meet, and yet they know each other.'],
  [19.5, 23.5, 'Good night, ship. Good night, light.'],
];

export const german: Words = [
  [0.5, 4.5, 'Jeden Abend steigt sie die Treppe hinauf.'],
  [5, 9, 'Hundertzwölf Stufen, und eine Lampe will brennen.'],
  [9.5, 14, 'Dort draußen zählt jemand die Sekunden zwischen den Strahlen.'],
  [14.5, 19, 'Sie werden sich nie begegnen und kennen sich doch.'],
  [19.5, 23.5, 'Gute Nacht, Schiff. Gute Nacht, Licht.'],
];

export function formatWebVtt(words: Words): string {
  const cues = words.map(([from, to, line]) => `${timestamp(from)} --> ${timestamp(to)}\n${line}\n`);
  return ['WEBVTT\n', ...cues].join('\n');
}

function timestamp(seconds: number): string {
  return `00:00:${seconds.toFixed(3).padStart(6, '0')}`;
}
