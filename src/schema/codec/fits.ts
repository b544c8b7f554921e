import type { Wire, WireBody, WireObject, WireUse } from "../lowering/wire.ts";
import { isObject } from "../../util/json.ts";
import { countKeys, readerOf } from "./members.ts";

/** Whether an answer has the form of a part of the schema. Lengths, patterns and bounds are not looked at. */
export type Fits = (value: unknown) => boolean;

export function compileFits(root: Wire): Fits {
  const made = new Map<Wire, Fits>();
  const compile = ({ wire }: { readonly wire: Wire }): Fits => {
    const known = made.get(wire);
    if (known !== undefined) return known;
    // Looked up when it runs, since a recursive part is asked for before it is made.
    let fits: Fits | undefined;
    made.set(wire, (value) => fits?.(value) ?? true);
    fits = fitsBody(wire.body, compile);
    made.set(wire, fits);
    return fits;
  };
  return compile({ wire: root });
}

type Compile = (use: WireUse) => Fits;

function fitsBody(body: WireBody, compile: Compile): Fits {
  switch (body.kind) {
    case "any":
      return () => true;
    case "string":
      return (value) => typeof value === "string";
    case "boolean":
      return (value) => typeof value === "boolean";
    case "null":
      return (value) => value === null;
    case "number":
      return body.integer ? Number.isInteger : (value) => typeof value === "number";
    case "enum": {
      const values = new Set<unknown>(body.values);
      return (value) => values.has(value);
    }
    case "union": {
      const branches = body.branches.map(compile);
      return (value) => branches.some((branch) => branch(value));
    }
    case "array": {
      const prefix = body.prefix.map(compile);
      const items = body.items === undefined ? undefined : compile(body.items);
      return (value) =>
        Array.isArray(value) &&
        value.every(
          (item: unknown, index) =>
            (index < prefix.length ? prefix[index] : items)?.(item) ?? false,
        );
    }
    case "object":
      return fitsObject(body, compile);
  }
}

function fitsObject({ properties, rest, patterns }: WireObject, compile: Compile): Fits {
  const fields = properties.map(({ key, use, required }) => {
    return { read: readerOf(key), fits: compile(use), required };
  });
  const names = new Set(properties.map(({ key }) => key));
  const closed = rest === "closed" && patterns.length === 0;
  const others = typeof rest === "string" ? undefined : compile(rest);
  return (value) => {
    if (!isObject(value)) return false;
    let given = 0;
    for (const { read, fits, required } of fields) {
      const member = read(value);
      if (member === undefined) {
        if (required) return false;
      } else {
        if (!fits(member)) return false;
        given += 1;
      }
    }
    if (closed) return given === countKeys(value);
    if (others === undefined) return true;
    return Object.keys(value).every((key) => names.has(key) || others(value[key]));
  };
}
