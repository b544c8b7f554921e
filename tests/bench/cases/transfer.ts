import { startSink } from "../sink.ts";
import { beside, type Case, MB, MOST_RSS_MB } from "./compare.ts";

const MODELS = { openai: "gpt-4o-mini", anthropic: "claude-haiku-4-5", google: "gemini-2.5-flash" };
/** Of a transfer beside a raw one. */
const MOST_TIME = 1.5;

export const TRANSFER: Case = {
  name: "transfer",
  run: async (workshop, { uploadBytes, downloadBytes }) => {
    await using sink = await startSink(downloadBytes);
    const path = `${await workshop.scratch("upload")}/requests.jsonl`;
    await workshop.run({
      name: "makeLongLines",
      options: { path, lines: uploadBytes / MB, lineBytes: MB },
    });
    const to = await workshop.scratch("download");
    const rows = [];
    for (const [provider, model] of Object.entries(MODELS)) {
      const baseUrl = sink.baseUrls[provider];
      const up = await beside(
        workshop,
        {
          name: `upload, ${provider}`,
          compares: `${uploadBytes / MB} MB by the adapter / through node:http`,
          most: MOST_TIME,
        },
        { name: "upload", options: { provider, model, baseUrl, path } },
        { name: "rawUpload", options: { url: `${sink.url}/raw`, path } },
      );
      const down = await beside(
        workshop,
        {
          name: `download, ${provider}`,
          compares: `${downloadBytes / MB} MB to disk, with checksum and fdatasync / node:http to a file, with fdatasync`,
          most: MOST_TIME,
        },
        { name: "download", options: { provider, model, baseUrl, path: to } },
        { name: "rawDownload", options: { url: `${sink.url}/raw`, path: `${to}/raw` } },
      );
      for (const row of [up, down]) {
        rows.push(row, {
          name: `${row.name}, memory`,
          compares: "peak RSS of it",
          value: (row.rssBytes ?? 0) / MB,
          unit: "MB" as const,
          target: { most: MOST_RSS_MB },
        });
      }
    }
    return rows;
  },
};
