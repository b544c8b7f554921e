#!/usr/bin/env node
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  // Nothing else may be loaded: an older Node does not even understand its syntax.
  process.stderr.write(
    `batch: this is Node ${process.versions.node}, and Node ${NEEDED} or later is needed. Install it, or run: npx -p node@${NEEDED} -p batch-extract batch\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import("node:module");
  // Before any other module is loaded: compiled code, and the user's own TypeScript without its types, is kept.
  enableCompileCache();
  const { main } = await import("./process.ts");
  await main();
}
