import { digestOf, type ExportedReel, writeHead } from '../file-format.ts';
import { filesOf, reel } from './saved-browser.ts';

export type Change = (reels: ExportedReel[], bodies: Uint8Array<ArrayBuffer>[]) => void;

/** Builds a malicious export: `change` alters its contents, but it is well formed and all digests match. */
export async function forge(change: Change): Promise<Blob> {
  const encoder = new TextEncoder();
  const bodies = [...filesOf('r').values()].map((text) => Uint8Array.from(encoder.encode(text)));
  const keys = [...filesOf('r').keys()];
  const files = keys.map((key) => ({ key, type: 'video/mp4', fileBytes: null, bytes: 0, sha256: '' }));
  const reels: ExportedReel[] = [{ reel: reel('r'), version: 'v1', files }];
  change(reels, bodies);
  let place = 0;
  for (const one of reels) {
    for (const [at_, file] of one.files.entries()) {
      const body = bodies[place] ?? new Uint8Array();
      one.files[at_] = { ...file, bytes: body.length, sha256: await digestOf(body.buffer) };
      place += 1;
    }
  }
  return new Blob([await writeHead(reels), ...bodies]);
}
