export { parseFaultProfile, readFaultProfile } from "./faults/parse.ts";
export { faultProfiles } from "./faults/profiles.ts";
export type {
  CallFault,
  Fault,
  FaultMoment,
  FaultName,
  FaultProfile,
  FaultRule,
  FaultSelector,
  JobFault,
  LineFault,
  ProviderName,
} from "./faults/profile.ts";
