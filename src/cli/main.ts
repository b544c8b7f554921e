#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before any other module is loaded: compiled code, and the user's own TypeScript without its types, is kept.
enableCompileCache();

const { main } = await import("./process.ts");
await main();
