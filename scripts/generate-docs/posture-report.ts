import { toJsonSchema } from '@consentry/core/contract';
import { renderPostureHtml } from '@consentry/core/posture-report';
import { postureReport } from '../../packages/core/src/contract/posture.ts';
import { aPostureReport, someHistory } from '../../packages/core/test/a-posture-report.ts';

/** The form of a report in JSON, for programs that read one: `docs/posture-report.schema.json`. */
export function postureReportSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A report on a partner’s security requirements',
    ...toJsonSchema(postureReport, 'answer'),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** The page of an example report: `docs/posture-report.html`. */
export function postureReportSample(): string {
  return renderPostureHtml(postureReport.parse(aPostureReport()), 'en', someHistory());
}
