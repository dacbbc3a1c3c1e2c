import { isCaptionCodec } from '../../../src/shared/caption-codec.ts';
import type { Adaptation } from './adapt-manifest.ts';
import { oneStepAbove } from './choose-rendition.ts';
import type { Rendition } from './parse-manifest.ts';

/** Everything that a rewritten manifest depends on, besides its source. Plain data, so that rewrites can be cached. */
export type RewriteConditions = {
  /** Codecs as in CODECS attributes, or codec families (the part before the first dot). */
  readonly undecodableCodecs: readonly string[];
  /** The height of the screen in device pixels. */
  readonly maxHeight: number | null;
  readonly hopelessAboveBps: number | null;
  /** The absolute URI of the rendition to start with. */
  readonly first: string | null;
};

export function adaptationFor(renditions: readonly Rendition[], conditions: RewriteConditions): Adaptation {
  const { maxHeight, first, undecodableCodecs } = conditions;
  const canDecode = ({ codecs }: Rendition) => isDecodable(codecs, undecodableCodecs);
  const heights = renditions.filter(canDecode).map(({ height }) => height);
  const heightLimit = maxHeight === null ? Infinity : oneStepAbove(maxHeight, heights);
  const remove: Adaptation['remove'] = (rendition) => {
    if (!canDecode(rendition)) return 'undecodable';
    // The chosen rendition is in the cache, or soon will be.
    if (rendition.uri === first) return null;
    if ((rendition.height ?? 0) > heightLimit) return 'oversized';
    return rendition.bandwidthBps > (conditions.hopelessAboveBps ?? Infinity) ? 'hopeless' : null;
  };
  return { remove, first };
}

export function isDecodable(codecs: string | null, undecodable: readonly string[]): boolean {
  const decoded = (codecs ?? '').split(',').filter((codec) => !isCaptionCodec(codec));
  const names = decoded.flatMap((codec) => [codec.trim(), codec.trim().split('.', 1)[0] ?? '']);
  return !names.some((name) => undecodable.includes(name));
}

/** Returns the renditions that a rewrite leaves; if none, all decodable ones; if none is decodable, all. */
export function playableRenditions(
  renditions: readonly Rendition[],
  conditions: RewriteConditions,
): readonly Rendition[] {
  const { remove } = adaptationFor(renditions, conditions);
  const judged = renditions.map((rendition) => ({ rendition, reason: remove(rendition) }));
  const left = judged.filter(({ reason }) => reason === null);
  const decodable = judged.filter(({ reason }) => reason !== 'undecodable');
  const best = [left, decodable, judged].find((some) => some.length > 0) ?? [];
  return best.map(({ rendition }) => rendition);
}

/** Above this, a rendition needs a network at least three times faster. Powers of two keep the rewrites few. */
export function hopelessLimitBps(throughputBps: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, throughputBps) * 3));
}

/** Returns the same key for equal rewrites of a manifest, in whatever order the codecs are listed. */
export function rewriteKey(manifestKey: string, conditions: RewriteConditions): string {
  const { undecodableCodecs, maxHeight, hopelessAboveBps, first } = conditions;
  const codecs = [...new Set(undecodableCodecs)].toSorted();
  return JSON.stringify([manifestKey, codecs, maxHeight, hopelessAboveBps, first]);
}
