import type { View } from '../../src/shared/messages.ts';
import type { RenditionLimits } from './playlist/choose-rendition.ts';
import { hopelessLimitBps, isDecodable, type RewriteConditions } from './playlist/manifest-rewrite.ts';
import { type ClientState, limitsFor } from './select-fragment.ts';

/** Assumed until something has been measured. */
export const cautiousBps = 1_500_000;

/** What the view tells of the client, for what is fetched in advance: the buffer of the playing reel does not count. */
export function clientOf({ device, throughputBps }: View): ClientState {
  return {
    throughputBps: throughputBps ?? cautiousBps,
    screenHeightPx: screenHeightOf(device),
    cpuLoad: device.cpuLoad,
    saveData: device.connection.saveData,
    bufferAheadSeconds: Infinity,
    canDecode: ({ codecs }) => isDecodable(codecs, device.undecodableCodecs),
  };
}

/** What the rendition of a reel must keep to. */
export function renditionLimits(view: View | undefined): RenditionLimits {
  if (view === undefined) return { throughputBps: cautiousBps, maxHeight: null };
  const client = clientOf(view);
  const { throughputBps, maxHeight } = limitsFor(client, undefined);
  return { throughputBps, maxHeight, canDecode: client.canDecode };
}

/** What a manifest is rewritten by, apart from the rendition to start with. */
export function rewriteConditions(view: View | undefined): Omit<RewriteConditions, 'first'> {
  if (view === undefined) return { undecodableCodecs: [], maxHeight: null, hopelessAboveBps: null };
  const { device, throughputBps } = view;
  return {
    undecodableCodecs: device.undecodableCodecs,
    maxHeight: screenHeightOf(device),
    hopelessAboveBps: throughputBps === null ? null : hopelessLimitBps(throughputBps),
  };
}

/** The longer side: a reel may lie across the screen or stand in it. */
function screenHeightOf({ screen }: View['device']): number | null {
  return Math.max(screen.widthPx, screen.heightPx) || null;
}
