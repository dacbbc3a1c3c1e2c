import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { deviceSchema } from './device.ts';
import { finite, notNegative, whole } from './numbers.ts';
import { reelFacts, text } from './reel-facts.ts';
import { maxOrigins } from './reel-limits.ts';
import { maxRetentionSeconds } from './retention.ts';
import { importMessageSchema, listSavedMessageSchema, orderSavedMessageSchema, saveMessageSchema } from './saved.ts';
import { signalSchema } from './signals.ts';

const address = v.pipe(
  text,
  v.check((url) => URL.canParse(url), 'Must be an absolute address'),
);
const originSchema = v.object({ id: text, url: text });

export const reelInViewSchema = v.object({
  ...reelFacts,
  /** Number of feed entries before it, including unplayable ones; missing if unknown. */
  place: v.exactOptional(whole),
  /** retention[s] = P(still watching at second s), never rising; missing if the feed does not give it. */
  retention: v.exactOptional(boundedList(v.pipe(finite, v.minValue(0), v.maxValue(1)), maxRetentionSeconds + 1)),
});

/**
 * The current state of the page. The page sends it on every change and about once a second while a reel plays, so a
 * restarted worker knows all it needs after one message.
 */
const viewSchema = v.object({
  type: v.literal('view'),
  viewerId: text,
  atMs: notNegative,
  visible: v.boolean(),
  origins: boundedList(originSchema, maxOrigins),
  /** A window of the feed, in order: a few reels behind, the current one, and those ahead. */
  reels: boundedList(reelInViewSchema, 64),
  /** Index of the current reel in `reels`. */
  currentIndex: whole,
  playback: v.object({
    positionSeconds: notNegative,
    bufferAheadSeconds: notNegative,
    /** True when the buffer reaches the end of the reel: the player needs nothing more from the network. */
    bufferedToEnd: v.boolean(),
    paused: v.boolean(),
    /** Of the rendition being loaded, from players that start with the first one listed and report switches. */
    playlistUrl: v.exactOptional(text),
  }),
  /** The players' shared throughput estimate: as measured, else as remembered for this kind of connection. */
  throughputBps: v.nullable(notNegative),
  device: deviceSchema,
  /** The feed page that follows the last of these reels; missing if unknown or not near. */
  nextPageUrl: v.exactOptional(address),
  /** The languages that the viewer wants in every reel that has them. Null means the default audio, or no captions. */
  languages: v.exactOptional(v.object({ audio: v.nullable(text), captions: v.nullable(text) })),
});

const signalMessageSchema = v.object({ type: v.literal('signal'), viewerId: text, signal: signalSchema });

/**
 * How long the worker sends the events of events.ts after a `listen` message. The page repeats the message well before
 * that, which also wakes a worker that was stopped meanwhile.
 */
export const listenLeaseMs = 15_000;
const listenSchema = v.object({
  type: v.literal('listen'),
  /** True when the page has just begun to listen and has no facts yet. */
  isNew: v.boolean(),
});

/** Tells a waiting worker to take over now. */
const takeOverSchema = v.object({ type: v.literal('take-over') });

/**
 * The site removes Nextreel. The worker stops serving pages, deletes everything it has kept, and then replies through
 * the port. The name must not match a message of the site to its own worker, which may embed Nextreel.
 */
const removeSchema = v.object({ type: v.literal('remove-nextreel') });

/**
 * The viewer signs out on a page that this worker does not control, so that it does not see the page's requests. The
 * port receives null when that is done, or the reason for a failure. The same applies to the name as for the removal.
 */
const signOutSchema = v.object({ type: v.literal('sign-out-nextreel') });

/** The page has restarted after a sign-out, with nothing left of the previous viewer. */
const nextViewerSchema = v.object({ type: v.literal('next-viewer') });

/** The app shows another view. */
const enterRouteSchema = v.object({ type: v.literal('enter-route'), path: text });

/** Asks how far the page's players may buffer. */
const readBufferSettingsSchema = v.object({ type: v.literal('read-buffer-settings') });

/** A player has given up a request before its response began. */
const giveUpSchema = v.object({
  type: v.literal('give-up'),
  request: v.object({
    url: address,
    /** The value of the Range header. */
    range: v.nullable(text),
    /** When the request was given up: a later one for the same bytes is another request. */
    atMs: notNegative,
  }),
});

/** Files of a reel that the page's code wants in the cache. */
const prefetchChunksSchema = v.object({
  type: v.literal('prefetch-chunks'),
  reelId: text,
  urls: boundedList(address, 256),
});

/** The page's code wants the part of any reel that plays at this time in the cache. Answered through the port. */
const prefetchMomentSchema = v.object({
  type: v.literal('prefetch-moment'),
  reel: reelInViewSchema,
  timeSeconds: notNegative,
});

/** All messages from the page to the worker. They may be repeated without harm. */
const pageMessageSchema = v.variant('type', [
  viewSchema,
  signalMessageSchema,
  listenSchema,
  takeOverSchema,
  removeSchema,
  signOutSchema,
  nextViewerSchema,
  enterRouteSchema,
  readBufferSettingsSchema,
  giveUpSchema,
  prefetchChunksSchema,
  prefetchMomentSchema,
  saveMessageSchema,
  importMessageSchema,
  orderSavedMessageSchema,
  listSavedMessageSchema,
]);
export type PageMessage = v.InferOutput<typeof pageMessageSchema>;
export type GivenUpRequest = v.InferOutput<typeof giveUpSchema>['request'];
export type View = v.InferOutput<typeof viewSchema>;
export type ReelInView = v.InferOutput<typeof reelInViewSchema>;

export class MessageError extends Error {
  override readonly name = 'MessageError';
}

const ownTypes: ReadonlySet<unknown> = new Set(pageMessageSchema.options.map(({ entries }) => entries.type.literal));

/** Returns undefined for a message that is not for Nextreel but for the worker that embeds it. */
export function readPageMessage(data: unknown): PageMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || !ownTypes.has(data.type)) return undefined;
  const parsed = v.safeParse(pageMessageSchema, data);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new MessageError(`Message refused: ${v.getDotPath(issue) ?? 'message'}: ${issue.message}`);
}
