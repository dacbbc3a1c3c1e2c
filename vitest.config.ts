import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { API_BASE: '""' },
  // Tests clean up after themselves, so test files can share a thread, which takes a third of the time.
  test: {
    include: ['{src,sw,bin,demo,bench,checks,build,deploy,e2e}/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    // Only stops tests that hang: on a busy machine a test takes ten times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The development build of Workbox needs a worker's globals when it is imported.
    env: { NODE_ENV: 'production' },
  },
});
