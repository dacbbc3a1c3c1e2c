import { log } from '../log.ts';

type Say = (message: string, cause?: unknown) => void;

const toConsole: Say = (message, cause) => log('warn', message, cause);

const saidTo = new WeakMap<Say, Set<string>>();

/** Says each thing once to whoever listens: what is wrong on a page is wrong at every swipe, and at every `connect()`. */
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
      // A listener of the host that fails is the host's affair, and must not stop playback.
    }
  }
}

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
