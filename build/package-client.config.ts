import { defineConfig } from 'vite';
import packageFile from '../package.json' with { type: 'json' };

/** The modules of the npm package that pages load, one for each public entry. */
export default defineConfig({
  publicDir: false,
  define: { VERSION: JSON.stringify(packageFile.version), API_BASE: '"/nextreel"' },
  build: {
    outDir: 'dist-package',
    target: 'es2022',
    sourcemap: true,
    // The bundler of the site minifies, and unminified code gives better error messages.
    minify: false,
    lib: {
      entry: {
        index: 'src/package/index.ts',
        hls: 'src/package/hls.ts',
        shaka: 'src/package/shaka.ts',
        react: 'src/package/react.ts',
        vue: 'src/package/vue.ts',
        element: 'src/package/element.ts',
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: Object.keys(packageFile.peerDependencies),
      output: { chunkFileNames: 'chunks/[name].js' },
    },
  },
});
