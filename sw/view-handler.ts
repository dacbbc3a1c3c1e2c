import type { View } from '../src/shared/messages.ts';
import type { CurrentView } from './current-view.ts';
import { untilLimit } from './event-limit.ts';

type Settling = { settled(): Promise<void> };

export type ViewHandlerParts = {
  readonly view: CurrentView;
  readonly settings: { restore(): Promise<void> };
  readonly lanes: { onView(view: View): void; readonly isPlaybackShort: boolean };
  readonly saver: { hold(): void };
  readonly network: { onView(view: View): Promise<void>; probe(view: View): Promise<void> };
  readonly prefetcher: { update(view: View): Promise<void> };
  readonly feedPages: { onView(view: View): void };
  readonly predictions: { onView(view: View): void };
  readonly territory: { onView(view: View): void; markRestored(): void };
  readonly cache: { maintain(): Promise<void> };
  readonly keptParts: { sweep(): void };
  /** Queues and transfers whose work a view has started. */
  readonly underWay: readonly Settling[];
  /** Ledgers that are saved now and then. */
  readonly ledgers: readonly { save(): Promise<void> }[];
  readonly onChange: () => void;
};

/** Reacts to the page's views: updates the plan, and runs maintenance that is due. */
export class ViewHandler {
  constructor(readonly parts: ViewHandlerParts) {}

  async onView(seen: View, pageId: string): Promise<void> {
    const { view, settings, lanes, saver, network, prefetcher, feedPages, territory, onChange } = this.parts;
    // First and synchronously, since the page's next request may arrive before the rest is done.
    territory.onView(seen);
    feedPages.onView(seen);
    if (!view.accept(seen, pageId)) return;
    this.parts.predictions.onView(seen);
    onChange();
    await settings.restore();
    lanes.onView(seen);
    if (lanes.isPlaybackShort) saver.hold();
    await network.onView(seen);
    // A newer view has arrived, or the viewer has signed out.
    if (view.latest !== seen) return;
    await prefetcher.update(seen);
    territory.markRestored();
    // Also before the wait below, which overlapping transfers may prolong for as long as the viewer watches.
    await this.#maintain();
    const underWay = this.parts.underWay.map((part) => part.settled());
    await untilLimit(Promise.all([...underWay, network.probe(seen)]));
    await this.#maintain();
    this.parts.keptParts.sweep();
    onChange();
  }

  async #maintain(): Promise<void> {
    const { cache, ledgers } = this.parts;
    await cache.maintain();
    await Promise.all(ledgers.map((ledger) => ledger.save().catch(() => undefined)));
  }
}
