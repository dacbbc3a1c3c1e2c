import type { Plugin } from 'vite';

/** Names the entry's late chunks in the HTML, so that they load beside the entry and not after it. */
export function preloadChunks(): Plugin {
  return {
    name: 'nextreel:chunk-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, chunk }) {
        if (bundle === undefined || chunk === undefined) return [];
        return chunk.dynamicImports.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}
