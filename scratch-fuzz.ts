import fc from "fast-check"; import { isDeepStrictEqual } from "node:util";
import A20 from "ajv/dist/2020.js"; import af from "ajv-formats";
import { compileResponseModel } from "./src/schema/compile.ts"; import { DIALECTS } from "./src/schema/dialect.ts";
import { jsonValidator } from "./src/schema/front-ends/json-schema/validator.ts"; import { checkRules } from "./src/schema/rules/check.ts";
import { nastySchema, anyJson } from "./tests/schema-corpus/nasty-schemas.ts"; import { instancesOf } from "./tests/schema-corpus/instances.ts";
const Ajv = (A20 as any).default ?? A20; const addF = (af as any).default ?? af;
const seed = Number(process.argv[2] ?? 1), runs = Number(process.argv[3] ?? 300); const only = process.argv[4];
const count: any = {}; const examples: any = {};
function bump(k: string, ex?: any) { count[k] = (count[k] ?? 0) + 1; if (ex) { const size = JSON.stringify(ex).length; const cur = (examples[k] ??= []); cur.push([size, ex]); cur.sort((a: any, b: any) => a[0] - b[0]); cur.length = Math.min(cur.length, 3); } }
const schemas = fc.sample(nastySchema(), { numRuns: runs, seed }).map((x) => JSON.parse(JSON.stringify(x)));
for (const schema of schemas) {
  let own: any; try { own = jsonValidator(schema); } catch (e: any) { bump("validator " + e.constructor.name + e.message.slice(0, 80).replace(/".*/, "")); continue; }
  let inst: any[] = []; try { inst = fc.sample(instancesOf(schema), { numRuns: 25, seed }).map((x) => JSON.parse(JSON.stringify(x))); } catch (e: any) { bump("instances" + e.message.slice(0, 50)); }
  const odd = fc.sample(anyJson, { numRuns: 10, seed });
  for (const dialect of DIALECTS) {
    if (only && dialect !== only) continue;
    let c: any; const t = performance.now();
    try { c = compileResponseModel(schema, { dialect }); } catch (e: any) { if (e.constructor.name === "SchemaError") { bump("SchemaError " + e.rule, e.rule === "E_INTERNAL" ? { dialect, schema, m: e.message } : undefined); if (e.rule === "E_NEVER" || e.rule === "E_REQUIRED_CYCLE") { for (const v of inst) if (own(v).ok) bump("WRONG " + e.rule, { dialect, schema, v }); } } else bump("THROW " + e.message.slice(0, 60), { dialect, schema, s: e.stack }); continue; }
    if (performance.now() - t > 500) bump("SLOW", { dialect, schema, ms: performance.now() - t });
    bump("compiled " + c.verdict.kind);
    const f = checkRules(c.schema, dialect); if (f.length) bump("FINDING " + f[0]!.rule, { dialect, schema, f: f[0] });
    let v: any; try { const a = new Ajv({ strict: false, logger: false }); addF(a); v = a.compile(c.schema); } catch (e: any) { bump("AJV " + e.message.slice(0, 60), { dialect, schema, out: c.schema }); continue; }
    for (const value of inst) {
      const ok = own(value).ok; bump(ok ? "valid" : "invalid");
      let w: any, r: any; try { w = JSON.parse(JSON.stringify(c.lower(value))); r = c.raise(w); } catch (e: any) { bump("RTTHROW " + e.message.slice(0, 60), { dialect, schema, value, s: e.stack }); continue; }
      if (ok) { if (!isDeepStrictEqual(r, value)) bump("INEXACT " + dialect, { schema, value, w, r }); if (!v(w) && !/\/type$/.test(v.errors?.[0]?.schemaPath)) bump("LOWERINVALID " + dialect, { schema, value, w, e: v.errors?.[0], out: c.schema }); }
      else if (own(r).ok) bump("BECAMEVALID " + dialect, { schema, value, w, r });
    }
    for (const value of odd) try { c.raise(value); } catch (e: any) { bump("RAISETHROW", { dialect, schema, value, s: e.stack }); }
  }
}
console.log(count);
for (const k in examples) for (const [, ex] of examples[k].slice(0, 1)) console.log(k, JSON.stringify(ex).slice(0, 6000));
