#!/usr/bin/env node
// Nothing is imported before Node's version is known: an older one would stop at the first name that it does not know.
const LEAST = 24;
const { node } = process.versions;

if (Number.parseInt(node, 10) < LEAST) {
  process.stderr.write(
    `batch-extract needs Node ${LEAST} or later, and this is ${node}. Install it from https://nodejs.org, or run: npx -p node@${LEAST} -p batch-extract batch\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import("node:module");
  // Before any other module is loaded: compiled code, and the user's own TypeScript without its types, is kept.
  enableCompileCache();
  const { main } = await import("./process.ts");
  await main();
}
