import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';

export type Measured = {
  /** Processor time, so that other load on the machine does not count. */
  readonly processorMs: number;
  /** Growth of the heap by the reading, garbage included. */
  readonly keptBytes: number;
  readonly refusal: string | null;
};

/** The memory allowed for the reading. */
export const maxMebibytes = 64;
/** The memory of the process itself, including the input that it makes. */
const ownMebibytes = 96;
const execute = promisify(execFile);

/** Reads each input in a process of its own, which crashes if the reading needs more memory than allowed. */
export class Readings {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Readings> {
    const folder = await mkdtemp(join(tmpdir(), 'nextreel-hostile-'));
    const entry = fileURLToPath(new URL('reading.ts', import.meta.url));
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: entry,
        outDir: folder,
        minify: false,
        rolldownOptions: { output: { entryFileNames: 'reading.mjs' } },
      },
      ssr: { noExternal: true },
    });
    return new Readings(folder);
  }

  async read(number: number): Promise<Measured> {
    const limit = `--max-old-space-size=${maxMebibytes + ownMebibytes}`;
    const program = [limit, join(this.folder, 'reading.mjs'), String(number)];
    const { stdout } = await execute(process.execPath, program, { timeout: 60_000 });
    const measured: Measured = JSON.parse(stdout);
    return measured;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
