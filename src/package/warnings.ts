import { log } from '../log.ts';

type WarningListener = (message: string, cause?: unknown) => void;

const toConsole: WarningListener = (message, cause) => log('warn', message, cause);

const passedTo = new WeakMap<WarningListener, Set<string>>();

/**
 * Passes each warning to its listener once: a setup error would otherwise repeat at every swipe and every `connect()`.
 */
export class Warnings {
  readonly #passed: Set<string>;

  constructor(readonly say: WarningListener = toConsole) {
    this.#passed = passedTo.get(say) ?? new Set();
    passedTo.set(say, this.#passed);
  }

  once(message: string, cause?: unknown): void {
    if (this.#passed.has(message)) return;
    this.#passed.add(message);
    try {
      this.say(message, cause);
    } catch {
      // An error in the site's listener must not stop playback.
    }
  }
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
