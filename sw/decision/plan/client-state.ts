import type { View } from '../../../src/shared/messages.ts';
import { hopelessLimitBps, isDecodable, type RewriteConditions } from '../playlist/manifest-rewrite.ts';
import type { ClientState } from './select-fragment.ts';

/** Assumed until something has been measured. */
export const cautiousBps = 1_500_000;

/** What the view tells of the client; before there is one, next to nothing. */
export function clientOf(view: View | undefined): ClientState {
  if (view === undefined) {
    return { throughputBps: cautiousBps, screenHeightPx: null, cpuLoad: null, saveData: false, canDecode: () => true };
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
