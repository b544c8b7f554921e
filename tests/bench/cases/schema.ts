import { beside, type Case } from "./compare.ts";

const TIMES = 500_000;

export const SCHEMA: Case = {
  name: "schema",
  run: async (workshop) => {
    const rows = [];
    for (const size of ["small", "large"]) {
      rows.push(
        await beside(
          workshop,
          {
            name: `raise, ${size} model`,
            compares: "raise and validate an answer / a bare zod parse of the same value",
            most: 2,
          },
          { name: "raiseAndValidate", options: { size, times: TIMES } },
          { name: "validate", options: { size, times: TIMES } },
        ),
      );
    }
    return rows;
  },
};
