import fc from "fast-check"; import { isDeepStrictEqual } from "node:util";
import A20 from "ajv/dist/2020.js"; import af from "ajv-formats";
import { CORPUS } from "./tests/schema-corpus/corpus.ts";
import { compileResponseModel } from "./src/schema/compile.ts"; import { DIALECTS } from "./src/schema/dialect.ts";
import { checkRules } from "./src/schema/rules/check.ts"; import { toResponseModel } from "./src/schema/to-response-model.ts";
const Ajv = (A20 as any).default ?? A20; const addF = (af as any).default ?? af;
const runs = Number(process.argv[2] ?? 50); const only = process.argv[3];
const count: any = {}; const bump = (k: string) => (count[k] = (count[k] ?? 0) + 1);
console.log(CORPUS.length, CORPUS.filter((m) => m.zod3).length);
for (const m of CORPUS) for (const [ver, source] of [["4", m.model], ["3", m.zod3]] as const) {
  if (!source || (only && m.name !== only)) continue;
  const rm = toResponseModel(source); const values = fc.sample(m.values, { numRuns: runs, seed: 7 });
  for (const dialect of DIALECTS) {
    const id = `${m.name}/${ver}/${dialect}`; let shown = 0; const say = (k: string, ...a: any[]) => { bump(k + " " + dialect); if (shown++ < 2) console.log(k, id, ...a); };
    let c; try { c = compileResponseModel(source, { dialect }); } catch (e: any) { if (m.expect.kind === "refused" && e.rule === m.expect.rule && JSON.stringify(e.path) === JSON.stringify(m.expect.path)) { bump("refused as expected"); continue; } say("ERR", e.message, e.path, e.constructor.name === "SchemaError" ? "" : e.stack.slice(0, 500)); continue; }
    if (m.expect.kind === "refused") { say("NOTREFUSED"); continue; }
    bump(c.verdict.kind);
    if (c.verdict.kind === "over_budget") say("OVER", c.verdict);
    const f = checkRules(c.schema, dialect); if (f.length) say("FIND", f[0]);
    let v: any; try { const a = new Ajv({ strict: false, logger: false }); addF(a); v = a.compile(c.schema); } catch (e: any) { say("AJV", e.message); continue; }
    for (const value of values) {
      const expected: any = await rm.validate(value); if (!expected.ok) { say("BADVALUE", value, expected.issues); continue; }
      let w: any, r: any; try { w = JSON.parse(JSON.stringify(c.lower(value))); r = c.raise(w); } catch (e: any) { say("THROW", value, e.stack.slice(0, 400)); continue; }
      if (!v(w)) say("LOWERINVALID", JSON.stringify(v.errors?.[0]), value, JSON.stringify(w));
      const got: any = await rm.validate(r);
      if (!got.ok) say("NOTPARSED", value, JSON.stringify(w), r, JSON.stringify(got.issues)); else if (!isDeepStrictEqual(got.data, expected.data)) say("DIFFERENT", value, JSON.stringify(w), got.data, expected.data); else bump("exact");
    }
  }
}
console.log(count);
