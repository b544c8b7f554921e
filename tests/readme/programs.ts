import type { Block } from "./markdown.ts";

/** A TypeScript block of the README as a file. */
export interface ReadmeFile {
  readonly kind: "program" | "module";
  /** Relative to the folder of the README's user. */
  readonly path: string;
  readonly text: string;
  /** 1-based line in the README. */
  readonly line: number;
}

const FILE_NAME = /^\/\/ ([\w./-]+\.ts)$/;

/**
 * The TypeScript blocks as files: one that starts with `// path/to/file.ts` is that file, one without imports goes on from
 * the block before it in its section, and every other one is a program.
 */
export function filesOf(blocks: readonly Block[]): readonly ReadmeFile[] {
  const files: ReadmeFile[] = [];
  let before: { readonly section: string; readonly text: string } | undefined;
  for (const { text, line, section } of blocks.filter(({ language }) => language === "ts")) {
    const path = FILE_NAME.exec(text.split("\n", 1)[0] ?? "")?.[1];
    if (path !== undefined) {
      files.push({ kind: "module", path, text, line });
      continue;
    }
    const goesOn = !/^import /m.test(text) && before?.section === section;
    const whole = goesOn ? `${before?.text}\n${text}` : text;
    before = { section, text: whole };
    files.push({ kind: "program", path: `readme-line-${line}.ts`, text: whole, line });
  }
  return files;
}
