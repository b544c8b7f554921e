import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../errors.ts";
import { toResponseModel } from "../schema/to-response-model.ts";
import type { ResponseModel, ResponseModelSource } from "../schema/response-model.ts";
import { isJsonObject, isObject } from "../util/json.ts";
import { importCode } from "./import-code.ts";

/** Where the response models of a project are looked for. */
const MODELS_FOLDER = "schemas";
const CODE = /\.[cm]?[jt]s$/;

export interface LoadedResponseModel {
  readonly model: ResponseModel;
  /** By which it is found again, such as `schemas/user.ts#User`; relative to the folder. */
  readonly path: string;
}

/**
 * Loads a response model by its name (an export in `schemas/`), as `file.ts#Name`, or as a file of JSON Schema. TypeScript
 * is loaded by Node itself, which strips the types.
 *
 * @param folder What paths are relative to.
 * @throws UsageError that lists what there is where nothing of the name is found.
 */
export async function loadResponseModel(
  reference: string,
  folder: string,
): Promise<LoadedResponseModel> {
  const [path = "", name] = reference.split("#");
  if (extname(path) === ".json") return await loadJsonSchema(path, folder);
  if (CODE.test(path)) return await loadFrom(path, name, folder);
  return await findByName(reference, folder);
}

async function loadJsonSchema(path: string, folder: string): Promise<LoadedResponseModel> {
  const text = await readText(resolve(folder, path), path);
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw unusable(path, String(error));
  }
  if (!isJsonObject(schema)) throw unusable(path, "a JSON Schema is an object");
  const title = typeof schema["title"] === "string" ? schema["title"] : undefined;
  const name = title ?? basename(path).replace(/(\.schema)?\.json$/, "");
  return { model: toResponseModel(schema, { name }), path };
}

async function loadFrom(
  path: string,
  name: string | undefined,
  folder: string,
): Promise<LoadedResponseModel> {
  const models = await modelsIn(path, folder);
  const names = [...models.keys()];
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  const source = chosen === undefined ? undefined : models.get(chosen);
  if (chosen === undefined || source === undefined) {
    const there = names.length === 0 ? "no response model" : names.join(", ");
    const wanted =
      name === undefined ? `name one of its exports, as in ${path}#Name` : `not ${name}`;
    throw new UsageError("unknown_response_model", `${path} exports ${there}; ${wanted}.`);
  }
  return { model: toResponseModel(source, { name: chosen }), path: `${path}#${chosen}` };
}

async function findByName(name: string, folder: string): Promise<LoadedResponseModel> {
  const files = await codeFiles(join(folder, MODELS_FOLDER));
  const paths = files.map((file) => relative(folder, file));
  // Loading a file runs it, so those that name the model come first, and the others only if it must be.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const likely = paths.filter((_path, index) => texts[index]?.includes(name));
  for (const path of likely) {
    const source = (await modelsIn(path, folder)).get(name);
    if (source !== undefined) {
      return { model: toResponseModel(source, { name }), path: `${path}#${name}` };
    }
  }
  throw new UsageError("unknown_response_model", await nothingCalled(name, paths, folder));
}

async function nothingCalled(
  name: string,
  paths: readonly string[],
  folder: string,
): Promise<string> {
  const found: string[] = [];
  for (const path of paths) {
    const models = await modelsIn(path, folder).catch(() => new Map<string, unknown>());
    found.push(...[...models.keys()].map((model) => `${model} (${path})`));
  }
  const there =
    found.length === 0
      ? `There are no response models in ${MODELS_FOLDER}/.`
      : `There are: ${found.join(", ")}.`;
  return `There is no response model "${name}". ${there} A model elsewhere is named as path/to/file.ts#Name, and a JSON Schema as file.schema.json.`;
}

/** The schemas that a file exports, by name. */
async function modelsIn(
  path: string,
  folder: string,
): Promise<ReadonlyMap<string, ResponseModelSource>> {
  const absolute = resolve(folder, path);
  await requireFile(absolute, path);
  let exports: unknown;
  try {
    exports = await importCode(pathToFileURL(absolute).href);
  } catch (error) {
    throw unusable(path, error instanceof Error ? error.message : String(error), error);
  }
  const models = new Map<string, ResponseModelSource>();
  for (const [name, value] of Object.entries(isObject(exports) ? exports : {})) {
    if (isStandardSchema(value)) models.set(name, value);
  }
  return models;
}

function isStandardSchema(value: unknown): value is ResponseModelSource {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "~standard" in value && isObject(value["~standard"]);
}

async function codeFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && CODE.test(entry.name) && !entry.name.includes(".d."))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch {
    return [];
  }
}

async function requireFile(absolute: string, path: string): Promise<void> {
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new UsageError("unknown_response_model", `There is no file ${path}.`);
  }
}

async function readText(absolute: string, path: string): Promise<string> {
  await requireFile(absolute, path);
  return await readFile(absolute, "utf8");
}

function unusable(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(
    "unknown_response_model",
    `The response model in ${path} can't be loaded: ${reason}.`,
    { cause },
  );
}
