import { commandForKey, isTooSoon, keyTargetOf } from '../feed/key-commands.ts';

/** The actions of keys, by their names on the reels page. */
export type KeyActions = Readonly<Record<string, () => void>>;

/** Handles keys pressed in a feed, wherever its focus is. */
export class FeedKeys {
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(readonly actions: KeyActions) {}

  press(event: KeyboardEvent): void {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    // `event.target` would be the host of the shadow tree.
    const target = keyTargetOf(event.composedPath()[0] ?? null);
    const command = commandForKey({ key: event.key, hasModifier, target });
    const act = command === null ? undefined : this.actions[command];
    if (command === null || act === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (isTooSoon(command, event.repeat, this.#lastAtMs, event.timeStamp)) return;
    this.#lastAtMs = event.timeStamp;
    act();
  }
}
