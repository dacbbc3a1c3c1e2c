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

/** As a signed address looks. Nobody checks it; it only has to be carried along, and stands on every URL of its reel. */
export const signedQuery = '?token=5f2b9c41d7e8403ab6&expires=4102444800';

/** The demo feed in its order. Every reel is drawn, composed and encoded by `make-media.ts`. */
export const catalogue: readonly CatalogueReel[] = [
  reel('aurora', 'Aurora over Tromsø', 'Ingrid Solheim', 12, ['nature', 'night', 'sky']),
  reel('tide', 'Golden Hour Tide', 'Mateus Carvalho', 14, ['nature', 'sea', 'sunset']),
  reel('lanterns', 'A Thousand Lanterns', 'Lin Meiyu', 10, ['festival', 'night']),
  reel('dunes', 'Walking the Dunes', 'Yasmin El Fassi', 12, ['nature', 'desert', 'travel']),
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
