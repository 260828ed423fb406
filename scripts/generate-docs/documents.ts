import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configReference } from '@consentry/server';
import { repository } from '../build/workspaces.ts';
import { apiReference } from './api-reference.ts';
import { readmeWithBenchmarks } from './benchmark-table.ts';
import { dashboard } from './dashboard.ts';
import { errorReference } from './error-reference.ts';
import { metricsReference } from './metrics-reference.ts';
import { partnerCenterReference } from './partner-center-reference.ts';
import { postureReportSample, postureReportSchema } from './posture-report.ts';
import { postureReference } from './posture-reference.ts';
import { sandboxGuide } from './sandbox-guide.ts';
import { waysIn } from './ways-in.ts';

/** A document that follows from the code. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export function createDocuments(): readonly Document[] {
  return [
    { path: 'README.md', text: readmeWithBenchmarks() },
    { path: 'docs/api.md', text: apiReference() },
    { path: 'docs/config.md', text: configReference() },
    { path: 'docs/dashboard.md', text: dashboard() },
    { path: 'docs/errors.md', text: errorReference() },
    { path: 'docs/metrics.md', text: metricsReference() },
    { path: 'docs/partner-center.md', text: partnerCenterReference() },
    { path: 'docs/posture.md', text: postureReference() },
    { path: 'docs/posture-report.html', text: postureReportSample() },
    { path: 'docs/posture-report.schema.json', text: postureReportSchema() },
    { path: 'docs/sandbox.md', text: sandboxGuide() },
    { path: 'docs/ways-in.md', text: waysIn() },
  ];
}

export function isUpToDate({ path, text }: Document): boolean {
  const file = join(repository, path);
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}
