import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from '../demo/demo.ts';

export type ChangedWorker = {
  readonly pageUrl: string;
  readonly originUrls: readonly string[];
  /** Changes the worker's script from the next request on. */
  change(edit: (script: string) => string): Promise<void>;
  close(): Promise<void>;
};

/** A demo of its own, whose worker script a test may change. */
export async function startChangedWorker(
  edit: (script: string) => string = (script) => script,
): Promise<ChangedWorker> {
  const dist = await mkdtemp(join(tmpdir(), 'nextreel-dist-'));
  await cp(fileURLToPath(new URL('../dist', import.meta.url)), dist, { recursive: true });
  const path = join(dist, 'sw.js');
  const change: ChangedWorker['change'] = async (next) => writeFile(path, next(await readFile(path, 'utf8')));
  await change(edit);
  const demo = await startDemo({ port: 0, dist });
  const close = async () => {
    await demo.close();
    await rm(dist, { recursive: true, force: true });
  };
  return { pageUrl: demo.pageUrl, originUrls: demo.originUrls, change, close };
}
