import type { Plugin } from 'vite';

/** Adds modulepreload links for these dynamically imported chunks, so that they load in parallel with the entry. */
export function preloadChunks(names: readonly string[]): Plugin {
  return {
    name: 'nextreel:chunk-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, chunk }) {
        if (bundle === undefined || chunk === undefined) return [];
        const isNamed = (file: string) => {
          const found = bundle[file];
          return found?.type === 'chunk' && names.includes(found.name);
        };
        return chunk.dynamicImports.filter(isNamed).map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}
