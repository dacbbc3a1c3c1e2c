import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { notNegative, whole } from './numbers.ts';
import { reelFacts, text } from './reel-facts.ts';
import { maxTitleLength } from './reel-limits.ts';

/** What the page and the worker exchange about reels that are saved for offline playback. */

export const savedReelSchema = v.object({
  ...reelFacts,
  title: v.pipe(v.string(), v.maxLength(maxTitleLength)),
  author: v.pipe(v.string(), v.maxLength(maxTitleLength)),
  /** The feed allows the keys of encrypted files to be saved with them. */
  keys: v.exactOptional(v.boolean()),
});
export type SavedReel = v.InferOutput<typeof savedReelSchema>;

export const saveStates = ['saving', 'paused', 'saved'] as const;

/** Whether the origin has another version of a saved reel, and whether the viewer wants it. */
export const updateStates = ['none', 'available', 'wanted'] as const;

/**
 * Why saving a reel does not progress: the network is away (it resumes automatically), there is no room or no store (it
 * waits until the viewer resumes), the owner forbids copies, it is still live, the manifest cannot be read, or the page
 * that imports it has not delivered all of it.
 */
export const saveProblems = ['network', 'full', 'storage', 'refused', 'live', 'unreadable', 'import'] as const;
export type SaveProblem = (typeof saveProblems)[number];

const savedStatusSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  problem: v.nullable(v.picklist(saveProblems)),
  update: v.picklist(updateStates),
  doneFiles: whole,
  /** 0 while unknown. */
  totalFiles: whole,
  bytes: notNegative,
});
export type SavedStatus = v.InferOutput<typeof savedStatusSchema>;

const byteRangeSchema = v.object({ firstByte: whole, lastByte: whole });

/** The files of a reel that are still to be fetched, by URLs that work without the worker. */
const leftSchema = v.object({
  /** The id of the browser's background fetch for it. */
  id: text,
  title: v.string(),
  files: v.array(v.object({ url: text, range: v.nullable(byteRangeSchema) })),
});
export type Left = v.InferOutput<typeof leftSchema>;

/** The ids of all background fetches for reels begin with this. */
export const backgroundPrefix = 'nextreel-save:';

const savedListSchema = v.object({
  type: v.literal('saved'),
  /** In the order in which they were saved. */
  reels: v.array(savedStatusSchema),
  origins: v.array(v.object({ id: v.string(), url: v.string() })),
  /** For browsers with Background Fetch, which continues after the page is closed; empty in others. */
  left: v.array(leftSchema),
  storage: v.object({ savedBytes: notNegative, cachedBytes: notNegative, budgetBytes: notNegative }),
});
export type SavedList = v.InferOutput<typeof savedListSchema>;

/** Sent by the worker to every page when the saved reels have changed. A page then has to ask for the list. */
export const savedChangedMessage = { type: 'saved-changed' } as const;
export type SavedChangedMessage = typeof savedChangedMessage;

const savedChangedSchema = v.object({ type: v.literal(savedChangedMessage.type) });

export function isSavedChangedMessage(data: unknown): boolean {
  return v.is(savedChangedSchema, data);
}

/** Returns undefined for any other message. */
export function readSavedList(data: unknown): SavedList | undefined {
  const parsed = v.safeParse(savedListSchema, data);
  return parsed.success ? parsed.output : undefined;
}

const savedOrders = ['resume', 'pause', 'remove', 'update'] as const;
export type SavedOrder = (typeof savedOrders)[number];

/** Most reels that one message may save, pause or remove. */
export const maxReelsAtOnce = 1000;

/** Messages from the page. Each is answered with the list as it is then. */
export const saveMessageSchema = v.object({
  type: v.literal('save'),
  reels: v.pipe(boundedList(savedReelSchema, maxReelsAtOnce), v.nonEmpty()),
});
export const orderSavedMessageSchema = v.object({
  type: v.literal('order-saved'),
  reelIds: boundedList(text, maxReelsAtOnce),
  order: v.picklist(savedOrders),
});
/** More files than any reel has: one of six hours in segments of two seconds has 10,800. */
export const maxFilesOfReel = 20_000;

/**
 * A page imports a reel from an export. Sent before the first of its files is stored, and again after the last one:
 * from then on the reel is saved like any other.
 */
export const importMessageSchema = v.object({
  type: v.literal('import-saved'),
  reel: savedReelSchema,
  keys: boundedList(text, maxFilesOfReel),
  bytes: notNegative,
  version: text,
  /** The size of a file that the browser had no room for: the cache gives way to it. */
  lackingBytes: v.exactOptional(notNegative),
});
/** Returns the version of a unit during its import, so that files from the network go into another unit. */
export function versionOfImport(version: string): string {
  return `import ${version}`;
}
export type ImportMessage = v.InferOutput<typeof importMessageSchema>;

export const listSavedMessageSchema = v.object({ type: v.literal('list-saved') });
