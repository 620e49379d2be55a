import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'app/**/*.test.{ts,tsx}'],
    maxWorkers: 2,
    // Property tests explore many runs; they assert no duration, so the limit only catches a hang.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
