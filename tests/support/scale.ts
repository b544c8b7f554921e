/** Whether the large sizes run: `npm run test:stress`. */
export const STRESS: boolean = process.env["STRESS"] !== undefined;
