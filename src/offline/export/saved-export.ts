import type { SavedRecord } from '../../shared/saved-record.ts';
import type { SavedReel } from '../../shared/saved.ts';
import { doorsOf, isEncrypted, textIn } from './addresses.ts';
import { digestOf, type ExportedFile, type ExportedReel, writeHead } from './form.ts';
import { ExportError } from './refusal.ts';
import { SavedDatabase } from './saved-database.ts';

/** Why a reel stays here: its keys are sealed, it is one viewer's own, it is not whole yet, or it cannot be read. */
export type StayReason = 'encrypted' | 'personal' | 'unfinished' | 'unreadable';
export type LeftReel = { readonly id: string; readonly title: string; readonly reason: StayReason };
/** 0 to 1. */
export type OnProgress = (share: number) => void;

export const exportType = 'application/x-nextreel';
export const exportEnding = '.nextreel';

export type ExportOptions = {
  /** Base addresses of origins with the same media below each. */
  readonly origins: readonly string[];
  readonly onProgress?: OnProgress | undefined;
};

/** What leaves this browser, ready to be written as often as somebody likes. */
export class SavedExport {
  constructor(
    readonly head: Uint8Array<ArrayBuffer>,
    readonly units: readonly { readonly unit: string; readonly files: readonly ExportedFile[] }[],
    readonly reels: readonly { readonly id: string; readonly title: string }[],
    readonly left: readonly LeftReel[],
    readonly onProgress: OnProgress = () => undefined,
  ) {}

  get bytes(): number {
    const files = this.units.flatMap((one) => one.files);
    return files.reduce((sum, { bytes }) => sum + bytes, this.head.length);
  }

  /** One file after the other, read as the reader wants the next. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const chunks = this.#chunks();
    return new ReadableStream(
      {
        pull: async (controller) => {
          const { done, value } = await chunks.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => void (await chunks.return(undefined)),
      },
      { highWaterMark: 1 },
    );
  }

  /** Collected by the browser, which may leave it on the disk. */
  async file(name: string): Promise<File> {
    return new File([await new Response(this.stream()).blob()], name, { type: exportType });
  }

  async *#chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    const total = this.bytes;
    let written = this.head.length;
    yield this.head;
    const database = await openSaved();
    try {
      for (const { unit, files } of this.units)
        for (const { key, sha256 } of files) {
          const file = await database.file(unit, key);
          if (file === undefined || file === 'sealed') throw new ExportError('gone');
          if ((await digestOf(file.bytes)) !== sha256) throw new ExportError('gone');
          written += file.bytes.byteLength;
          this.onProgress(0.5 + (0.5 * written) / total);
          yield new Uint8Array(file.bytes);
        }
    } finally {
      database.close();
    }
  }
}

/** Looks through everything that is to leave: all saved reels, or these. */
export async function exportSaved(
  reelIds: readonly string[] | null,
  { origins, onProgress = () => undefined }: ExportOptions,
): Promise<SavedExport> {
  const database = await SavedDatabase.open();
  const records = (await database?.records()) ?? [];
  const wanted = reelIds === null ? records : records.filter(({ reel }) => reelIds.includes(reel.id));
  const left: LeftReel[] = [];
  const reels: ExportedReel[] = [];
  const units: { unit: string; files: readonly ExportedFile[] }[] = [];
  try {
    for (const [place, record] of wanted.entries()) {
      const looked = database === undefined ? 'unreadable' : await look(database, record, origins);
      const { id, title } = record.reel;
      if (typeof looked === 'string') left.push({ id, title, reason: looked });
      else {
        reels.push(looked);
        units.push({ unit: record.whole?.name ?? '', files: looked.files });
      }
      onProgress((0.5 * (place + 1)) / wanted.length);
    }
  } finally {
    database?.close();
  }
  const named = reels.map(({ reel: { id, title } }) => ({ id, title }));
  return new SavedExport(await writeHead(reels), units, named, left, onProgress);
}

async function look(
  database: SavedDatabase,
  { reel, whole }: SavedRecord,
  origins: readonly string[],
): Promise<ExportedReel | StayReason> {
  if (whole === null || whole.name === '') return 'unfinished';
  if (whole.keys.some((key) => key.includes('#viewer='))) return 'personal';
  const files: ExportedFile[] = [];
  for (const key of whole.keys) {
    const file = await database.file(whole.name, key);
    if (file === 'sealed') return 'encrypted';
    if (file === undefined) return 'unreadable';
    if (isEncrypted(textIn(file.bytes) ?? '')) return 'encrypted';
    const { type, fileBytes, bytes } = file;
    files.push({ key, type, fileBytes, bytes: bytes.byteLength, sha256: await digestOf(bytes) });
  }
  const { keys: _keys, ...known } = reel;
  return { reel: { ...known, ...lastingAddresses(reel, whole.keys, origins) }, version: whole.version, files };
}

/**
 * The reel's addresses as its files are named: by the origin that stands for all of its replicas, without a fragment, and
 * with a query in the worker's order. The other browser need not know that they are replicas.
 */
function lastingAddresses({ url, format, poster }: SavedReel, keys: readonly string[], origins: readonly string[]) {
  const nameOf = new Map(keys.filter((key) => !key.includes('#')).map((key) => [inOneOrder(key), key]));
  const lasting = (address: string, doorsTo: (address: string) => readonly string[]) => {
    const paths = origins.filter((base) => address.startsWith(base)).map((base) => address.slice(base.length));
    const replicas = paths.flatMap((path) => origins.map((base) => `${base}${path}`));
    for (const one of [address, ...replicas]) {
      const names = doorsTo(one).map((door) => nameOf.get(inOneOrder(door)));
      const name = names.find((known) => known !== undefined);
      if (name !== undefined) return `${one.replace(/[?#].*/, '')}${/\?.*/.exec(name)?.[0] ?? ''}`;
    }
    return address.replace(/#.*/, '');
  };
  return {
    url: lasting(url, (one) => doorsOf({ url: one, format })),
    poster: poster === null ? null : lasting(poster, (one) => [one]),
  };
}

/** Equal for addresses that differ in the order of their queries alone. */
function inOneOrder(address: string): string {
  const [, path = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(address) ?? [];
  const pairs = query.slice(1).split('&').toSorted();
  return [path, ...pairs.filter((pair) => pair !== '')].join('&');
}

async function openSaved(): Promise<SavedDatabase> {
  const database = await SavedDatabase.open();
  if (database === undefined) throw new ExportError('gone');
  return database;
}
