import * as v from 'valibot';
import type { Config } from './config.ts';
import { defaultReadAhead } from './read-ahead.ts';

const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(600));

const bufferSettingsSchema = v.object({
  /** hls.js's maxBufferLength. */
  maxBufferSeconds: seconds,
  targetSeconds: seconds,
  /** A buffer that was full is filled again when it holds less than this. */
  refillBelowSeconds: seconds,
  /** Playback waits until this much is buffered; 0 means the first fragment. */
  startThresholdSeconds: seconds,
  minSeconds: seconds,
  maxSeconds: seconds,
});
export type BufferSettings = v.InferOutput<typeof bufferSettingsSchema>;

const bufferMessageSchema = v.object({ type: v.literal('buffer-settings'), buffer: bufferSettingsSchema });
/** Sent by the worker to every page when the configuration changes, and to a page that asks. */
export type BufferMessage = v.InferOutput<typeof bufferMessageSchema>;

/** Used until a worker sends other settings. */
export const defaultBuffer: BufferSettings = {
  ...defaultReadAhead,
  maxBufferSeconds: 60,
  refillBelowSeconds: 15,
  startThresholdSeconds: 0,
};

export function bufferMessage({ player }: Pick<Config, 'player'>): BufferMessage {
  return {
    type: 'buffer-settings',
    buffer: {
      maxBufferSeconds: player.hlsMaxBufferLength,
      targetSeconds: player.buffer_target,
      refillBelowSeconds: player.buffer_refill_below,
      startThresholdSeconds: player.start_threshold,
      minSeconds: player.read_ahead_min,
      maxSeconds: player.read_ahead_max,
    },
  };
}

/** Returns undefined for any other message. */
export function readBufferSettings(data: unknown): BufferSettings | undefined {
  const parsed = v.safeParse(bufferMessageSchema, data);
  return parsed.success ? parsed.output.buffer : undefined;
}
