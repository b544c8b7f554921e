import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { spawned } from "../support/spawned.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = new URL("../..", import.meta.url).pathname;

/**
 * An ordinary project in which the packed package is installed, with what it declares and nothing else. What is packed is
 * the last build: `npm test` makes one first.
 */
async function project() {
  const folder = await temporaryFolder();
  const modules = join(folder.path, "node_modules");
  const installed = join(modules, "batch-extract");
  await mkdir(installed, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder.path];
  const packed = await spawned("npm", pack, { folder: root });
  const [{ filename, files }] = JSON.parse(packed.out);
  const unpacked = await spawned(
    "tar",
    ["-xzf", join(folder.path, filename), "--strip-components=1", "-C", installed],
    { folder: folder.path },
  );
  expect(unpacked.code, unpacked.err).toBe(0);
  const { dependencies, peerDependencies, bin } = JSON.parse(
    await readFile(join(installed, "package.json"), "utf8"),
  );
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  await writeFile(join(folder.path, "package.json"), '{"name":"a-project","type":"commonjs"}');
  await mkdir(join(folder.path, "schemas"));
  await cp(join(root, "schemas/user.ts"), join(folder.path, "schemas/user.ts"));
  return {
    paths: files.map(({ path }: { path: string }) => path) as readonly string[],
    node: (...argv: readonly string[]) =>
      spawned(process.execPath, argv, { folder: folder.path, env: { BATCH_STORE: "store" } }),
    command: (name: string) => join(installed, bin[name]),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it(
  "runs from its package with nothing but the dependencies that it declares",
  { timeout: 60_000 },
  async () => {
    await using place = await project();
    const { node, command, paths } = place;
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist/index.d.ts"]));
    expect(
      paths.filter((path) => !/^(dist\/.*\.(js|d\.ts)|[A-Z]+(\.md)?|package\.json)$/.test(path)),
    ).toEqual([]);
    expect((await node(command("batch-extract"), "--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const model of [
      "openai/gpt-4o-mini",
      "anthropic/claude-haiku-4-5",
      "google/gemini-2.5-flash",
    ]) {
      const created = await node(
        command("batch"),
        "create",
        "--emulate",
        "--model",
        model,
        "--response-model",
        "User",
        "--input",
        join(root, "fixtures/ten-people.jsonl"),
        "--wait",
      );
      expect(created.code, created.err).toBe(0);
      const { out } = await node(command("batch"), "results", "--batch-id", "latest");
      expect(out.trimEnd().split("\n")).toHaveLength(10);
    }
    const imported = await node(
      "--input-type=module",
      "--eval",
      'import { BatchProcessor } from "batch-extract"; console.log(typeof BatchProcessor);',
    );
    expect([imported.out, imported.err]).toEqual(["function\n", ""]);
    const served = await node(
      "--input-type=module",
      "--eval",
      'import { startEmulator } from "batch-extract/emulator"; const emulator = await startEmulator(); await emulator.close(); console.log("served");',
    );
    expect([served.out, served.err]).toEqual(["served\n", ""]);
  },
);
