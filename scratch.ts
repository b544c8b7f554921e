import { z } from "zod"; import * as zm from "zod/mini"; import { z as z3 } from "zod/v3";
import { toResponseModel } from "./src/schema/to-response-model.ts";
import { compileForRungs } from "./src/schema/ladder.ts";
import { readAnswer } from "./src/schema/answer.ts";
import { explainModel } from "./src/schema/explain.ts";
const M = toResponseModel(z.object({ d: z.date(), r: z.record(z.string(), z.number().max(5)), u: z.union([z.object({ k: z.literal("a"), x: z.number() }), z.object({ k: z.literal("b"), y: z.string() })]).optional() }), { name: "hé llo" });
const c = compileForRungs(M, [{ via: "native", dialect: "anthropic" }, { via: "json", dialect: "anthropic-tool" }]);
console.log(M.name, M.jsonOutput, c.rung, JSON.stringify(c.compiled.schema));
for (const a of ['{"d":"2020-01-01T00:00:00Z","r":[{"key":"a","value":1}],"u":{"k":"A","x":1}}', '{"d":"nope","r":[{"key":"a","value":9},{"key":"a","value":1}]}', '{"d":1} x', "```json\n{\"d\":\"2020-01-01\",\"r\":[]}\n```"]) console.dir(readAnswer(M, c.compiled, a, { lenient: true }), { depth: 9 });
console.dir(await readAnswer(toResponseModel(z.object({ a: z.string().refine(async (x) => x > "b", "too small") })), c.compiled, '{"a":"a"}'), { depth: 8 });
for (const s of [zm.object({ a: zm.optional(zm.string()) }), z3.object({ a: z3.string().email().regex(/ab/i).optional(), d: z3.date().min(new Date(0)), n: z3.coerce.number().int().gt(2), e: z3.record(z3.enum(["q", "w"]), z3.string()) }).describe("doc"), { type: "object", properties: { a: { type: "string" } }, title: "T" }]) { const m = toResponseModel(s as any); console.log(m.kind, m.name, m.jsonOutput, JSON.stringify((compileForRungs(m, [{ via: "n", dialect: "openai-strict" }])).compiled.schema)); console.dir(await m.validate({ a: 3 }), { depth: 5 }); }
for (const bad of [null, 5, "x", [], () => 1, { "~standard": { vendor: "valibot", version: 1, validate() {} } }]) try { toResponseModel(bad as any); } catch (e: any) { console.log(e.message); }
console.log(JSON.stringify(explainModel(M).validatedOnly));
