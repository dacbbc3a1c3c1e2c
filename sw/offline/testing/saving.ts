import type { SavedReel } from '../../../src/shared/saved.ts';
import { DownloadError } from '../../decision/origin/download-error.ts';
import type { Resource } from '../../decision/resource/resource.ts';
import { SavedReels } from '../saved-reels.ts';
import { Saver, type UnitName } from '../saver.ts';

export const at = (path: string) => `https://a.example/${path}`;

export const reel = (id: string): SavedReel => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls',
  poster: `https://a.example/${id}/poster.webp`,
  durationSeconds: 4,
  tags: [],
  title: `Reel ${id}`,
  author: 'Ann',
});

const manifest = [
  '#EXTM3U',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="sound.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",URI="ton.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="words.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,AUDIO="a",SUBTITLES="s"',
  'low.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a",SUBTITLES="s"',
  'high.m3u8',
].join('\n');
export const playlistOf = (name: string, extension: string, head: readonly string[] = []) =>
  ['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...head, '#EXTINF:2,', `${name}0.${extension}`, '#EXTINF:2,']
    .concat([`${name}1.${extension}`, '#EXT-X-ENDLIST', ''])
    .join('\n');
const texts: Readonly<Record<string, string>> = {
  'main.m3u8': manifest,
  'low.m3u8': playlistOf('low', 'm4s', ['#EXT-X-MAP:URI="low-init.mp4"']),
  'high.m3u8': playlistOf('high', 'm4s'),
  'sound.m3u8': playlistOf('sound', 'm4s'),
  'words.m3u8': playlistOf('words', 'vtt'),
};
export const filesOfReel = [
  'main.m3u8',
  'low.m3u8',
  'sound.m3u8',
  'words.m3u8',
  'poster.webp',
  'low-init.mp4',
  'low0.m4s',
  'low1.m4s',
  'sound0.m4s',
  'sound1.m4s',
  'words0.vtt',
  'words1.vtt',
];
export const pathsOf = (id: string) => filesOfReel.map((name) => at(`${id}/${name}`)).toSorted();
export const nameOf = (key: string) => key.split('/').at(-1) ?? '';

type File = { readonly entry: { readonly key: string; readonly sizeBytes: number }; readonly body: Blob };
export const fileOf = (key: string, text = texts[nameOf(key)] ?? '0123456789'): File => {
  const body = new Blob([text]);
  return { entry: { key, sizeBytes: body.size }, body };
};

/** A cache, a network and a database of saved reels, all of which the test can make fail. */
export function bench() {
  const cached = new Map<string, { readonly file: File; readonly isPinned: boolean }>();
  const records = new Map<string, unknown>();
  const units = new Map<string, Map<string, File>>();
  const fetched: string[] = [];
  /** Keys of files that the cache dropped because they have been saved. */
  const handedOver: string[] = [];
  /** The sizes for which the cache was asked to make room. */
  const roomMade: number[] = [];
  const world = {
    isHeld: false,
    shown: '',
    /** Index of the rendition that this device prefers. */
    preferred: 0,
    isStoreAway: false,
    awaitsViewer: false,
    isGuess: false,
    isListing: false,
    audio: null as string | null,
    isFull: false,
    nowMs: 1_000_000,
    /** The list of version 0.1, which had no units. */
    older: undefined as unknown,
    away: new Set<string>(),
    texts: new Map<string, string>(),
  };
  let names = 0;
  const ifStoreWorks = <T>(value: () => T) =>
    world.isStoreAway ? Promise.reject(new Error('no answer')) : Promise.resolve(value());
  let answer: (resource: Resource) => Error | undefined = () => undefined;
  let onFetch: (key: string) => void = () => undefined;
  const arrivingOf = (reelId: string): unknown => Reflect.get(Object(records.get(reelId)), 'arriving');
  const store = {
    readReels: () => ifStoreWorks(() => [...records.values()]),
    writeReel: (id: string, record: unknown) => ifStoreWorks(() => void records.set(id, structuredClone(record))),
    replace: (id: string, record: unknown, gone: readonly string[]) =>
      ifStoreWorks(() => {
        if (record === null) records.delete(id);
        else records.set(id, structuredClone(record));
        for (const unit of gone) units.delete(unit);
      }),
    clear: () =>
      ifStoreWorks(() => {
        records.clear();
        units.clear();
      }),
    putFile: ({ reelId, unit }: UnitName, file: File) => {
      if (world.isFull) return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
      return ifStoreWorks(() => {
        if (Reflect.get(Object(arrivingOf(reelId)), 'name') !== unit) return undefined;
        const known = units.get(unit) ?? new Map<string, File>();
        const gained = known.has(file.entry.key) ? 0 : 1;
        units.set(unit, known.set(file.entry.key, file));
        return gained;
      });
    },
    units: () => ifStoreWorks(() => new Map([...units].map(([name, files]) => [name, new Set(files.keys())]))),
    bytesOf: (name: string) =>
      ifStoreWorks(() => [...(units.get(name)?.values() ?? [])].reduce((sum, { body }) => sum + body.size, 0)),
    dropUnits: (gone: readonly string[]) =>
      ifStoreWorks(() => {
        for (const name of gone) units.delete(name);
      }),
  };
  const older = {
    read: () => ifStoreWorks(() => world.older),
    write: (value: unknown) => ifStoreWorks(() => void (world.older = value)),
  };
  const startSaver = () => {
    const nowMs = () => world.nowMs;
    const reels = new SavedReels({
      store,
      older,
      nowMs,
      newName: () => `unit-${(names += 1)}`,
      keysLike: (key) => [key],
    });
    const saver: Saver<File> = new Saver<File>({
      reels,
      store,
      network: {
        identity: () =>
          Promise.resolve({ origins: [{ id: 'a', url: 'https://a.example/' }], volatileParameters: ['sig'] }),
      },
      planner: {
        choose: () =>
          Promise.resolve((_url, { renditions }) => {
            const chosen = renditions[world.preferred];
            if (chosen === undefined) throw new RangeError('no rendition');
            return chosen;
          }),
      },
      background: {
        isInBackground: (unit) => Promise.resolve(world.away.has(unit)),
        recall: (gone) => {
          for (const name of gone) world.away.delete(name);
          return Promise.resolve();
        },
      },
      cache: {
        findCurrent: (key) => Promise.resolve(cached.get(key)?.file),
        hasEvenIfStale: (key) => ifStoreWorks(() => cached.has(key)),
        drop: (keys) => {
          for (const key of keys) cached.delete(key);
          return Promise.resolve();
        },
        dropSaved: (keys) => {
          for (const key of keys) if (cached.delete(key)) handedOver.push(key);
          return Promise.resolve();
        },
        dropPinned: () => {
          for (const [key, { isPinned }] of cached) if (isPinned) cached.delete(key);
          return Promise.resolve();
        },
        makeRoom: (bytes) => {
          roomMade.push(bytes);
          return Promise.resolve();
        },
      },
      fetch: (resource, signal) => {
        const { key } = resource;
        fetched.push(key);
        const failure = answer(resource);
        onFetch(key);
        if (signal.aborted) return Promise.reject(new DownloadError('aborted', key));
        return failure === undefined ? Promise.resolve(fileOf(key, world.texts.get(key))) : Promise.reject(failure);
      },
      lanes: {
        get isPlaybackShort() {
          return world.isHeld;
        },
      },
      navigator: { onLine: true },
      personal: {
        get awaitsViewer() {
          return world.awaitsViewer;
        },
        isGuess: () => world.isGuess,
      },
      view: {
        withCurrentUrls: (saved) => saved,
        isShowing: (reelId) => world.shown === reelId,
        isListing: () => world.isListing,
        get latest() {
          return { languages: { audio: world.audio, captions: null } };
        },
      },
      nowMs,
    });
    return { saver, reels };
  };
  return {
    ...startSaver(),
    startSaver,
    world,
    cached,
    units,
    records,
    fetched,
    handedOver,
    roomMade,
    answerWith: (next: typeof answer) => (answer = next),
    whenFetching: (next: typeof onFetch) => (onFetch = next),
    /** Works until this file is requested: then playback runs short, until the work is over. */
    workUntil: async (saver: ReturnType<typeof startSaver>['saver'], path: string) => {
      onFetch = (key) => {
        if (key !== at(path)) return;
        world.isHeld = true;
        saver.hold();
      };
      await saver.work();
      onFetch = () => undefined;
      world.isHeld = false;
    },
    cache: (path: string, isPinned = false) => cached.set(at(path), { file: fileOf(at(path)), isPinned }),
    /** Returns the keys of all files in all units. */
    saved: () => [...units.values()].flatMap((files) => [...files.keys()]).toSorted(),
    textIn: async (path: string) => {
      const [found] = [...units.values()].flatMap((files) => files.get(at(path)) ?? []);
      return (await found?.body.text()) ?? '';
    },
  };
}
