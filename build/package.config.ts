import { defineConfig } from 'vite';
import packageFile from '../package.json' with { type: 'json' };
import { serviceWorker } from './service-worker-plugin.ts';

/** The npm package: a module for each public entry, and a worker without an app shell of its own. */
export default defineConfig({
  publicDir: false,
  define: { VERSION: JSON.stringify(packageFile.version) },
  build: {
    outDir: 'dist-package',
    target: 'es2022',
    sourcemap: true,
    // A team's own bundler does it, and tells better errors without.
    minify: false,
    lib: { entry: { index: 'src/package/index.ts' }, formats: ['es'] },
    rolldownOptions: { output: { chunkFileNames: 'chunks/[name].js' } },
  },
  plugins: [serviceWorker('sw/index.ts', null, { worker: 'nextreel-sw.js', mp4: 'nextreel-mp4.js' })],
});
