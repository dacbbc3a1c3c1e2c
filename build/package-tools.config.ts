import { defineConfig } from 'vite';

/** The npm package's part for Node: its command, and the plugin for Vite. All of it lies beside the worker's files. */
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
