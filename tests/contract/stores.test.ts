import { afterAll } from "vitest";
import { openMemoryStore, openStore } from "../../src/store/open-store.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { describeStoreContract } from "./store-contract.ts";

const folders: TemporaryFolder[] = [];

afterAll(async () => {
  for (const folder of folders) await folder[Symbol.asyncDispose]();
});

describeStoreContract("memory", { open: openMemoryStore, shared: false });

let current: TemporaryFolder | undefined;

describeStoreContract("a folder", {
  async open() {
    // The first store of a test makes the folder, and a second one opens it again.
    current ??= await temporaryFolder();
    folders.push(current);
    const folder = current;
    const store = await openStore(folder.path);
    const close = store[Symbol.asyncDispose].bind(store);
    store[Symbol.asyncDispose] = async () => {
      current = undefined;
      await close();
    };
    return store;
  },
  shared: true,
});
