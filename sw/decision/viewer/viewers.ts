import type { Signal } from '../../../src/shared/signals.ts';
import { type BehaviourRules, updateBehaviour } from './behaviour.ts';
import { type BehaviourModel, createBehaviour, readBehaviour } from './behaviour-model.ts';

/** The behaviour models of several viewers by id. */
export type Viewers = ReadonlyMap<string, BehaviourModel>;

export type ViewersUpdate =
  | { readonly viewers: Viewers; readonly refused?: undefined }
  | { readonly refused: string; readonly viewers?: undefined };

const maxIdLength = 128;

/** Adds a viewer who is not known yet. If there are too many, the one silent for longest is dropped. */
export function addViewer(viewers: Viewers, viewerId: string, nowMs: number, maxViewers: number): ViewersUpdate {
  if (viewerId === '' || viewerId.length > maxIdLength) {
    return { refused: `the viewer's id has ${viewerId.length} characters; allowed: 1 to ${maxIdLength}` };
  }
  if (viewers.has(viewerId)) return { viewers };
  const kept = keepLatest([...viewers.values()], maxViewers - 1);
  return { viewers: new Map(kept).set(viewerId, createBehaviour(viewerId, nowMs)) };
}

/** Updates one viewer's model, creating it on demand. A refused signal creates no model. */
export function updateViewer(
  viewers: Viewers,
  viewerId: string,
  signal: Signal,
  nowMs: number,
  rules: BehaviourRules,
): ViewersUpdate {
  // A new model starts at the signal's own time, which may be a moment before now.
  const startMs = Math.min(nowMs, signal.atMs);
  const added = addViewer(viewers, viewerId, startMs, rules.analyzer.max_viewers);
  if (added.viewers === undefined) return added;
  const model = added.viewers.get(viewerId) ?? createBehaviour(viewerId, startMs);
  const update = updateBehaviour(model, signal, nowMs, rules);
  if (update.model === undefined) return { refused: update.refused };
  return { viewers: new Map(added.viewers).set(viewerId, update.model) };
}

/** Returns the persisted form: plain JSON. */
export function listViewers(viewers: Viewers): readonly BehaviourModel[] {
  return [...viewers.values()];
}

/** Reads the persisted form and drops entries that are not models. */
export function readViewers(json: unknown, nowMs: number, maxViewers: number): Viewers {
  const models = Array.isArray(json) ? json.map((entry: unknown) => readBehaviour(entry, nowMs)) : [];
  return keepLatest(
    models.filter((model) => model !== undefined),
    maxViewers,
  );
}

function keepLatest(models: readonly BehaviourModel[], maxViewers: number): Viewers {
  const oldestFirst = models.toSorted((a, b) => a.lastSignalAtMs - b.lastSignalAtMs);
  const latest = oldestFirst.slice(Math.max(0, oldestFirst.length - maxViewers));
  return new Map(latest.map((model) => [model.viewerId, model]));
}
