import type { PlayerFigures } from '../player/player-figures.ts';
import type { RenditionFigures } from '../player/segment-figures.ts';
import { formatBps } from './format.ts';

type Picture = Pick<PlayerFigures, 'widthPx' | 'heightPx'>;

/** Names a picture by its shorter side, in portrait and landscape alike. */
export function heightName({ widthPx, heightPx }: Picture): string {
  return `${Math.min(widthPx, heightPx)}p`;
}

/** Describes a rendition. One without a multivariant playlist declares no size, so the shown picture's is used. */
export function describeRendition(
  { bandwidthBps, ...listed }: RenditionFigures,
  shown: Picture,
  nameOf = heightName,
): string {
  const picture = listed.widthPx === 0 ? shown : listed;
  const name = picture.widthPx === 0 ? '' : nameOf(picture);
  const rate = bandwidthBps === 0 ? '' : formatBps(bandwidthBps);
  return [name, rate].filter((text) => text !== '').join(' at ');
}
