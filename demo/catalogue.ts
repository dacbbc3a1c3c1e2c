/** A reel as listed in the feed. `src` and `poster` are paths below an origin. */
export type CatalogueReel = {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly src: string;
  readonly poster: string;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
  /** Set for an encrypted reel whose keys may be saved with it. */
  readonly offline?: { readonly keys: true };
};

/** The query of a signed URL. It is on every URL of its reel and has to be passed on; no origin checks it. */
export const signedQuery = '?token=5f2b9c41d7e8403ab6&expires=4102444800';

/** The demo feed in order. Every reel is drawn, composed and encoded by `make-media.ts`. */
export const catalogue: readonly CatalogueReel[] = [
  reel('aurora', 'Aurora over Tromsø', 'Ingrid Solheim', 12, ['nature', 'night', 'sky']),
  reel('tide', 'Golden Hour Tide', 'Mateus Carvalho', 14, ['nature', 'sea', 'sunset']),
  reel('lanterns', 'A Thousand Lanterns', 'Lin Meiyu', 10, ['festival', 'night']),
  reel('dunes', 'Walking the Dunes', 'Yasmin El Fassi', 12, ['nature', 'desert', 'travel']),
  reel('koi', 'Six Koi', 'Haruto Ishida', 12, ['animals', 'water', 'calm']),
  reel('rain', 'Rain on the Window', 'Clara Lindqvist', 8, ['city', 'night', 'calm']),
  reel('jellyfish', 'Jellyfish Drift', 'Tavita Leota', 15, ['animals', 'sea'], 'video.mp4'),
  reel('kaleidoscope', 'Paper Kaleidoscope', 'Amara Okafor', 10, ['art', 'colour']),
  reel('lighthouse', 'The Keeper', 'Jonas Hinrichs', 24, ['story', 'sea', 'night']),
  { ...reel('train', 'Night Train Home', 'Priya Raman', 20, ['city', 'night', 'travel']), offline: { keys: true } },
  reel('ink', 'Ink in Water', 'Sofia Marchetti', 9, ['art', 'calm'], `main.m3u8${signedQuery}`),
  reel('campfire', 'Last Ember', 'Dakota Whitehorse', 6, ['nature', 'night']),
  reel('balloons', 'Balloons at Dawn', 'Elif Aydın', 10, ['travel', 'sky'], 'video.mp4'),
  reel('saturn', 'Ninety Seconds of Saturn', 'Noah Adeyemi', 90, ['space', 'calm']),
];

function reel(
  id: string,
  title: string,
  author: string,
  durationSeconds: number,
  tags: readonly string[],
  file = 'main.m3u8',
): CatalogueReel {
  return { id, title, author, src: `${id}/${file}`, poster: `${id}/poster.webp`, durationSeconds, tags };
}
