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
  /** How many entries the feed has before it, also such as cannot be played; missing where that is not known. */
  place: v.exactOptional(whole),
  /** retention[s] = P(still watching at second s), never rising; missing where the feed does not tell it. */
  retention: v.exactOptional(boundedList(v.pipe(finite, v.minValue(0), v.maxValue(1)), maxRetentionSeconds + 1)),
});

/**
 * What the page looks like now. The page repeats it on every change and about once a second while a reel plays, so a
 * worker that has just come back to life knows all it needs after one message.
 */
const viewSchema = v.object({
  type: v.literal('view'),
  viewerId: text,
  atMs: notNegative,
  visible: v.boolean(),
  origins: boundedList(originSchema, maxOrigins),
  /** A window of the feed, in order: a few reels behind, the current one, and those ahead. */
  reels: boundedList(reelInViewSchema, 64),
  /** Place of the current reel in `reels`. */
  currentIndex: whole,
  playback: v.object({
    positionSeconds: notNegative,
    bufferAheadSeconds: notNegative,
    /** True when what is buffered reaches the end of the reel: the player needs nothing more from the network. */
    bufferedToEnd: v.boolean(),
    paused: v.boolean(),
    /** Of the rendition that is being loaded, from players that begin with what is listed first and tell what follows. */
    playlistUrl: v.exactOptional(text),
  }),
  /** The players' common estimate of the network: what was measured, else what the connection brought before. */
  throughputBps: v.nullable(notNegative),
  device: deviceSchema,
  /** Where the feed goes on behind the last of these reels; missing where that is not known, or not near. */
  nextPageUrl: v.exactOptional(address),
  /** What the viewer wants of every reel that has it. Null is the reel's own sound, and no captions. */
  languages: v.exactOptional(v.object({ audio: v.nullable(text), captions: v.nullable(text) })),
});

const signalMessageSchema = v.object({ type: v.literal('signal'), viewerId: text, signal: signalSchema });

/**
 * The page wants the events of events.ts for this long. It says so again well before that, which also wakes a worker that
 * was stopped meanwhile.
 */
export const listenLeaseMs = 15_000;
const listenSchema = v.object({
  type: v.literal('listen'),
  /** True when it has just begun to listen and knows nothing yet. */
  isNew: v.boolean(),
});

/** A waiting worker takes over now. */
const takeOverSchema = v.object({ type: v.literal('take-over') });

/**
 * The site gives Nextreel up. The worker serves nobody any more and deletes what it has kept; its port hears when. Named
 * so that no message of a site to its own worker, which Nextreel may be a guest in, is taken for it.
 */
const removeSchema = v.object({ type: v.literal('remove-nextreel') });

/**
 * The viewer signs out on a page that this worker does not serve, and whose requests it does not see. Its port hears null
 * when it is done, or why it could not be. Named as the removal is.
 */
const signOutSchema = v.object({ type: v.literal('sign-out-nextreel') });

/** The page has begun anew after a sign-out, with nothing of the viewer who has gone. */
const nextViewerSchema = v.object({ type: v.literal('next-viewer') });

/** Another view of the app is on the screen. */
const enterRouteSchema = v.object({ type: v.literal('enter-route'), path: text });

/** The page has players, and wants to know how far they may buffer. */
const readBufferSettingsSchema = v.object({ type: v.literal('read-buffer-settings') });

/** A player has given up what it asked for before it had an answer. */
const giveUpSchema = v.object({
  type: v.literal('give-up'),
  request: v.object({
    url: address,
    /** As in its header. */
    range: v.nullable(text),
    /** When it was given up: what the page asks for after that is another request. */
    atMs: notNegative,
  }),
});

/** Files of a reel that a program wants in the cache. */
const prefetchChunksSchema = v.object({
  type: v.literal('prefetch-chunks'),
  reelId: text,
  urls: boundedList(address, 256),
});

/** What a program wants in the cache of any reel: whatever is played at this time. Answered through the message's port. */
const prefetchMomentSchema = v.object({
  type: v.literal('prefetch-moment'),
  reel: reelInViewSchema,
  timeSeconds: notNegative,
});

/** Everything the page says to the worker. Messages go one way and may be repeated without harm. */
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

const ourTypes: ReadonlySet<unknown> = new Set(pageMessageSchema.options.map(({ entries }) => entries.type.literal));

/** Undefined for what somebody else has to say to a worker that Nextreel is a guest in. */
export function readPageMessage(data: unknown): PageMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || !ourTypes.has(data.type)) return undefined;
  const parsed = v.safeParse(pageMessageSchema, data);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new MessageError(`Message refused: ${v.getDotPath(issue) ?? 'message'}: ${issue.message}`);
}
