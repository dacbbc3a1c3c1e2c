import { defineConfig } from 'vite';

/** The parts of the npm package for Node: the command and the Vite plugin. They are put beside the worker's files. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-package',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    ssr: true,
    lib: {
      entry: { cli: 'bin/nextreel.ts', vite: 'bin/vite-plugin.ts' },
      formats: ['es'],
    },
    rolldownOptions: { output: { chunkFileNames: '[name].js' } },
  },
});
