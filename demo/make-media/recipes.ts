import { signedQuery } from '../catalogue';
import type { Piece } from './music';
import { pieces } from './pieces';
import type { Layout } from './playlists';
import type { Scene } from './scene';
import { aurora } from './scenes/aurora';
import { balloons } from './scenes/balloons';
import { campfire } from './scenes/campfire';
import { dunes } from './scenes/dunes';
import { ink } from './scenes/ink';
import { jellyfish } from './scenes/jellyfish';
import { kaleidoscope } from './scenes/kaleidoscope';
import { koi } from './scenes/koi';
import { lanterns } from './scenes/lanterns';
import { lighthouse } from './scenes/lighthouse';
import { rain } from './scenes/rain';
import { saturn } from './scenes/saturn';
import { tide } from './scenes/tide';
import { train } from './scenes/train';
import { english, german, type Words } from './words';

export type Language = {
  readonly code: string;
  readonly name: string;
  readonly piece: Piece;
  readonly words: Words;
};

/** How a reel is stored on the origin. */
export type Delivery =
  | { readonly kind: 'hls'; readonly layout?: Layout; readonly withVp9?: boolean }
  /** Sound and subtitles are separate groups with a playlist for each language. */
  | { readonly kind: 'hls-languages'; readonly languages: readonly Language[] }
  /** One plain MP4 whose index comes first or last. */
  | { readonly kind: 'mp4'; readonly indexFirst: boolean };

export type Recipe = { readonly scene: Scene; readonly piece: Piece; readonly delivery: Delivery };

const hls: Delivery = { kind: 'hls' };

export const recipes: Readonly<Record<string, Recipe>> = {
  aurora: { scene: aurora, piece: pieces.aurora, delivery: hls },
  tide: { scene: tide, piece: pieces.tide, delivery: hls },
  lanterns: { scene: lanterns, piece: pieces.lanterns, delivery: hls },
  dunes: { scene: dunes, piece: pieces.dunes, delivery: hls },
  koi: { scene: koi, piece: pieces.koi, delivery: { kind: 'hls', layout: { singleFile: true } } },
  rain: { scene: rain, piece: pieces.rain, delivery: hls },
  jellyfish: { scene: jellyfish, piece: pieces.jellyfish, delivery: { kind: 'mp4', indexFirst: true } },
  kaleidoscope: { scene: kaleidoscope, piece: pieces.kaleidoscope, delivery: { kind: 'hls', withVp9: true } },
  lighthouse: {
    scene: lighthouse,
    piece: pieces.lighthouse,
    delivery: {
      kind: 'hls-languages',
      languages: [
        { code: 'en', name: 'English', piece: pieces.lighthouse, words: english },
        { code: 'de', name: 'Deutsch', piece: pieces.lighthouseGerman, words: german },
      ],
    },
  },
  train: {
    scene: train,
    piece: pieces.train,
    delivery: { kind: 'hls', layout: { key: Buffer.from('no secret: a demo').subarray(0, 16) } },
  },
  ink: { scene: ink, piece: pieces.ink, delivery: { kind: 'hls', layout: { query: signedQuery } } },
  campfire: { scene: campfire, piece: pieces.campfire, delivery: hls },
  balloons: { scene: balloons, piece: pieces.balloons, delivery: { kind: 'mp4', indexFirst: false } },
  saturn: { scene: saturn, piece: pieces.saturn, delivery: hls },
};
