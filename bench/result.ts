import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../dist-bench/', import.meta.url);

/** Where a bench leaves what it has measured. */
export function resultFile(bench: string): string {
  return fileURLToPath(new URL(`${bench}.json`, folder));
}

/** For the board, and for whoever wants more than the printed table. */
export async function writeResult(bench: string, result: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(resultFile(bench), `${JSON.stringify(result, null, 2)}\n`);
}
