import { build, createServer } from 'vite';
import { expect, it, vi } from 'vitest';
import { nextreel } from './vite-plugin.ts';
import { workerFiles } from './worker-files.ts';

vi.mock('./worker-files.ts', () => ({
  workerFiles: ['sw.js', 'mp4.js'],
  readWorkerFile: (name: string) => `// ${name}`,
}));

/** Returns the file names of a client build, or of a server build. */
async function filesOf(isServer: boolean): Promise<string[]> {
  const page = { name: 'page', resolveId: (id: string) => id, load: () => 'export const page = 1' };
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [page, nextreel()],
    build: { write: false, ssr: isServer, rollupOptions: { input: 'page.js' } },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return outputs.map(({ fileName }) => fileName);
}

it('emits the worker’s files into the client build', async () => {
  expect(await filesOf(false)).toEqual(expect.arrayContaining([...workerFiles]));
});

it('does not emit the worker’s files into the server build', async () => {
  expect(await filesOf(true)).not.toEqual(expect.arrayContaining([workerFiles[0]]));
});

it('serves the worker’s files in the dev server at the addresses that they have in the build', async () => {
  const server = await createServer({
    configFile: false,
    logLevel: 'silent',
    base: '/shop/',
    plugins: [nextreel()],
    server: { host: '127.0.0.1', port: 0 },
  });
  try {
    const address = (await server.listen()).resolvedUrls?.local[0] ?? '';
    const textAt = async (path: string) => (await fetch(new URL(path, address))).text();
    expect(await textAt('/shop/sw.js')).toBe('// sw.js');
    expect(await textAt('/sw.js')).not.toBe('// sw.js');
  } finally {
    await server.close();
  }
});
