import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { API_BASE: '""' },
  // Tests leave nothing behind them, so that their files can share a thread: that takes a third of the time.
  test: {
    include: ['{src,sw,bin,demo,bench,checks,build,deploy,e2e}/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    // Ends what hangs, and nothing else: on a busy machine a test takes ten times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // In development Workbox looks for a worker's globals while it is imported.
    env: { NODE_ENV: 'production' },
  },
});
