/** A fenced block of a Markdown text. */
export interface Block {
  /** Such as `sh`; empty where none is named. */
  readonly language: string;
  readonly text: string;
  /** 1-based, of the first line in it. */
  readonly line: number;
  /** The heading that it stands under. */
  readonly section: string;
  /** The block before it, where only blank lines are between. */
  readonly follows: Block | undefined;
}

const FENCE = /^```(\w*)$/;

/** All fenced blocks in their order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  let section = "";
  let follows: Block | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = FENCE.exec(line);
    if (open !== undefined && fence === null) open.lines.push(line);
    else if (open !== undefined) {
      const { language, lines } = open;
      const block = { language, text: lines.join("\n"), line: open.line, section, follows };
      blocks.push(block);
      follows = block;
      open = undefined;
    } else if (fence !== null) open = { language: fence[1] ?? "", line: index + 2, lines: [] };
    else if (line.trim() !== "") {
      follows = undefined;
      if (line.startsWith("#")) section = line.replace(/^#+ /, "");
    }
  }
  if (open !== undefined) throw new Error(`the block at line ${open.line} is not closed`);
  return blocks;
}
