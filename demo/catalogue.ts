/** A reel as it stands in the feed; `src` and `poster` are paths below an origin. */
export type CatalogueReel = {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly src: string;
  readonly poster: string;
  readonly durationSeconds: number;
  readonly tags: readonly string[];
};

type Card = Omit<CatalogueReel, 'src' | 'poster'> & { readonly file?: string };

function reel({ file = 'main.m3u8', ...card }: Card): CatalogueReel {
  return { ...card, src: `${card.id}/${file}`, poster: `${card.id}/poster.webp` };
}

/** The demo feed in its order. Every reel is drawn and encoded by `make-media.ts`. */
export const catalogue: readonly CatalogueReel[] = [
  reel({
    id: 'aurora',
    title: 'Aurora over Tromsø',
    author: 'Ingrid Solheim',
    durationSeconds: 12,
    tags: ['nature', 'night', 'sky'],
  }),
  reel({
    id: 'tide',
    title: 'Golden Hour Tide',
    author: 'Mateus Carvalho',
    durationSeconds: 14,
    tags: ['nature', 'sea', 'sunset'],
  }),
  reel({
    id: 'lanterns',
    title: 'A Thousand Lanterns',
    author: 'Lin Meiyu',
    durationSeconds: 10,
    tags: ['festival', 'night'],
  }),
  reel({
    id: 'dunes',
    title: 'Walking the Dunes',
    author: 'Yasmin El Fassi',
    durationSeconds: 12,
    tags: ['nature', 'desert', 'travel'],
  }),
];
