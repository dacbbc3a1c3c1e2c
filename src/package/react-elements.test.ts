import type { JSX } from 'react';
import { expectTypeOf, test } from 'vitest';
import type { NextreelFeedElement } from './element-types.ts';
import type { NextreelFeedProps } from './react-elements.ts';

type Feed = JSX.IntrinsicElements['nextreel-feed'];
type Reel = JSX.IntrinsicElements['nextreel-reel'];

test('the web components type-check in TSX with their attributes, events and refs', () => {
  expectTypeOf<Feed>().toEqualTypeOf<NextreelFeedProps>();
  expectTypeOf<{ feed: string; worker: string; className: string }>().toExtend<Feed>();
  expectTypeOf<Feed['onnextreel-change']>()
    .extract<(...told: never[]) => unknown>()
    .parameter(0)
    .toHaveProperty('detail')
    .toEqualTypeOf<{ readonly reelId: string; readonly index: number }>();
  expectTypeOf<(element: NextreelFeedElement | null) => void>().toExtend<Feed['ref']>();
  expectTypeOf<{ 'reel-id': string; src: string; duration: number }>().toExtend<Reel>();
  expectTypeOf<{ 'reel-id': string }>().not.toExtend<Reel>();
});
