import fs from "node:fs";
import { isDeepStrictEqual } from "node:util";
import A20 from "ajv/dist/2020.js"; import af from "ajv-formats";
import { compileResponseModel } from "./src/schema/compile.ts";
import { DIALECTS } from "./src/schema/dialect.ts";
import { jsonValidator } from "./src/schema/front-ends/json-schema/validator.ts";
import { checkRules } from "./src/schema/rules/check.ts";
const file = process.argv[2] ?? "/work/shared/data/json-schemas.jsonl"; const verbose = Number(process.argv[3] ?? 3);
const L = fs.readFileSync(file, "utf8").trim().split("\n").map((l) => JSON.parse(l));
const Ajv = (A20 as any).default ?? A20; const addFormats = (af as any).default ?? af;
const stat: any = {}; const shown: any = {};
function show(kind: string, ...a: any[]) { shown[kind] = (shown[kind] ?? 0) + 1; if (shown[kind] <= verbose) console.log(kind, ...a); }
const t0 = process.cpuUsage(); let slow: any[] = [];
for (const x of L) { let own: any; if (x.tests.length) try { own = jsonValidator(x.schema); for (const t of x.tests) { const r = own(t.data).ok; if (r !== t.valid) show("MISLABEL", x.name, t.valid, JSON.stringify(t.data).slice(0, 100)); t.valid = r; } } catch (e: any) { show("VALERR", x.name, e.message.slice(0, 150)); }
for (const dialect of DIALECTS) {
  const s = (stat[dialect] ??= { schemas: 0, threw: 0, error: 0, fits: 0, over: 0, findings: 0, ajv: 0, valid: 0, exact: 0, lowerInvalid: 0, invalid: 0, becameValid: 0, text: 0 });
  s.schemas++;
  let c; const t = performance.now();
  try { c = compileResponseModel(x.schema, { dialect }); } catch (e: any) { if (e.constructor.name === "SchemaError") { s.error++; show("ERR", x.name, dialect, e.message.slice(0, 200)); } else { s.threw++; show("THROW", x.name, dialect, e.stack.slice(0, 600)); } continue; }
  const dt = performance.now() - t; if (dt > 50) slow.push([Math.round(dt), x.name, dialect]);
  if (c.verdict.kind === "over_budget") { s.over++; show("OVER", x.name, dialect, c.verdict); } else s.fits++;
  if (c.changes.some((ch) => ch.code === "L_JSON_STRING")) s.text++;
  const f = checkRules(c.schema, dialect); if (f.length && c.verdict.kind !== "over_budget") { s.findings++; show("FIND", x.name, dialect, f[0]); }
  let v;
  try { const a = new Ajv({ strict: false, logger: false, validateFormats: true }); addFormats(a); v = a.compile(c.schema); s.ajv++; } catch (e: any) { show("AJV", x.name, dialect, e.message.slice(0, 200)); continue; }
  for (const test of x.tests) {
    try {
      const w = JSON.parse(JSON.stringify(c.lower(test.data)));
      const r = c.raise(w);
      const same = isDeepStrictEqual(r, test.data);
      if (test.valid) { s.valid++; if (same) s.exact++; else show("INEXACT", x.name, dialect, JSON.stringify(test.data).slice(0, 300), JSON.stringify(w).slice(0, 300), JSON.stringify(r)?.slice(0, 300));
        if (!v(w)) { s.lowerInvalid++; show("LOWERINVALID", x.name, dialect, JSON.stringify(v.errors?.[0]), JSON.stringify(w).slice(0, 400)); } }
      else { s.invalid++; if (!same) s.changed = (s.changed ?? 0) + 1; if (own?.(r).ok) { s.becameValid++; show("BECAMEVALID", x.name, dialect, JSON.stringify(test.data).slice(0, 200), JSON.stringify(w).slice(0, 200), JSON.stringify(r)?.slice(0, 200)); } }
    } catch (e: any) { s.threw++; show("RTTHROW", x.name, dialect, e.stack.slice(0, 500)); }
  }
}
}
console.table(stat); console.log(shown, slow.toSorted((a, b) => b[0] - a[0]).slice(0, 8), process.cpuUsage(t0).user / 1e6);
