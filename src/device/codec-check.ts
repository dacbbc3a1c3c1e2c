import { isCaptionCodec } from '../shared/caption-codec.ts';
import type { Verdict, VerdictCache } from './verdict-cache.ts';

/** The plainest codec of each family: if it cannot be played, the whole family counts as undecodable. */
const families: Readonly<Record<string, string>> = {
  avc1: 'avc1.42E01E',
  hvc1: 'hvc1.1.6.L93.B0',
  hev1: 'hev1.1.6.L93.B0',
  vp09: 'vp09.00.31.08',
  av01: 'av01.0.04M.08',
  dvh1: 'dvh1.05.03',
  mp4a: 'mp4a.40.2',
  opus: 'opus',
  fLaC: 'fLaC',
  'ac-3': 'ac-3',
  'ec-3': 'ec-3',
};

const isSound = (codec: string) => /^(mp4a|opus|flac|ac-3|ec-3|ac-4|alac)\b/i.test(codec);

/** Asks the browser which codecs it plays: those of common families at once, any other one when a reel uses it. */
export class CodecCheck {
  readonly #checked = new Set<string>();

  constructor(
    readonly cache: VerdictCache,
    readonly onChange: () => void,
    readonly ask: (codec: string) => Promise<Verdict> = queryBrowser,
  ) {}

  start(): void {
    for (const codec of Object.values(families)) this.note(codec);
  }

  /** Checks the codecs of a CODECS attribute. */
  note(codecs: string): void {
    for (const codec of codecs.split(',')) if (!isCaptionCodec(codec)) void this.#check(codec.trim());
  }

  get undecodable(): string[] {
    const { all } = this.cache;
    const isRefused = (codec: string) => all.get(codec)?.supported === false;
    const names = Object.keys(families).filter((family) => isRefused(families[family] ?? ''));
    return [...new Set([...names, ...[...all.keys()].filter(isRefused)])].toSorted();
  }

  async #check(codec: string): Promise<void> {
    if (codec === '' || codec.length > 100 || this.#checked.has(codec)) return;
    this.#checked.add(codec);
    if (this.cache.get(codec) !== undefined) return;
    try {
      this.cache.set(codec, await this.ask(codec));
      this.onChange();
    } catch {
      // No verdict: the player will find out on its own.
    }
  }
}

/** Asks for a reel of a usual size. */
async function queryBrowser(codec: string): Promise<Verdict> {
  const contentType = `${isSound(codec) ? 'audio' : 'video'}/mp4; codecs="${codec}"`;
  const { mediaCapabilities }: { mediaCapabilities?: MediaCapabilities } = navigator;
  if (mediaCapabilities === undefined) {
    const supported = 'MediaSource' in globalThis && MediaSource.isTypeSupported(contentType);
    return { supported, smooth: supported, powerEfficient: supported };
  }
  const { supported, smooth, powerEfficient } = await mediaCapabilities.decodingInfo({
    type: 'media-source',
    ...(isSound(codec)
      ? { audio: { contentType } }
      : { video: { contentType, width: 720, height: 1280, bitrate: 2_500_000, framerate: 30 } }),
  });
  return { supported, smooth, powerEfficient };
}
