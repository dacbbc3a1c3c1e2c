import { log } from '../log.ts';

type Say = (message: string, cause?: unknown) => void;

const toConsole: Say = (message, cause) => log('warn', message, cause);

const saidTo = new WeakMap<Say, Set<string>>();

/**
 * Passes each warning to its listener once: a setup error would otherwise repeat at every swipe and every `connect()`.
 */
export class Warnings {
  readonly #said: Set<string>;

  constructor(readonly say: Say = toConsole) {
    this.#said = saidTo.get(say) ?? new Set();
    saidTo.set(say, this.#said);
  }

  once(message: string, cause?: unknown): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    try {
      this.say(message, cause);
    } catch {
      // An error in the site's listener must not stop playback.
    }
  }
}

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
