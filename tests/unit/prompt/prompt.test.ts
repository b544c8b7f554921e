import { describe, expect, it } from "vitest";
import { InputError, UsageError } from "../../../src/errors.ts";
import type { InputRecord } from "../../../src/model/record.ts";
import { compilePrompt, renderConversation } from "../../../src/prompt/prompt.ts";

function fields(values: Readonly<Record<string, unknown>>): InputRecord {
  return { id: "r1", content: { kind: "fields", fields: values }, source: "in.csv", line: 3 };
}

function render(prompt: string, values: Readonly<Record<string, unknown>>): string | undefined {
  return renderConversation(compilePrompt({ prompt }), fields(values)).messages[0]?.content;
}

function withMessages(role: "user" | "system"): InputRecord {
  const content = { kind: "messages", messages: [{ role, content: "x" }] } as const;
  return { id: undefined, source: "in", line: 1, content };
}

describe("a template", () => {
  it("puts in texts as they are, without escaping", () => {
    expect(render("<doc>{{body}}</doc>", { body: 'a < b & "c"' })).toBe('<doc>a < b & "c"</doc>');
  });

  it("puts in numbers, lists and objects as JSON, and null as nothing", () => {
    expect(
      render("{{n}}|{{list}}|{{none}}|{{a.b}}", { n: 1.5, list: [1], none: null, a: { b: true } }),
    ).toBe("1.5|[1]||true");
  });

  it("refuses a record without the field, naming it and the line", () => {
    expect(() => render("{{customer.name}}", { customer: {} })).toThrow(InputError);
    expect(() => render("{{customer.name}}", { customer: {} })).toThrow(
      /^in\.csv:3: the record has no field "customer\.name"/,
    );
  });

  it("does not find what every object inherits", () => {
    expect(() => render("{{constructor}}", {})).toThrow(/no field "constructor"/);
  });

  it.each(["{{#list}}x{{/list}}", "{{> partial}}", "{{! comment}}", "{{open", ""])(
    "refuses %s",
    (prompt) => {
      expect(() => compilePrompt({ prompt })).toThrow(UsageError);
    },
  );
});

it("joins the batch's system prompt and a record's own", () => {
  const record: InputRecord = {
    id: undefined,
    source: "in",
    line: 1,
    content: {
      kind: "messages",
      messages: [
        { role: "system", content: "own" },
        { role: "user", content: "hello" },
      ],
    },
  };
  expect(renderConversation(compilePrompt({ system: "all" }), record)).toEqual({
    system: "all\n\nown",
    messages: [{ role: "user", content: "hello" }],
  });
});

it("refuses a prompt for a record that brings messages of its own, and a conversation without a user", () => {
  expect(() =>
    renderConversation(compilePrompt({ prompt: "{{text}}" }), withMessages("user")),
  ).toThrow(/messages of its own/);
  expect(() => renderConversation(compilePrompt({}), withMessages("system"))).toThrow(
    /no message of a user/,
  );
});
