import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { notNegative } from './numbers.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100));

/** What the page knows about the viewer's device. Values that the browser does not report are null. */
export const deviceSchema = v.object({
  /** The area that shows a reel, in device pixels. */
  screen: v.object({ widthPx: notNegative, heightPx: notNegative }),
  pixelRatio: notNegative,
  /** How busy the processor is, from 0 to 1. */
  cpuLoad: v.nullable(share),
  memoryGibibytes: v.nullable(notNegative),
  connection: v.object({
    type: v.nullable(name),
    effectiveType: v.nullable(name),
    /** The browser's own estimate. */
    downlinkBps: v.nullable(notNegative),
    /** The throughput of this kind of connection when it was last used in this browser. */
    usualBps: v.nullable(notNegative),
    saveData: v.boolean(),
    isMetered: v.nullable(v.boolean()),
  }),
  battery: v.nullable(v.object({ level: share, isCharging: v.boolean() })),
  /** Codecs that this device cannot play: families such as `hvc1`, or exact names as in CODECS attributes. */
  undecodableCodecs: boundedList(name, 500),
});

export type Device = v.InferOutput<typeof deviceSchema>;
export type Connection = Device['connection'];
