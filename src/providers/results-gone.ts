import { ProviderError } from "../errors.ts";

/** How long a provider keeps results, for its error. */
export interface Retention {
  readonly provider: string;
  /** Such as "for 29 days after the create". */
  readonly kept: string;
}

/** The error for results that were there once. */
export function resultsGone({ provider, kept }: Retention, cause?: ProviderError): ProviderError {
  return new ProviderError(
    {
      provider,
      action: "downloading results",
      status: cause?.status,
      reason: `they are not there any more: they are kept ${kept}, unless somebody deletes them before.`,
      gone: true,
      retryable: false,
      hint: "The requests can only be sent again.",
    },
    { cause },
  );
}

/** Opens a file of results; one that the provider does not know any more is gone. */
export async function unlessResultsGone<Result>(
  retention: Retention,
  open: () => Promise<Result>,
): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) throw resultsGone(retention, error);
    throw error;
  }
}
