import type { Experience } from '../api-client/experience.ts';
import type { PageFigures } from '../api-client/page-figures.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import type { StatusFacts, Topic, TopicFacts } from '../shared/events.ts';
import { el, newId } from './element.ts';

/** The latest facts of each topic that the worker has reported. */
export type LatestFacts = { readonly [T in Topic]?: TopicFacts[T] };

/** Everything known at one moment. The worker's facts are missing until it has reported them. */
export type Snapshot = {
  readonly atMs: number;
  readonly isControlled: boolean;
  readonly facts: LatestFacts;
  readonly status: StatusFacts | null;
  readonly players: readonly PlayerFigures[];
  readonly throughputBps: number | null;
  readonly experience: Experience;
  readonly titleOf: PageFigures['titleOf'];
  readonly upcoming: ReturnType<PageFigures['readUpcoming']>;
};

/** A part of the dashboard. `sample` is called once a second, `show` whenever there is new data. */
export type Section = {
  readonly element: HTMLElement;
  show(snapshot: Snapshot): void;
  sample?(snapshot: Snapshot): void;
};

/** Creates a card with a heading. Cards that need the worker's figures are hidden without a worker. */
export function card(
  title: string,
  { needsWorker = true, isWide = false }: { readonly needsWorker?: boolean; readonly isWide?: boolean },
  ...children: readonly Node[]
): HTMLElement {
  const id = newId('title');
  const attributes = { class: isWide ? 'dashboard-card wide' : 'dashboard-card', 'aria-labelledby': id };
  return el('section', { ...attributes, 'data-needs-worker': needsWorker }, el('h3', { id }, title), ...children);
}
