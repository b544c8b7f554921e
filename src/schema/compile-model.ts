import { createHash } from "node:crypto";
import { SchemaError } from "../errors.ts";
import type { JsonObject } from "../util/json.ts";
import { fit } from "./budgets/fit.ts";
import { nearestBudget, overrunOf } from "./budgets/overrun.ts";
import { modelCodec } from "./codec/model-codec.ts";
import { wirePlace } from "./codec/wire-path.ts";
import type { Capabilities } from "./dialects/capabilities.ts";
import { capabilitiesOf } from "./dialects/capabilities-of.ts";
import type { Dialect } from "./dialect.ts";
import { emit } from "./emission/emit.ts";
import { reachable } from "./intermediate/node.ts";
import { NO_CHOICES } from "./lowering/choices.ts";
import type { Choices } from "./lowering/choices.ts";
import { cyclesOf, draft } from "./lowering/draft.ts";
import type { Draft, ModelCycles } from "./lowering/draft.ts";
import type { NormalModel } from "./passes/normalise.ts";
import type { CompiledModel, SchemaChange, Verdict } from "./response-model.ts";
import { guarded } from "./read-model.ts";
import { checkRules } from "./rules/check.ts";
import type { Finding } from "./rules/finding.ts";

/** Drafts after which a budget is given up. */
const ROUNDS_AT_MOST = 16;

/** One way to write a model in a dialect. */
interface Attempt {
  readonly capabilities: Capabilities;
  readonly choices: Choices;
}

interface Written {
  readonly drafted: Draft;
  readonly schema: JsonObject;
  readonly verdict: Verdict | undefined;
  readonly findings: readonly Finding[];
}

/**
 * A model in the intermediate form, in one dialect. What comes out was checked against the dialect's rules: where the
 * first way to write it breaks one, a plainer way is taken.
 *
 * @throws SchemaError where no way keeps the rules, which is a fault of ours.
 */
export function compileNormalModel(model: NormalModel, dialect: Dialect): CompiledModel {
  return guarded("compiled", () => compile(model, dialect));
}

function compile(model: NormalModel, dialect: Dialect): CompiledModel {
  const cycles = cyclesOf(model.root.node);
  let broken: readonly Finding[] = [];
  for (const attempt of attemptsFor(model, capabilitiesOf(dialect))) {
    const written = write(model, cycles, attempt);
    if (written.findings.length === 0 || written.verdict !== undefined) {
      return finish(model, written, dialect);
    }
    broken = written.findings;
  }
  throw ourFault(dialect, broken);
}

/** From the most telling way to the plainest. */
function* attemptsFor(model: NormalModel, capabilities: Capabilities): Generator<Attempt> {
  yield { capabilities, choices: NO_CHOICES };
  const plain: Capabilities = {
    ...capabilities,
    strings: { formats: new Set(), lengths: false, patterns: "none" },
    numbers: { bounds: "none", multipleOf: false },
    arrays: { ...capabilities.arrays, minItems: 0, maxItems: 0 },
  };
  yield { capabilities: plain, choices: NO_CHOICES };
  const below = reachable(model.root.node)
    .slice(1)
    .map(({ id }) => id);
  yield { capabilities: plain, choices: { ...NO_CHOICES, text: new Set(below) } };
}

function write(
  model: NormalModel,
  cycles: ModelCycles,
  { capabilities, choices }: Attempt,
): Written {
  const drafted = fitDraft(model, cycles, { capabilities, choices });
  const schema = emit(drafted.root.use, capabilities);
  return {
    drafted,
    schema,
    verdict: overrunOf(drafted.root.use.wire, capabilities.budgets),
    findings: checkRules(schema, capabilities.dialect),
  };
}

/** Drafts until the budgets are kept, or nothing more can be done for them. */
function fitDraft(
  model: NormalModel,
  cycles: ModelCycles,
  { capabilities, choices }: Attempt,
): Draft {
  let current = choices;
  for (let round = 0; ; round += 1) {
    const drafted = draft(model.root, { cycles, capabilities, choices: current });
    const root = drafted.root.use.wire;
    const next = fit({ model: model.root.node, root, choices: current, round }, capabilities);
    if (next === current || round === ROUNDS_AT_MOST) return drafted;
    current = next;
  }
}

function finish(
  model: NormalModel,
  { drafted, schema, verdict }: Written,
  dialect: Dialect,
): CompiledModel {
  const { root } = drafted;
  const changes: readonly SchemaChange[] = [...drafted.changes, ...droppedChanges(model)];
  const codec = modelCodec(model.root.node, root);
  return {
    dialect,
    schema,
    verdict: verdict ?? { kind: changes.length === 0 ? "fits" : "fits_with_changes" },
    changes,
    nearBudget: nearestBudget(root.use.wire, capabilitiesOf(dialect).budgets),
    hash: createHash("sha256")
      .update(`${dialect}\n${JSON.stringify(schema)}`)
      .digest("hex"),
    raise: (wire, issues) => codec.raise(wire, issues),
    lower: (value) => codec.lower(value),
    wirePath: (path, answer) => wirePlace(root, path, answer).path,
    onWire: (path, answer) => wirePlace(root, path, answer).onWire,
  };
}

function droppedChanges({ leftOut }: NormalModel): readonly SchemaChange[] {
  return leftOut.map(({ path, shape }) => ({
    code: "L_DROPPED",
    path,
    message: `Never asked for: ${shape.kind === "never" ? shape.reason : "no finite value fits it."}`,
  }));
}

function ourFault(dialect: Dialect, findings: readonly Finding[]): SchemaError {
  const [first] = findings;
  const where = first === undefined || first.pointer === "" ? "the root" : first.pointer;
  return new SchemaError({
    rule: "E_INTERNAL",
    path: [],
    dialect,
    reason: `The schema that was made of the model breaks the rule "${first?.rule ?? "unknown"}" at ${where}: ${first?.message ?? ""}`,
    fix: "This is a fault of batch-extract, not of the model: please report it together with the model.",
  });
}
