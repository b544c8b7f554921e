export { parseFaultProfile, readFaultProfile } from "./faults/parse.ts";
export { faultProfiles } from "./faults/profiles.ts";
export type { FaultProfile, FaultRule, LineFault } from "./faults/profile.ts";
