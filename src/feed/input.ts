import { commandForKey, isTooSoon, type KeyCommand } from './key-commands.ts';
import type { Tap } from './tap-reader.ts';

type Command = KeyCommand | 'retry';

const commandNames: ReadonlySet<unknown> = new Set<Command>([
  'next',
  'previous',
  'first',
  'last',
  'toggle-play',
  'toggle-sound',
  'show-keys',
  'toggle-dashboard',
  'toggle-stats',
  'like',
  'save',
  'share',
  'menu',
  'toggle-captions',
  'retry',
]);

export type InputOptions = {
  readonly isDialogOpen: () => boolean;
  readonly run: (command: Command, atMs: number) => void;
  /** A finger or the mouse on the picture: the second tap may follow. */
  readonly tap: (tap: Tap) => void;
};

/** Keys, and every button that names its command in `data-command`. */
export function connectInput(page: Document, { isDialogOpen, run, tap }: InputOptions): void {
  let lastKeyAtMs = Number.NEGATIVE_INFINITY;
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isDialogOpen()) return;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    const command = commandForKey({ key: event.key, hasModifier, target: kindOf(event.target) });
    if (command === null) return;
    event.preventDefault();
    if (isTooSoon(event.repeat, lastKeyAtMs, event.timeStamp)) return;
    lastKeyAtMs = event.timeStamp;
    run(command, event.timeStamp);
  });
  page.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const command = event.target.closest('[data-command]')?.getAttribute('data-command');
    // Keys press buttons without a count.
    if (command === 'toggle-play' && event.detail > 0) {
      tap({ atMs: event.timeStamp, xPx: event.clientX, yPx: event.clientY });
    } else if (isCommand(command)) run(command, event.timeStamp);
  });
}

function isCommand(name: unknown): name is Command {
  return commandNames.has(name);
}

function kindOf(target: EventTarget | null): 'field' | 'control' | 'page' {
  if (!(target instanceof Element)) return 'page';
  // A panel that scrolls by itself has the keys to itself.
  if (target.closest('input, textarea, select, [contenteditable], [data-own-keys]') !== null) return 'field';
  return target.closest('button, a[href]') === null ? 'page' : 'control';
}
