import { type CompressOptions, minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * Minifies with terser after Vite's own minifier, which saves another 2 %. The options that are off would make a script
 * shorter but its compressed form longer. `more` adds options that are safe only if all code of the script is known.
 */
export function compressAgain(more: CompressOptions = {}): Plugin {
  return {
    name: 'nextreel:compress-again',
    apply: 'build',
    generateBundle: {
      // Last, because Vite adds the lists of dynamically loaded files late.
      order: 'post',
      async handler({ format }, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue;
          const compress = { lhs_constants: false, if_return: false, sequences: false, passes: 3, ...more };
          const { code } = await minify(chunk.code, { ecma: 2020, module: format === 'es', compress });
          if (code !== undefined) chunk.code = code;
        }
      },
    },
  };
}
