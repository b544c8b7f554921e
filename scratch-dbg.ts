import { compileResponseModel } from "./src/schema/compile.ts";
const schema = {"type":"object","patternProperties":{"b$":{"type":"object","properties":{"variant":{"type":["string","object","boolean"],"anyOf":[{"type":"number"},{"type":"number"},{"type":"array"}],"allOf":[{"type":"number"},{"$ref":"#"},{"type":"array"}]},"c":{"type":"string"}}}}} as any;
for (const d of ["anthropic"] as const) console.log(JSON.stringify(compileResponseModel(schema, { dialect: d }).schema));
