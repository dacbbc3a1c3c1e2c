import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{src,sw,demo,bench,checks,build,deploy}/**/*.test.ts'], testTimeout: 20_000 },
});
