import type { ExtraCommand } from './feed/key-commands.ts';
import { log } from './log.ts';
import type { ExtrasOptions, ReelExtras } from './reel-extras.ts';

const extraCommands: ReadonlySet<string> = new Set<ExtraCommand>([
  'save',
  'share',
  'menu',
  'toggle-captions',
  'toggle-fullscreen',
  'show-keys',
]);

export function isExtra(command: string): command is ExtraCommand {
  return extraCommands.has(command);
}

/** Loads the features that playback does not need, once. A failed load may be retried. */
export class LazyExtras {
  #loaded: ReelExtras | null = null;
  #loading: Promise<ReelExtras | null> | null = null;

  constructor(readonly readOptions: () => ExtrasOptions) {}

  get loaded(): ReelExtras | null {
    return this.#loaded;
  }

  async run(command: ExtraCommand): Promise<void> {
    const loaded = await this.load();
    if (loaded === null) this.readOptions().status.showBriefly('That did not load. Try again');
    else loaded.run(command);
  }

  load(): Promise<ReelExtras | null> {
    this.#loading ??= import('./reel-extras.ts').then(
      ({ ReelExtras: Extras }) => (this.#loaded = new Extras(this.readOptions())),
      (cause: unknown) => {
        this.#loading = null;
        log('warn', 'The menus did not load.', cause);
        return null;
      },
    );
    return this.#loading;
  }
}
