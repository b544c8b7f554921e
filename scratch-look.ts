import fs from "node:fs"; import { compileResponseModel } from "./src/schema/compile.ts";
const L = fs.readFileSync("/work/shared/data/json-schemas.jsonl", "utf8").trim().split("\n").map((l) => JSON.parse(l));
for (const n of process.argv.slice(3)) { const x = L.find((l: any) => l.name.includes(n)) ?? L[Number(n)]; console.log("-----", x.name, JSON.stringify(x.schema)); const c = compileResponseModel(x.schema, { dialect: process.argv[2] as any }); console.log(JSON.stringify(c.schema)); console.log(c.changes.map((q) => q.code + "@" + q.path.join(".")).join(" ")); }
