import { readMp4Address } from '../../src/shared/mp4-address.ts';
import type { ConverterParts, Mp4Converter } from './converter.ts';
import type * as script from './script.ts';

export type Mp4Script = Pick<typeof script, 'Mp4Converter'>;

/** Fetches as before, and has what lies below an MP4 file made by the converter, which is loaded for the first of it. */
export class Mp4OnDemand {
  #converter: Mp4Converter | undefined;

  constructor(
    readonly parts: ConverterParts & { readonly load: () => Mp4Script; readonly onMissing: (cause: unknown) => void },
  ) {}

  readonly fetch: typeof fetch = async (input, init = {}) => {
    if (typeof input !== 'string' || readMp4Address(input) === null) return this.parts.fetch(input, init);
    const converter = this.#load();
    // As for a file that cannot be converted: the page's own player takes over.
    return converter === undefined ? new Response(null, { status: 415 }) : converter.answer(input, init);
  };

  /** Has the script stored with the worker. Without it the worker is as good for everything else. */
  keepScript(): void {
    try {
      this.parts.load();
    } catch (cause) {
      this.parts.onMissing(cause);
    }
  }

  #load(): Mp4Converter | undefined {
    try {
      this.#converter ??= new (this.parts.load().Mp4Converter)(this.parts);
    } catch (cause) {
      this.parts.onMissing(cause);
    }
    return this.#converter;
  }
}
