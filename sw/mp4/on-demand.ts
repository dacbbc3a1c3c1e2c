import { readMp4Address } from '../../src/shared/mp4-address.ts';
import type { ConverterParts, Mp4Converter } from './converter.ts';
import type { PartSource } from './file-answer.ts';
import type * as script from './script.ts';

export type Mp4Script = Pick<typeof script, 'Mp4Converter' | 'answerFile'>;

/** Answers URLs below an MP4 file with the converter, which is loaded for the first of them, and fetches all others. */
export class Mp4OnDemand {
  #script: Mp4Script | undefined;
  #converter: Mp4Converter | undefined;

  constructor(
    readonly parts: Omit<ConverterParts, 'onRefused'> & {
      readonly loadMp4: () => Mp4Script;
      readonly log: { warn(message: string, cause: unknown): void };
    },
  ) {}

  readonly fetch: typeof fetch = async (input, init = {}) => {
    if (typeof input !== 'string' || readMp4Address(input) === null) return this.parts.fetch(input, init);
    const script = this.#load();
    // As for a file that cannot be converted: the browser's own player takes over.
    if (script === undefined) return new Response(null, { status: 415 });
    const onRefused = (fileUrl: string, cause: unknown) =>
      this.parts.log.warn(`${fileUrl} is left to the video element`, cause);
    this.#converter ??= new script.Mp4Converter({ ...this.parts, onRefused });
    return this.#converter.answer(input, init);
  };

  /** Makes the browser store the script with the worker. Returns false if it did not load. */
  keepScript(): boolean {
    return this.#load() !== undefined;
  }

  /** Answers a video element that reads a plain file. */
  answerFile(media: PartSource, event: Pick<ExtendableEvent, 'waitUntil'>, request: Request): Promise<Response> {
    const script = this.#load();
    return script === undefined ? fetch(request) : script.answerFile(this.parts.keyOf, media, event, request);
  }

  #load(): Mp4Script | undefined {
    try {
      this.#script ??= this.parts.loadMp4();
    } catch (cause) {
      this.parts.log.warn('The script for MP4 files did not load, so the video element plays them itself', cause);
    }
    return this.#script;
  }
}
