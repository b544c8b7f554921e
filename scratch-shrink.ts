import fc from "fast-check";
import { compileResponseModel } from "./src/schema/compile.ts";
import { nastySchema } from "./tests/schema-corpus/nasty-schemas.ts";
const [seed, runs, dialect, needle] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4] as any, process.argv[5]!];
const fails = (s: any) => { try { compileResponseModel(s, { dialect }); return false; } catch (e: any) { return e.message.includes(needle); } };
let found = fc.sample(nastySchema(), { numRuns: runs, seed }).map((x) => JSON.parse(JSON.stringify(x))).find(fails);
function* smaller(v: any): any { if (Array.isArray(v)) { for (let i = 0; i < v.length; i++) yield v.toSpliced(i, 1); for (let i = 0; i < v.length; i++) for (const s of smaller(v[i])) yield v.with(i, s); } else if (v && typeof v === "object") { for (const k of Object.keys(v)) { const { [k]: _, ...r } = v; yield r; } for (const k of Object.keys(v)) for (const s of smaller(v[k])) yield { ...v, [k]: s }; } }
for (;;) { let next; for (const s of smaller(found)) if (fails(s)) { next = s; break; } if (!next) break; found = next; }
console.log(JSON.stringify(found));
