import * as v from 'valibot';
import { fingerprint } from '../decision/resource/fingerprint.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const mostReadings = 1000;

type Asking = Pick<FetchEvent, 'clientId' | 'request'>;

/**
 * Which elements read a file from here. Chromium gives up on an element without `crossorigin` whose file comes partly from
 * a worker and partly from the network. So each is read to its end from where it was begun, also when this worker is
 * stopped meanwhile.
 */
export class Readings {
  readonly #kept: Kept<readonly string[]>;

  constructor(memory: Memory) {
    this.#kept = new Kept<readonly string[]>(memory, {
      empty: () => [],
      read: readList(v.string(), mostReadings),
      merge: (kept, since) => [...kept, ...since],
    });
  }

  /** As far as it is known. */
  has(asking: Asking): boolean {
    return this.#kept.value.includes(nameOf(asking));
  }

  async answer(asking: Asking, answer: () => Promise<Response>): Promise<Response> {
    const { request } = asking;
    if (request.mode !== 'no-cors') return answer();
    await this.#kept.restore();
    if (/=[1-9]/.test(request.headers.get('range') ?? '')) return this.has(asking) ? answer() : fetch(request);
    const response = await answer();
    const name = nameOf(asking);
    const others = this.#kept.value.filter((one) => one !== name);
    this.#kept.value = response.type === 'default' ? [...others, name].slice(-mostReadings) : others;
    void this.#kept.save();
    return response;
  }

  /** Rejects when it may still be written down. */
  forget(): Promise<void> {
    return this.#kept.forget();
  }
}

/** No address is written down. */
function nameOf({ clientId, request }: Asking): string {
  return fingerprint(`${clientId} ${request.url}`);
}
