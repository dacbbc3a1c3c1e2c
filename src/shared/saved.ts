import * as v from 'valibot';
import { boundedList } from './bounded-list.ts';
import { notNegative, whole } from './numbers.ts';
import { reelFacts, text } from './reel-facts.ts';
import { maxTitleLength } from './reel-limits.ts';

/** What the page and the worker tell each other of reels that are saved for offline. */

export const savedReelSchema = v.object({
  ...reelFacts,
  title: v.pipe(v.string(), v.maxLength(maxTitleLength)),
  author: v.pipe(v.string(), v.maxLength(maxTitleLength)),
  /** The feed allows the keys of its encrypted files to be saved along. */
  keys: v.exactOptional(v.boolean()),
});
export type SavedReel = v.InferOutput<typeof savedReelSchema>;

export const saveStates = ['saving', 'paused', 'saved'] as const;

/** Whether the origin has another version of a saved reel, and the viewer wants it. */
export const updateStates = ['none', 'available', 'wanted'] as const;

/**
 * Why a reel does not get on: the network is away (it goes on by itself), there is no room or no store (it waits until the
 * viewer resumes), its owner forbids copies, its description cannot be read, or a page that imports it has not brought
 * all of it.
 */
export const saveProblems = ['network', 'full', 'storage', 'refused', 'unreadable', 'import'] as const;
export type SaveProblem = (typeof saveProblems)[number];

const savedStatusSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  problem: v.nullable(v.picklist(saveProblems)),
  update: v.picklist(updateStates),
  doneFiles: whole,
  /** 0 while it is not known. */
  totalFiles: whole,
  bytes: notNegative,
});
export type SavedStatus = v.InferOutput<typeof savedStatusSchema>;

const byteRangeSchema = v.object({ firstByte: whole, lastByte: whole });

/** What is still to be fetched of a reel, by addresses that anybody can ask. */
const leftSchema = v.object({
  /** The name under which the browser fetches it by itself. */
  id: text,
  title: v.string(),
  files: v.array(v.object({ url: text, range: v.nullable(byteRangeSchema) })),
});
export type Left = v.InferOutput<typeof leftSchema>;

/** Every name under which the browser fetches by itself what is left of a reel begins with this. */
export const backgroundPrefix = 'nextreel-save:';

const savedListSchema = v.object({
  type: v.literal('saved'),
  /** In the order in which they were saved. */
  reels: v.array(savedStatusSchema),
  origins: v.array(v.object({ id: v.string(), url: v.string() })),
  /** For browsers that go on by themselves when the page is closed; empty in others. */
  left: v.array(leftSchema),
  storage: v.object({ savedBytes: notNegative, cachedBytes: notNegative, budgetBytes: notNegative }),
});
export type SavedList = v.InferOutput<typeof savedListSchema>;

/** The worker says it to every page when one of them has changed what is saved. What that is, a page has to ask. */
export const savedChangedMessage = { type: 'saved-changed' } as const;
export type SavedChangedMessage = typeof savedChangedMessage;

const savedChangedSchema = v.object({ type: v.literal(savedChangedMessage.type) });

export function saysSavedChanged(data: unknown): boolean {
  return v.is(savedChangedSchema, data);
}

/** Undefined when it is something else that the worker says. */
export function readSavedList(data: unknown): SavedList | undefined {
  const parsed = v.safeParse(savedListSchema, data);
  return parsed.success ? parsed.output : undefined;
}

const savedOrders = ['resume', 'pause', 'remove', 'update'] as const;
export type SavedOrder = (typeof savedOrders)[number];

/** So many may be saved, paused or removed with one message. */
export const maxReelsAtOnce = 1000;

/** Messages of the page; each is answered with the list as it is then. */
export const saveMessageSchema = v.object({
  type: v.literal('save'),
  reels: v.pipe(boundedList(savedReelSchema, maxReelsAtOnce), v.nonEmpty()),
});
export const orderSavedMessageSchema = v.object({
  type: v.literal('order-saved'),
  reelIds: boundedList(text, maxReelsAtOnce),
  order: v.picklist(savedOrders),
});
/** More than any reel has: one of six hours in pieces of two seconds has 10,800 of them. */
export const maxFilesOfReel = 20_000;

/**
 * A page brings a reel from an export. Said before the first of its files is here, and again when the last one is: then it
 * is saved like any other.
 */
export const importMessageSchema = v.object({
  type: v.literal('import-saved'),
  reel: savedReelSchema,
  keys: boundedList(text, maxFilesOfReel),
  bytes: notNegative,
  version: text,
});
/** The version of a unit as long as it is being imported: what the network brings of the same version goes into another. */
export function versionOfImport(version: string): string {
  return `import ${version}`;
}
export type ImportMessage = v.InferOutput<typeof importMessageSchema>;

export const listSavedMessageSchema = v.object({ type: v.literal('list-saved') });
