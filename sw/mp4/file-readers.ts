import * as v from 'valibot';
import { fingerprint } from '../decision/resource/fingerprint.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const maxReaders = 1000;

type ReadRequest = Pick<FetchEvent, 'clientId' | 'request'>;

/**
 * Which elements read a file from the worker. Chromium fails an element without `crossorigin` whose file comes partly
 * from a worker and partly from the network. So each file is read to its end from the source it was begun with, even if
 * this worker is stopped meanwhile.
 */
export class FileReaders {
  readonly #kept: Kept<readonly string[]>;

  constructor(memory: Memory) {
    this.#kept = new Kept<readonly string[]>(memory, {
      empty: () => [],
      read: readList(v.string(), maxReaders),
      merge: (kept, since) => [...kept, ...since],
    });
  }

  /** Whether the element is known to read this file from the worker. */
  has(read: ReadRequest): boolean {
    return this.#kept.value.includes(nameOf(read));
  }

  async answer(read: ReadRequest, answer: () => Promise<Response>): Promise<Response> {
    const { request } = read;
    if (request.mode !== 'no-cors') return answer();
    await this.#kept.restore();
    if (/=[-1-9]/.test(request.headers.get('range') ?? '')) return this.has(read) ? answer() : fetch(request);
    const response = await answer();
    const name = nameOf(read);
    const others = this.#kept.value.filter((one) => one !== name);
    this.#kept.value = response.type === 'default' ? [...others, name].slice(-maxReaders) : others;
    void this.#kept.save();
    return response;
  }

  /** Rejects if the list of readers may still be stored. */
  forget(): Promise<void> {
    return this.#kept.forget();
  }
}

/** Identifies page and file by a fingerprint, so that no URL is stored. */
function nameOf({ clientId, request }: ReadRequest): string {
  return fingerprint(`${clientId} ${request.url}`);
}
