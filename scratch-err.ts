import fs from "node:fs";
import { compileResponseModel } from "./src/schema/compile.ts";
const by: any = {};
for (const l of fs.readFileSync("/tmp/scratch/store.jsonl", "utf8").trim().split("\n")) { const x = JSON.parse(l); try { compileResponseModel(x.schema, { dialect: "anthropic-tool" }); } catch (e: any) { const k = e.message.replace(/"[^"]*"/g, '"…"').slice(0, 100); (by[k] ??= []).push(x.name + " " + e.message.slice(0, 180)); } }
for (const k in by) { console.log(by[k].length, k); by[k].slice(0, 12).forEach((m: string) => console.log("   ", m)); }
