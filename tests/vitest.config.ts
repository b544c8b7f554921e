import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    testTimeout: 60_000,
    // Most tests wait more than they compute; by itself Vitest leaves a processor free.
    maxWorkers: 3,
    typecheck: {
      enabled: true,
      include: ["tests/types/**/*.test-d.ts"],
      tsconfig: "tests/tsconfig.json",
    },
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
