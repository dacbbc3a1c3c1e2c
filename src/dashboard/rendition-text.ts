import type { PlayerFigures } from '../player/player-figures.ts';
import type { RenditionFigures } from '../player/segment-figures.ts';
import { formatBps } from './format.ts';

type Picture = Pick<PlayerFigures, 'widthPx' | 'heightPx'>;

/** By its shorter side, as renditions are called whichever way they are held. */
export function heightName({ widthPx, heightPx }: Picture): string {
  return `${Math.min(widthPx, heightPx)}p`;
}

/** A playlist that no manifest lists says neither size nor bandwidth of itself: then the picture tells its size. */
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
