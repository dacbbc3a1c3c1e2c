import * as v from 'valibot';
import { savedReelSchema, saveProblems, saveStates, updateStates } from './saved.ts';

const unitSchema = v.object({
  /** No other unit ever has it. Empty: its files are in the cache, where version 0.1 has pinned them. */
  name: v.string(),
  /** Every file, known before the first of them is here. */
  keys: v.array(v.string()),
  bytes: v.number(),
  /** Changes with what the origin lists. */
  version: v.string(),
});
/** The files of a reel that were saved together. */
export type Unit = v.InferOutput<typeof unitSchema>;

export const savedRecordSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  problem: v.nullable(v.picklist(saveProblems)),
  /** Plays until another one is whole. */
  whole: v.nullable(unitSchema),
  arriving: v.nullable(unitSchema),
  update: v.picklist(updateStates),
  savedAtMs: v.number(),
  checkedAtMs: v.number(),
});
export type SavedRecord = v.InferOutput<typeof savedRecordSchema>;
