import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../dist-bench/', import.meta.url);

/** Returns the path of a bench's result file. */
export function resultFile(bench: string): string {
  return fileURLToPath(new URL(`${bench}.json`, folder));
}

/** Writes the result as JSON, for the board and for details beyond the printed table. */
export async function writeResult(bench: string, result: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(resultFile(bench), `${JSON.stringify(result, null, 2)}\n`);
}
