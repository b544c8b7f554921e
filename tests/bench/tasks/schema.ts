import { compileResponseModel } from "../../../src/schema/compile.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import { LargeInvoice, Person } from "../models.ts";

/** Distinct values, so that nothing is remembered from one to the next. */
const VALUES = 2_000;

const MODELS = {
  small: {
    schema: Person,
    value: (n: number): unknown => ({
      name: `Ann Example ${n}`,
      age: 18 + (n % 70),
      email: `ann.${n}@example.com`,
      active: n % 3 === 0,
    }),
  },
  large: { schema: LargeInvoice, value: invoice },
};

function invoice(n: number): unknown {
  const party = {
    name: `Example ${n} Ltd`,
    street: "High Street 1",
    city: "Leeds",
    postalCode: "LS1 1AA",
    country: "GB",
    vatId: n % 2 === 0 ? null : "GB123456789",
    email: null,
  };
  const line = {
    description: "Paper, white",
    article: null,
    quantity: n,
    unit: "piece",
    unitPrice: 2.5,
    taxRate: 20,
    net: n * 2.5,
  };
  return {
    number: `INV-${n}`,
    issuedOn: "2026-05-17",
    dueOn: null,
    currency: "GBP",
    seller: party,
    buyer: party,
    lines: [line, line, line],
    net: 7.5 * n,
    tax: 1.5 * n,
    gross: 9 * n,
    paid: false,
    paymentTerms: null,
    bank: { iban: null, bic: null },
    notes: null,
  };
}

export interface SchemaOptions {
  readonly size: keyof typeof MODELS;
  readonly times: number;
}

/** Answers, as they come out of JSON.parse, through raising and the user's own model. */
export function raiseAndValidate({ size, times }: SchemaOptions): () => void {
  const { schema, value } = MODELS[size];
  const compiled = compileResponseModel(schema, { dialect: "openai-strict" });
  const model = toResponseModel<typeof schema>(schema);
  const wires = Array.from({ length: VALUES }, (_, n) => compiled.lower(value(n)));
  return () => {
    for (let index = 0; index < times; index += 1) {
      void model.validate(compiled.raise(wires[index % VALUES]));
    }
  };
}

/** The same values through zod alone. */
export function validate({ size, times }: SchemaOptions): () => void {
  const { schema, value } = MODELS[size];
  const values = Array.from({ length: VALUES }, (_, n) => value(n));
  return () => {
    for (let index = 0; index < times; index += 1) schema.safeParse(values[index % VALUES]);
  };
}
