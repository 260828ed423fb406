import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type AccessPolicy, mostExamples } from '../sources/sources.ts';
import type { Evidence } from './finding.ts';

/** What a finding tells of its policy: its name; and where it is about places, which they are, by their names. */
export function factsOf({ sources }: Posture, policy: AccessPolicy, id: string): Evidence['facts'] {
  if (id !== 'policy_trusted_location' && id !== 'policy_limited_locations') return { policy: policy.name };
  const names = new Map((valueOf(sources.locations) ?? []).map(({ id: place, name }) => [place, name]));
  const { includedLocations, excludedLocations } = policy;
  const places = [...includedLocations.filter((place) => place !== 'All'), ...excludedLocations];
  const locations = places.slice(0, mostExamples).map((place) => names.get(place) ?? place);
  return { policy: policy.name, locations: locations.join(', ') };
}
