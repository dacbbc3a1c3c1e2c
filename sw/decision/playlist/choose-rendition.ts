import { isCaptionCodec } from '../../../src/shared/caption-codec.ts';

/** The part of the measured throughput that a rendition may take; the rest absorbs its variation. */
const usableShare = 0.8;

export type RenditionFacts = {
  readonly bandwidthBps: number;
  readonly height: number | null;
  readonly codecs: string | null;
};

export type RenditionLimits<Candidate = RenditionFacts> = {
  /** Null if nothing has been measured, which leads to the lowest rendition. */
  readonly throughputBps: number | null;
  /** The height of the screen in device pixels. Null sets no limit. */
  readonly maxHeight: number | null;
  readonly canDecode?: (rendition: Candidate) => boolean;
};

/**
 * Returns the index of the best rendition that the network carries and the screen shows; the lowest if the network
 * carries none; -1 if none can be decoded. Of equal ones it takes the first.
 */
export function chooseRendition<Candidate extends RenditionFacts>(
  renditions: readonly Candidate[],
  { throughputBps, maxHeight, canDecode = () => true }: RenditionLimits<Candidate>,
): number {
  const decodable = [...renditions.entries()].filter(([, rendition]) => canDecode(rendition));
  const withPicture = decodable.filter(([, rendition]) => hasPicture(rendition));
  const candidates = withPicture.length > 0 ? withPicture : decodable;
  const limit =
    maxHeight === null
      ? Infinity
      : oneStepAbove(
          maxHeight,
          candidates.map(([, { height }]) => height),
        );
  const shown = candidates.filter(([, { height }]) => (height ?? 0) <= limit);
  const usableBps = (throughputBps ?? 0) * usableShare;
  const sustainable = shown.filter(([, { bandwidthBps }]) => bandwidthBps <= usableBps);
  const [best] =
    sustainable.length > 0
      ? sustainable.toSorted(([, a], [, b]) => b.bandwidthBps - a.bandwidthBps)
      : shown.toSorted(([, a], [, b]) => a.bandwidthBps - b.bandwidthBps);
  return best?.[0] ?? -1;
}

/** Returns the lowest height that fills the screen: lower ones are scaled up, higher ones bring nothing. */
export function oneStepAbove(maxHeight: number, heights: readonly (number | null)[]): number {
  return heights.reduce<number>((step, height) => {
    return height !== null && height >= maxHeight && height < step ? height : step;
  }, Infinity);
}

/** Whether a rendition has video. One without any information is assumed to have both video and sound. */
export function hasPicture({ height, codecs }: RenditionFacts): boolean {
  return (
    height !== null || codecs === null || codecs.split(',').some((codec) => !isSound(codec) && !isCaptionCodec(codec))
  );
}

/** Returns the name of the rendition's video codec, without its profile. */
export function videoCodecOf(codecs: string | null): string | undefined {
  const [video] = (codecs ?? '').split(',').filter((codec) => !isSound(codec) && !isCaptionCodec(codec));
  return video?.trim().split('.', 1)[0];
}

/** Returns the renditions of standard dynamic range, in one of which players start; all if there are none. */
export function inStandardRange<R extends { readonly isHighRange: boolean }>(renditions: readonly R[]): readonly R[] {
  const standard = renditions.filter(({ isHighRange }) => !isHighRange);
  return standard.length > 0 ? standard : renditions;
}

/** Whether the rendition's CODECS include sound. */
export function namesSound({ codecs }: RenditionFacts): boolean {
  return (codecs ?? '').split(',').some(isSound);
}

function isSound(codec: string): boolean {
  return /^\s*(mp4a|ac-3|ec-3|ac-4|opus|flac|alac|mp3|vorbis)\b/i.test(codec);
}
