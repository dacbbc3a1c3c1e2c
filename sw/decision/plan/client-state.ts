import { isCaptionCodec } from '../../../src/shared/caption-codec.ts';
import type { View } from '../../../src/shared/messages.ts';
import { hopelessLimitBps, isDecodable, type RewriteConditions } from '../playlist/manifest-rewrite.ts';
import type { Rendition } from '../playlist/parse-manifest.ts';
import type { ClientState } from './select-fragment.ts';

/** The throughput assumed until one has been measured. */
export const cautiousBps = 1_500_000;

/** Reads the client's state from the view; falls back to defaults while there is none. */
export function clientOf(view: View | undefined): ClientState {
  if (view === undefined) {
    // Nothing is known of the device, which may be about to save a reel.
    const canDecode = ({ codecs }: Pick<Rendition, 'codecs'>) => isDecodedEverywhere(codecs);
    return { throughputBps: cautiousBps, screenHeightPx: null, cpuLoad: null, saveData: false, canDecode };
  }
  const { device, throughputBps } = view;
  return {
    throughputBps: throughputBps ?? cautiousBps,
    screenHeightPx: screenHeightOf(device),
    cpuLoad: device.cpuLoad,
    saveData: device.connection.saveData,
    canDecode: ({ codecs }) => isDecodable(codecs, device.undecodableCodecs),
  };
}

function isDecodedEverywhere(codecs: string | null): boolean {
  return (codecs ?? '').split(',').every((codec) => isCaptionCodec(codec) || /^\s*(avc[13]|mp4a|$)/i.test(codec));
}

/** A reel that is longer than this may outlast a slow link, and players never read its manifest again. */
const longSeconds = 180;

/** Returns the conditions for rewriting a manifest, apart from the rendition to start with. */
export function rewriteConditions(view: View | undefined, manifestUrl: string): Omit<RewriteConditions, 'first'> {
  if (view === undefined) return { undecodableCodecs: [], maxHeight: null, hopelessAboveBps: null };
  const { device, throughputBps, reels } = view;
  const { durationSeconds = 0 } = reels.find(({ url }) => url === manifestUrl) ?? {};
  const isLong = durationSeconds > longSeconds;
  return {
    undecodableCodecs: device.undecodableCodecs,
    maxHeight: screenHeightOf(device),
    hopelessAboveBps: throughputBps === null || isLong ? null : hopelessLimitBps(throughputBps),
  };
}

/** The longer side of the screen, since a reel may be landscape or portrait; null if unknown. */
function screenHeightOf({ screen }: View['device']): number | null {
  return Math.max(screen.widthPx, screen.heightPx) || null;
}
