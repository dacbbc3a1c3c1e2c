import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { notNegative } from './numbers.ts';
import { maxReelSeconds, maxTagLength, maxTags, maxUrlLength } from './reel-limits.ts';

export const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxUrlLength));

/** The facts about any reel that page and worker exchange. */
export const reelFacts = {
  id: text,
  /** Absolute URL of the manifest or of the plain MP4. */
  url: text,
  /** An `mp4` is played as HLS through the worker; a `file` is an MP4 that a video element plays directly. */
  format: v.picklist(['hls', 'mp4', 'file']),
  poster: v.nullable(text),
  durationSeconds: v.pipe(notNegative, v.maxValue(maxReelSeconds)),
  tags: boundedList(v.pipe(v.string(), v.maxLength(maxTagLength)), maxTags),
};
