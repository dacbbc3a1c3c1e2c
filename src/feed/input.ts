import { HoldReader } from './hold-reader.ts';
import { commandForKey, commands, isTooSoon, type KeyCommand, keyTargetOf } from './key-commands.ts';
import type { Tap } from './tap-reader.ts';

type Command = KeyCommand | 'retry';

const commandNames: ReadonlySet<unknown> = new Set<Command>([
  ...Object.values(commands),
  'save',
  'share',
  'menu',
  'retry',
]);

export type InputOptions = {
  readonly isDialogOpen: () => boolean;
  readonly run: (command: Command, atMs: number) => void;
  /** Called on a tap or click on the picture; a second one may follow. */
  readonly tap: (tap: Tap) => void;
  /** Called when a finger or the mouse starts and stops holding the picture. */
  readonly hold: (isHeld: boolean) => void;
};

/** Handles keys, holds of the picture, and every button that names its command in `data-command`. */
export function connectInput(page: Document, { isDialogOpen, run, tap, hold }: InputOptions): void {
  let lastKeyAtMs = Number.NEGATIVE_INFINITY;
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isDialogOpen()) return;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    const command = commandForKey({ key: event.key, hasModifier, target: keyTargetOf(event.target) });
    if (command === null) return;
    event.preventDefault();
    if (isTooSoon(command, event.repeat, lastKeyAtMs, event.timeStamp)) return;
    lastKeyAtMs = event.timeStamp;
    run(command, event.timeStamp);
  });
  const holding = new HoldReader(hold);
  page.addEventListener('pointerdown', (event) => {
    // With a second finger a pinch begins.
    if (!event.isPrimary) holding.up();
    // On a Mac, Control-click opens the context menu and no pointerup follows.
    else if (event.button === 0 && !event.ctrlKey && commandOf(event.target) === 'toggle-play') holding.down(event);
  });
  page.addEventListener('pointermove', (event) => holding.move(event));
  for (const type of ['pointerup', 'pointercancel'] as const) page.addEventListener(type, () => holding.up());
  page.addEventListener('click', (event) => {
    const command = commandOf(event.target);
    // A click caused by a key has a `detail` of 0.
    if (command === 'toggle-play' && event.detail > 0) {
      if (!holding.endsHold()) tap({ atMs: event.timeStamp, xPx: event.clientX, yPx: event.clientY });
    } else if (isCommand(command)) run(command, event.timeStamp);
  });
}

function commandOf(target: EventTarget | null): string | null | undefined {
  return target instanceof Element ? target.closest('[data-command]')?.getAttribute('data-command') : null;
}

function isCommand(name: unknown): name is Command {
  return commandNames.has(name);
}
