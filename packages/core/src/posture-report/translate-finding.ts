import { inPortalsOf } from '../posture/cloud-portals.ts';
import { type FindingId, findingTable } from '../posture/findings/finding-table.ts';
import type { SovereignCloud } from '../posture/judged-as.ts';
import type { GoneFinding } from './report.ts';
import type { Words } from './words/words.ts';

const sovereignClouds: readonly SovereignCloud[] = ['us-government', 'us-dod', 'china'];

/**
 * A translation stands for the English that it was made of: where a broker says something else, its own words count.
 * @returns undefined where the finding’s own words are to be shown
 */
export function translateTitle(words: Words, { id, title }: GoneFinding): string | undefined {
  return isFindingId(id) && findingTable[id].title === title ? words.findings.table?.[id].title : undefined;
}

/** In a cloud of a state the click path begins elsewhere, and so does that of the translation. */
export function translateSteps(words: Words, { id, remedy }: GoneFinding): string | undefined {
  if (!isFindingId(id)) return undefined;
  const translated = words.findings.table?.[id].steps;
  const own = findingTable[id].remedy.steps;
  if (translated === undefined || own === remedy.steps) return translated;
  const cloud = sovereignClouds.find((one) => stepsIn(one, id, own) === remedy.steps);
  return cloud === undefined ? undefined : stepsIn(cloud, id, translated);
}

function stepsIn(cloud: SovereignCloud, id: FindingId, steps: string): string {
  const row = findingTable[id];
  const evidence = { count: undefined, examples: [], facts: {} };
  const finding = { ...row, id, subject: '', evidence, remedy: { ...row.remedy, steps } };
  return inPortalsOf(cloud, finding).remedy.steps;
}

export function isFindingId(id: string): id is FindingId {
  return Object.hasOwn(findingTable, id);
}
