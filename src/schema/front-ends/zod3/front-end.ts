import type { Sketch } from "../../intermediate/sketch.ts";
import type { Zod3Schema } from "./internals.ts";
export function sketchZod3(root: Zod3Schema): Sketch {
  throw new Error(root._def.typeName);
}
