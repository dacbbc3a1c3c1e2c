import type { Piece } from './music';
import { pieces } from './pieces';
import type { Layout } from './playlists';
import type { Scene } from './scene';
import { aurora } from './scenes/aurora';
import { dunes } from './scenes/dunes';
import { lanterns } from './scenes/lanterns';
import { tide } from './scenes/tide';

/** How a reel is made and delivered. */
export type Recipe = {
  readonly scene: Scene;
  readonly piece: Piece;
  readonly layout?: Layout;
};

export const recipes: Readonly<Record<string, Recipe>> = {
  aurora: { scene: aurora, piece: pieces.aurora },
  tide: { scene: tide, piece: pieces.tide },
  lanterns: { scene: lanterns, piece: pieces.lanterns },
  dunes: { scene: dunes, piece: pieces.dunes },
};
