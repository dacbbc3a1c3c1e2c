import type { Presentation, Serving } from '../presentation.ts';

/** How to make a presentation. */
export type Recipe = {
  readonly name: string;
  /** The file to open, relative to the presentation's folder; it may have a query. */
  readonly file: string;
  readonly serving?: Serving;
  readonly onlineBecause?: string;
  readonly trueSeconds?: number;
  readonly make: (folder: string) => Promise<void>;
};

export function presentationOf(recipe: Recipe): Presentation {
  const { name, file, serving = 'plain', onlineBecause = null, trueSeconds = null } = recipe;
  const format = file.includes('.m3u8') ? 'hls' : 'mp4';
  return { name, format, path: `${name}/${file}`, serving, onlineBecause, trueSeconds };
}
