import type { HlsText, Line } from './hls-text.ts';
import { textLimits } from './limits.ts';

/** Methods that encrypt segments as a whole. */
const wholeMethods: ReadonlySet<string> = new Set(['AES-128', 'AES-256', 'AES-256-CTR']);
const sampleMethods: ReadonlySet<string> = new Set(['SAMPLE-AES', 'SAMPLE-AES-CENC', 'SAMPLE-AES-CTR']);
const keySystems: ReadonlySet<string> = new Set([
  'com.apple.streamingkeydelivery',
  'com.microsoft.playready',
  'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed',
  'org.w3.clearkey',
]);

/** Collects the keys of a playlist that a listed file needs. */
export class SegmentKeys {
  readonly #used = new Set<string>();
  /** The latest key of each format that no listed file has needed yet. */
  readonly #unused = new Map<string, string>();
  #areNeeded = false;

  constructor(readonly source: HlsText) {}

  get used(): readonly string[] {
    return [...this.#used];
  }

  /** Whether files listed at this point are encrypted. */
  get areNeeded(): boolean {
    return this.#areNeeded;
  }

  /** Reads an EXT-X-KEY. Ignores unsupported ones, as hls.js does. */
  read(line: Line): void {
    const attributes = this.source.attributesOf(line);
    const method = attributes.get('METHOD') ?? '';
    const format = attributes.get('KEYFORMAT') ?? 'identity';
    const uri = attributes.get('URI') ?? '';
    if (method === 'NONE') {
      this.#areNeeded = false;
      this.#unused.clear();
    } else if (isSupported(method, format)) {
      this.#areNeeded = true;
      // Key systems name keys in their own way, so these need not be URLs.
      if (uri !== '') this.#unused.set(format, this.source.resolve(uri) ?? uri);
      const { keyFormats } = textLimits;
      if (this.#unused.size > keyFormats)
        throw this.source.error(`has a segment with keys in over ${keyFormats} formats`);
    }
  }

  /** Marks the current keys as needed by a listed file. */
  use(): void {
    // Called for every segment: mostly there is nothing to do.
    if (this.#unused.size === 0) return;
    for (const uri of this.#unused.values()) this.#used.add(uri);
    this.#unused.clear();
  }
}

function isSupported(method: string, format: string): boolean {
  if (wholeMethods.has(method)) return true;
  return format === 'identity' ? method === 'SAMPLE-AES' : keySystems.has(format) && sampleMethods.has(method);
}
