import type { Device } from './device.ts';

/** A device about which nothing is known. */
export const unknownDevice: Device = {
  screen: { widthPx: 0, heightPx: 0 },
  pixelRatio: 1,
  cpuLoad: null,
  memoryGibibytes: null,
  connection: {
    type: null,
    effectiveType: null,
    downlinkBps: null,
    usualBps: null,
    saveData: false,
    isMetered: null,
  },
  battery: null,
  undecodableCodecs: [],
};
