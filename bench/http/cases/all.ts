import type { Case } from '../case.ts';
import { conditionCases } from './conditions.ts';
import { contentCases } from './contents.ts';
import { dateCases } from './dates.ts';
import { failureCases } from './failures.ts';
import { lifetimeCases } from './lifetime.ts';
import { rangeCases } from './ranges.ts';
import { requestCases } from './requests.ts';
import { stopCases } from './stops.ts';
import { validationCases } from './validation.ts';
import { varyCases } from './vary.ts';

/** The cases by topic. */
export const chapters: Readonly<Record<string, readonly Case[]>> = {
  'how long it holds': lifetimeCases,
  'dates and clocks': dateCases,
  'what the request asks for': requestCases,
  'which requests it is for': varyCases,
  renewal: validationCases,
  'conditions of the player': conditionCases,
  'headers, status and bytes': contentCases,
  'parts of a file': rangeCases,
  'refusals and failures': failureCases,
  'a worker that is stopped': stopCases,
};
