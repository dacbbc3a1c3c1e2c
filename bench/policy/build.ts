import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles the policy into one self-contained module, for the challenge's own simulator. */
export async function buildPolicy(outDir: string): Promise<string> {
  const fileName = 'policy.mjs';
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('policy.ts', import.meta.url)),
        formats: ['es'],
        fileName: () => fileName,
      },
    },
  });
  return `${outDir}/${fileName}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(`Wrote ${await buildPolicy(fileURLToPath(new URL('../../dist-bench', import.meta.url)))}`);
