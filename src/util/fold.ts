/** A state of a computation over a graph, known by its key. */
export interface FoldState {
  readonly key: string;
}

/**
 * Computes a value for a state from the values of the states that it depends on, each once, however deep they lie. The
 * dependencies must have no cycles.
 */
export function fold<State extends FoldState, Value>(
  start: State,
  dependenciesOf: (state: State) => readonly State[],
  options: {
    readonly compute: (state: State, valueOf: (state: State) => Value) => Value;
    /** Values that are known already, and those that become known. */
    readonly known: Map<string, Value>;
  },
): Value {
  const { compute, known } = options;
  const valueOf = (state: State): Value => {
    const value = known.get(state.key);
    if (value === undefined) throw new Error(`The value of ${state.key} is not known yet.`);
    return value;
  };
  const stack = [start];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (!known.has(top.key)) {
      const missing = dependenciesOf(top).filter(({ key }) => !known.has(key));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      known.set(top.key, compute(top, valueOf));
    }
    stack.pop();
  }
  return valueOf(start);
}
