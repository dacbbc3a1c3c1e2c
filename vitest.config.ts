import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{src,sw,demo,bench,checks,build,deploy}/**/*.test.ts'], maxWorkers: '100%', testTimeout: 20_000 },
});
